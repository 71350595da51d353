// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/places/path_text.h"

#include "core/base/utf8.h"

#include <string>
#include <string_view>

#include <QByteArray>

namespace faultline::ui {

namespace {

constexpr char16_t firstByte = 0xDC00; ///< of byte 0; only those from 128 are ever needed

bool isByte(QStringView text, qsizetype at) {
    const char16_t unit = text[at].unicode();
    return unit >= firstByte + 0x80 && unit <= firstByte + 0xFF &&
           (at == 0 || !text[at - 1].isHighSurrogate());
}

} // namespace

QString pathText(const std::filesystem::path& path) {
    const std::string bytes = path.string();
    std::string_view left = bytes;
    QString text;
    while (!left.empty()) {
        const std::size_t length = base::characterLength(left);
        if (length == 0)
            text += QChar(static_cast<char16_t>(firstByte + static_cast<unsigned char>(left.front())));
        else
            text += QString::fromUtf8(left.data(), static_cast<qsizetype>(length));
        left.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

std::filesystem::path pathOf(const QString& text) {
    std::string bytes;
    qsizetype begin = 0; // of what is not told yet
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!isByte(text, at))
            continue;
        bytes += QStringView(text).mid(begin, at - begin).toUtf8().toStdString();
        bytes += static_cast<char>(text[at].unicode() - firstByte);
        begin = at + 1;
    }
    bytes += QStringView(text).mid(begin).toUtf8().toStdString();
    return bytes;
}

bool isUtf8Path(const QString& text) {
    return QString::fromStdString(pathOf(text).string()) == text;
}

QVariant storedPath(const QString& text) {
    if (isUtf8Path(text))
        return text;
    return QByteArray::fromStdString(pathOf(text).string());
}

QString pathTextIn(const QVariant& stored) {
    return stored.typeId() == QMetaType::QByteArray ? pathText(stored.toByteArray().toStdString())
                                                    : stored.toString();
}

} // namespace faultline::ui
