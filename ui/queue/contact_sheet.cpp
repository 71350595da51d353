// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/contact_sheet.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "ui/workspace/pixel_source.h"

#include <algorithm>
#include <cmath>

#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>

namespace faultline::ui {

namespace {

constexpr int pictureSide = 192; // pixels; a small picture fills it by a whole factor, a large one is reduced
constexpr int gap = 12;          // pixels around each picture
constexpr int textHeight = 18;   // pixels of the line below it

QImage magnified(const base::Image& picture) {
    const QImage image = toQImage(picture.view());
    const int longest = std::max(image.width(), image.height());
    if (longest > pictureSide)
        return image.scaled(pictureSide, pictureSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    const int wholeFactor = pictureSide / longest; // pixels stay pixels
    return image.scaled(image.size() * wholeFactor);
}

/// "12  cat"
QString captionOf(const workbench::Sheet::Cell& cell) {
    return QString::number(cell.position) + QStringLiteral("  ") + QString::fromStdString(cell.truth);
}

} // namespace

QImage contactSheet(const workbench::Sheet& sheet) {
    const int count = static_cast<int>(sheet.cells.size());
    const int columns =
        std::max(1, static_cast<int>(std::ceil(std::sqrt(count * 1.4)))); // as wide as paper is
    const int rows = (count + columns - 1) / columns;
    const QSize cell(pictureSide + gap, pictureSide + textHeight + gap);
    QImage image(columns * cell.width() + gap, rows * cell.height() + gap + textHeight, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    QFont font = painter.font();
    font.setPixelSize(textHeight - 5);
    painter.setFont(font);
    painter.setPen(Qt::black);
    const QFontMetrics metrics(font);
    for (int i = 0; i < count; ++i) {
        const workbench::Sheet::Cell& each = sheet.cells[static_cast<std::size_t>(i)];
        const QPoint corner(gap + i % columns * cell.width(), gap + i / columns * cell.height());
        const QImage picture = magnified(each.picture);
        painter.drawImage(
            corner + QPoint((pictureSide - picture.width()) / 2, pictureSide - picture.height()), picture);
        painter.drawText(QRect(corner + QPoint(0, pictureSide), QSize(pictureSide, textHeight)),
                         Qt::AlignHCenter | Qt::AlignBottom | Qt::TextSingleLine,
                         metrics.elidedText(captionOf(each), Qt::ElideMiddle, pictureSide));
    }
    const QString foot =
        QCoreApplication::translate("ContactSheet", "queue of %1, plan %2")
            .arg(QString::fromStdString(sheet.annotator), QString::fromStdString(sheet.plan));
    painter.drawText(QRect(gap, image.height() - textHeight - gap / 2, image.width() - 2 * gap, textHeight),
                     Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     metrics.elidedText(foot, Qt::ElideMiddle, image.width() - 2 * gap));
    return image;
}

base::Result<> writeContactSheet(const workbench::Sheet& sheet, const std::filesystem::path& path) {
    if (base::lowered(path.extension().string()) != ".png")
        return base::failure(base::ErrorKind::InvalidInput,
                             "a contact sheet is a PNG: its name ends in .png, not \"" +
                                 path.extension().string() + '"');
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!contactSheet(sheet).save(&buffer, "PNG"))
        return base::failure(base::ErrorKind::Io, "the contact sheet could not be written as PNG");
    return base::writeFileAtomically(
        path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())),
        base::Overwrite::No);
}

} // namespace faultline::ui
