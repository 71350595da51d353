// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/original_file.h"

#include "core/base/files.h"
#include "core/base/image.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/dataset/folder/image_folder.h"
#include "core/dataset/set_limits.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>

namespace faultline::ui {

namespace {

using base::ErrorKind;

/// For 16-bit RGBA of the most pixels.
constexpr int mostMebibytes = static_cast<int>(dataset::mostPixels * 8 >> 20);

bool isReadHere(const QByteArray& format) {
    return QList<QByteArray>{"png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff"}.contains(format);
}

/// What the first bytes say, where Qt has no plugin for it.
QByteArray lackingPlugin(const QByteArray& bytes) {
    if (bytes.startsWith("RIFF") && bytes.mid(8, 4) == "WEBP")
        return "WebP";
    if (bytes.startsWith(QByteArray("II*\0", 4)) || bytes.startsWith(QByteArray("MM\0*", 4)))
        return "TIFF";
    return {};
}

base::Result<> checkSize(const QSize& size) {
    if (size.isEmpty())
        return base::failure(ErrorKind::InvalidInput, "its header does not say its size");
    const auto pixels = static_cast<std::uint64_t>(size.width()) * static_cast<std::uint64_t>(size.height());
    if (std::max(size.width(), size.height()) > base::longestSide || pixels > dataset::mostPixels)
        return base::failure(ErrorKind::Refused,
                             "it has " + base::groupedText(static_cast<std::uint64_t>(size.width())) + " × " +
                                 base::groupedText(static_cast<std::uint64_t>(size.height())) +
                                 " pixels, more than are decoded");
    return {};
}

QImage overWhite(const QImage& image) {
    if (!image.hasAlphaChannel())
        return image.convertToFormat(QImage::Format_RGB888);
    QImage white(image.size(), QImage::Format_RGB888);
    white.fill(Qt::white);
    QPainter(&white).drawImage(0, 0, image);
    return white;
}

base::Result<QImage> decoded(QByteArray bytes) {
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    if (!isReadHere(reader.format())) { // looks at the first bytes alone
        const QByteArray lacking = lackingPlugin(bytes);
        return base::failure(ErrorKind::Refused, lacking.isEmpty()
                                                     ? "it is no PNG, JPEG, WebP, BMP or TIFF file"
                                                     : "the window can read no " + lacking.toStdString() +
                                                           " here: install Qt's image formats");
    }
    FAULTLINE_CHECK(checkSize(reader.size()));
    const QImage image = reader.read();
    if (image.isNull())
        return base::failure(ErrorKind::InvalidInput,
                             "it can't be decoded (" + reader.errorString().toStdString() + ")");
    FAULTLINE_CHECK(checkSize(image.size())); // as a header may lie
    const QImage upright = overWhite(image);
    return upright.isNull() ? base::failure(ErrorKind::Io, "there is not enough memory for it")
                            : base::Result<QImage>(upright);
}

} // namespace

base::Result<QImage> readOriginal(const std::filesystem::path& file) {
    if (QImageReader::allocationLimit() != mostMebibytes)
        QImageReader::setAllocationLimit(mostMebibytes);
    FAULTLINE_TRY(bytes, base::readFile(file, dataset::imageFileLimit));
    auto image = decoded(
        QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())));
    if (!image)
        return base::failure(image.error().within(base::printable(file.string())));
    return image;
}

} // namespace faultline::ui
