// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/paper/pdf_text.h"

#include <QHash>
#include <QRegularExpression>

namespace faultline::tests {

namespace {

QByteArray object(const QByteArray& pdf, int number) {
    const QByteArray start = "\n" + QByteArray::number(number) + " 0 obj";
    const qsizetype at = pdf.indexOf(start);
    return at < 0 ? QByteArray() : pdf.mid(at, pdf.indexOf("endobj", at) - at);
}

/// The stream of an object, unpacked where it is packed.
QByteArray stream(const QByteArray& pdf, int number) {
    const QByteArray start = "\n" + QByteArray::number(number) + " 0 obj";
    const qsizetype at = pdf.indexOf(start);
    const qsizetype begin = pdf.indexOf("stream\n", at) + 7;
    const QByteArray bytes = pdf.mid(begin, pdf.indexOf("endstream", begin) - begin);
    const QByteArray dictionary = pdf.mid(at, begin - at);
    constexpr const char* guess = "\0\0\x40\0"; // of the length: 16 KiB, from which it grows
    return dictionary.contains("/FlateDecode") ? qUncompress(QByteArray(guess, 4) + bytes) : bytes;
}

int reference(const QByteArray& dictionary, const QByteArray& name) {
    const auto match = QRegularExpression("/" + QString::fromLatin1(name) + " \\[?\\s*(\\d+) 0 R")
                           .match(QString::fromLatin1(dictionary));
    return match.hasMatch() ? match.captured(1).toInt() : 0;
}

using Characters = QHash<uint, QString>; ///< by glyph

Characters charactersOf(const QByteArray& pdf, int font) {
    const QString map = QString::fromLatin1(stream(pdf, reference(object(pdf, font), "ToUnicode")));
    Characters characters;
    static const QRegularExpression ranges(
        "<([0-9a-fA-F]+)> <([0-9a-fA-F]+)> (?:<([0-9a-fA-F]+)>|\\[(.*?)\\])");
    const auto textOf = [](const QString& hex) {
        QString text;
        for (qsizetype i = 0; i + 4 <= hex.size(); i += 4)
            text += QChar(hex.mid(i, 4).toUShort(nullptr, 16));
        return text;
    };
    for (auto each = ranges.globalMatch(map); each.hasNext();) {
        const auto match = each.next();
        const uint first = match.captured(1).toUInt(nullptr, 16),
                   last = match.captured(2).toUInt(nullptr, 16);
        if (!match.captured(3).isEmpty()) {
            const ushort base = match.captured(3).toUShort(nullptr, 16);
            for (uint i = first; i <= last && i - first < 65536; ++i)
                characters[i] = QChar(static_cast<ushort>(base + i - first));
        } else {
            uint i = first;
            static const QRegularExpression single("<([0-9a-fA-F]+)>");
            for (auto one = single.globalMatch(match.captured(4)); one.hasNext(); ++i)
                characters[i] = textOf(one.next().captured(1));
        }
    }
    return characters;
}

QString pageText(const QString& content, const QHash<QString, Characters>& fonts) {
    static const QRegularExpression tokens("/(F\\d+) |<([0-9a-fA-F]+)>");
    QString text, font;
    for (auto each = tokens.globalMatch(content); each.hasNext();) {
        const auto match = each.next();
        if (!match.captured(1).isEmpty()) {
            font = match.captured(1);
            continue;
        }
        const QString glyphs = match.captured(2);
        for (qsizetype i = 0; i + 4 <= glyphs.size(); i += 4)
            text += fonts.value(font).value(glyphs.mid(i, 4).toUInt(nullptr, 16));
    }
    return withoutBlanks(text);
}

bool isSound(const QByteArray& pdf) {
    const qsizetype start = pdf.lastIndexOf("startxref\n");
    qsizetype at = pdf.mid(start + 10).split('\n').front().toLongLong();
    if (pdf.mid(at, 5) != "xref\n")
        return false;
    at = pdf.indexOf('\n', at + 5) + 1; // past "0 37"
    for (int number = 0; pdf.mid(at + 10, 1) == " "; ++number, at += 20)
        if (const QByteArray line = pdf.mid(at, 20); line.contains(" n")) {
            const QByteArray expected = QByteArray::number(number) + " 0 obj";
            if (pdf.mid(line.first(10).toLongLong(), expected.size()) != expected)
                return false;
        }
    return true;
}

} // namespace

QString withoutBlanks(QString text) {
    text.removeIf([](QChar c) { return c.isSpace(); });
    return text;
}

PdfText pdfText(const QByteArray& pdf) {
    PdfText text;
    text.isSound = isSound(pdf);
    text.pictures = static_cast<int>(pdf.count("/Subtype /Image"));
    QHash<QString, Characters> fonts;
    const QString whole = QString::fromLatin1(pdf);
    static const QRegularExpression named("/(F\\d+) (\\d+) 0 R");
    for (auto each = named.globalMatch(whole); each.hasNext();) {
        const auto match = each.next();
        if (!fonts.contains(match.captured(1)))
            fonts[match.captured(1)] = charactersOf(pdf, match.captured(2).toInt());
    }
    static const QRegularExpression page("/Type /Page\\n");
    for (auto each = page.globalMatch(whole); each.hasNext();) {
        const qsizetype at = each.next().capturedStart();
        const int content = reference(pdf.mid(at, pdf.indexOf("endobj", at) - at), "Contents");
        const QString painted = QString::fromLatin1(stream(pdf, content));
        text.pages << pageText(painted, fonts);
        static const QRegularExpression path("[0-9.] (?:l|c|re)\\s");
        text.lines += painted.count(path);
    }
    return text;
}

} // namespace faultline::tests
