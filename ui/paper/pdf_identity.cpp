// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paper/pdf_identity.h"

#include "core/base/hash.h"

#include <algorithm>

#include <QList>

namespace faultline::ui {

namespace {

/// ISO 32000-1, 7.9.4: "D:20261124064751Z".
QByteArray dateText(base::Timestamp time) {
    std::string digits = base::isoText(time).substr(0, 19); // without the fraction
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    return QByteArrayLiteral("D:") + QByteArray::fromStdString(digits) + 'Z';
}

/// Replaces the date and returns by how much the bytes behind it moved; Qt's has the zone of the clock, and
/// so no length of its own. The dictionary of a document's facts is its first object.
qsizetype setDate(QByteArray& pdf, const QByteArray& date) {
    const QByteArray key = QByteArrayLiteral("/CreationDate (");
    const qsizetype found = pdf.indexOf(key);
    if (found < 0)
        return 0;
    const qsizetype begin = found + key.size(), end = pdf.indexOf(')', begin);
    pdf.replace(begin, end - begin, date);
    return date.size() - (end - begin);
}

/// Moves what the cross-reference table (7.5.4) says of objects behind `from`. Its lines have 20 bytes: ten
/// digits of a place, a generation, and whether the object is in use.
void moveReferences(QByteArray& pdf, qsizetype from, qsizetype by) {
    constexpr int digits = 10;
    const qsizetype start = pdf.lastIndexOf("startxref\n");
    const qsizetype table = pdf.lastIndexOf("\nxref\n", start);
    if (start < 0 || table < 0)
        return;
    for (qsizetype line = pdf.indexOf('\n', table + 1) + 1; line > 0 && line < start;
         line = pdf.indexOf('\n', line) + 1) {
        const QByteArray place = pdf.mid(line, digits);
        const bool isEntry = pdf.mid(line + digits, 1) == " " && pdf.mid(line, 20).contains(" n");
        bool isNumber = false;
        const qsizetype at = place.toLongLong(&isNumber);
        if (isEntry && isNumber && at > from)
            pdf.replace(line, digits, QByteArray::number(at + by).rightJustified(digits, '0'));
    }
    const qsizetype number = start + static_cast<qsizetype>(sizeof "startxref\n") - 1;
    const qsizetype end = pdf.indexOf('\n', number);
    pdf.replace(number, end - number, QByteArray::number(pdf.mid(number, end - number).toLongLong() + by));
}

/// 14.4: two equal identifiers for a file that was never changed.
void setIdentifier(QByteArray& pdf, const std::string& source) {
    constexpr qsizetype digits = 32;
    const base::Digest digest =
        base::sha256({reinterpret_cast<const std::uint8_t*>(source.data()), source.size()});
    const QByteArray id = QByteArray::fromStdString(base::hex(digest)).first(digits);
    const qsizetype trailer = pdf.lastIndexOf("trailer\n<<\n");
    if (trailer >= 0)
        pdf.insert(trailer + static_cast<qsizetype>(sizeof "trailer\n<<\n") - 1,
                   QByteArrayLiteral("/ID [<") + id + "> <" + id + ">]\n");
}

} // namespace

QByteArray withIdentity(QByteArray pdf, const PdfIdentity& identity) {
    const qsizetype date = pdf.indexOf("/CreationDate (");
    const qsizetype moved = setDate(pdf, dateText(identity.date));
    moveReferences(pdf, date, moved);
    setIdentifier(pdf, identity.source);
    return pdf;
}

} // namespace faultline::ui
