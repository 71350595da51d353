// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/figure_export.h"

#include "core/base/text.h"
#include "core/report/figure_svg.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>

namespace faultline::ui {

namespace {

constexpr double pixelsPerInch = 96, pointsPerInch = 72;
constexpr int pngDots = 2;

std::string titleOf(const report::Figure& figure) {
    return std::visit([](const auto& each) { return each.title; }, figure);
}

base::Result<> writePdf(QBuffer& buffer, QSvgRenderer& drawing, const std::string& title) {
    QPdfWriter pdf(&buffer);
    pdf.setTitle(QString::fromStdString(title));
    pdf.setCreator(QStringLiteral("Faultline"));
    pdf.setPageSize(QPageSize(QSizeF(drawing.defaultSize()) * (pointsPerInch / pixelsPerInch),
                              QPageSize::Point, {}, QPageSize::ExactMatch));
    pdf.setPageMargins({});
    QPainter painter(&pdf);
    drawing.render(&painter);
    return {};
}

base::Result<> writePng(QBuffer& buffer, QSvgRenderer& drawing) {
    QImage image(drawing.defaultSize() * pngDots, QImage::Format_RGB32);
    if (image.isNull())
        return base::failure(base::ErrorKind::Internal, "there is no memory for the picture");
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    drawing.render(&painter);
    painter.end();
    if (!image.save(&buffer, "PNG"))
        return base::failure(base::ErrorKind::Internal, "the picture could not be written as PNG");
    return {};
}

} // namespace

base::Result<> exportFigure(const report::Figure& figure, const std::string& origin,
                            const std::filesystem::path& path, base::Overwrite overwrite) {
    const std::string suffix = base::lowered(path.extension().string());
    const std::string svg = report::figureSvg(figure, {}, origin);
    if (suffix == ".svg")
        return base::writeFileAtomically(path, std::string_view(svg), overwrite);
    if (suffix != ".pdf" && suffix != ".png")
        return base::failure(base::ErrorKind::InvalidInput,
                             "cannot write " + path.string() + ": a chart's name ends in .svg, .pdf or .png");
    QSvgRenderer drawing(QByteArray::fromStdString(svg));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (suffix == ".pdf")
        FAULTLINE_CHECK(writePdf(buffer, drawing, titleOf(figure)));
    else
        FAULTLINE_CHECK(writePng(buffer, drawing));
    return base::writeFileAtomically(
        path, std::string_view(buffer.data().constData(), static_cast<std::size_t>(buffer.size())),
        overwrite);
}

std::string fileNameOf(const report::Figure& figure) {
    std::string name;
    for (const char letter : base::lowered(titleOf(figure)))
        if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'))
            name += letter;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    while (!name.empty() && name.back() == '-')
        name.pop_back();
    return name.empty() ? "chart" : name;
}

} // namespace faultline::ui
