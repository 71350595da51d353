// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_export.h"

#include "core/base/text.h"
#include "core/report/tables.h"
#include "ui/charts/chart_figure.h"
#include "ui/paper/fixed_hash_order.h"
#include "ui/paper/pdf_identity.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

namespace faultline::ui {

namespace {

constexpr double pixelsPerInch = 96;
constexpr double pointsPerInch = 72;
constexpr double metresPerInch = 0.0254;

QString documentTitle(const ChartData& data) {
    return data.title.isEmpty() ? QStringLiteral("Failure modes") : data.title;
}

/// What XML 1.0 (2.2 Char) has no place for becomes U+FFFD, wherever it came from: the generator writes names
/// as they are.
QByteArray wellFormed(const QByteArray& svg) {
    QString text = QString::fromUtf8(svg);
    for (QChar& unit : text) {
        const char16_t value = unit.unicode();
        const bool isControl = value < 0x20 && value != u'\t' && value != u'\n' && value != u'\r';
        if (isControl || value == 0xfffe || value == 0xffff)
            unit = QChar::ReplacementCharacter;
    }
    return text.toUtf8();
}

void writeSvg(QBuffer& buffer, ChartFigure& figure, const ChartData& data, const QSize& size) {
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setResolution(static_cast<int>(pixelsPerInch));
    svg.setTitle(documentTitle(data).toHtmlEscaped()); // the generator writes it as it is
    svg.setDescription(chartInWords(data).toHtmlEscaped());
    figure.paint(svg, ChartFigure::Medium::Vector);
}

QByteArray pdfOf(ChartFigure& figure, const ChartData& data, const QSize& size) {
    const FixedHashOrder fixed;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter pdf(&buffer);
        pdf.setTitle(documentTitle(data));
        pdf.setCreator(QStringLiteral("Faultline"));
        pdf.setResolution(1200);
        pdf.setPageSize(QPageSize(QSizeF(size) * (pointsPerInch / pixelsPerInch), QPageSize::Point, {},
                                  QPageSize::ExactMatch));
        pdf.setPageMargins({});
        figure.paint(pdf, ChartFigure::Medium::Vector);
    }
    const auto date = base::parsedIso(data.date.toStdString() + "T00:00:00Z");
    return withIdentity(buffer.data(), {date.value_or(base::Timestamp()), chartInWords(data).toStdString()});
}

base::Result<> writePng(QBuffer& buffer, ChartFigure& figure, const QSize& size, double pixelRatio) {
    QImage image(size * pixelRatio, QImage::Format_RGB32);
    if (image.isNull())
        return base::failure(base::ErrorKind::InvalidInput,
                             "there is no memory for so large a picture; choose a smaller size");
    image.fill(Qt::white);
    const int dotsPerMetre = qRound(pixelsPerInch * pixelRatio / metresPerInch);
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    figure.paint(image, ChartFigure::Medium::Pixels);
    if (!image.save(&buffer, "PNG"))
        return base::failure(base::ErrorKind::Internal, "the picture could not be written as PNG");
    return {};
}

base::Result<> checkSize(const QSize& size, double pixelRatio) {
    const auto fits = [](int side) { return side >= smallestChartSide && side <= largestChartSide; };
    if (!fits(size.width()) || !fits(size.height()))
        return base::failure(base::ErrorKind::InvalidInput,
                             "a chart can't have " + std::to_string(size.width()) + " × " +
                                 std::to_string(size.height()) + " pixels; each side has " +
                                 std::to_string(smallestChartSide) + " to " +
                                 std::to_string(largestChartSide));
    if (!(pixelRatio >= 1 && pixelRatio <= 4))
        return base::failure(base::ErrorKind::InvalidInput, "the pixel ratio of a picture is from 1 to 4");
    return {};
}

} // namespace

std::optional<ChartFormat> chartFormatOf(const std::filesystem::path& path) {
    const std::string suffix = base::lowered(path.extension().string());
    return suffix.empty() ? std::nullopt : base::valueNamed<ChartFormat>(suffix.substr(1));
}

base::Result<QByteArray> chartFile(const ChartData& data, ChartFormat format, const QSize& size,
                                   double pixelRatio) {
    if (format == ChartFormat::Csv)
        return QByteArray::fromStdString(
            report::statisticsTable(report::TableFormat::Csv, data.statistics, data.classes, data.taxonomy));
    FAULTLINE_CHECK(checkSize(size, pixelRatio));
    ChartFigure figure(data, exportStyle(size), size);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (format == ChartFormat::Svg) {
        writeSvg(buffer, figure, data, size);
        return wellFormed(buffer.data());
    }
    if (format == ChartFormat::Pdf)
        return pdfOf(figure, data, size);
    FAULTLINE_CHECK(writePng(buffer, figure, size, pixelRatio));
    return buffer.data();
}

base::Result<> exportChart(const ChartData& data, const std::filesystem::path& path, const QSize& size,
                           base::Overwrite overwrite, double pixelRatio) {
    const std::optional<ChartFormat> format = chartFormatOf(path);
    if (!format)
        return base::failure(base::ErrorKind::InvalidInput,
                             "cannot write " + path.string() +
                                 ": a chart's name ends in .svg, .pdf, .png or .csv");
    FAULTLINE_TRY(bytes, chartFile(data, *format, size, pixelRatio));
    return base::writeFileAtomically(
        path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())), overwrite);
}

} // namespace faultline::ui
