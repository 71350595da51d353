// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/field_note.h"

#include <algorithm>
#include <cmath>

#include <QWidget>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

/// How much lighter the text is than what it stands on; of WCAG's relative luminance.
double contrast(const QWidget& note) {
    const auto luminance = [](const QColor& colour) {
        const auto linear = [](double part) {
            return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
               0.0722 * linear(colour.blueF());
    };
    const double text = luminance(note.palette().color(QPalette::WindowText));
    const double ground = luminance(note.palette().color(QPalette::Window));
    return (std::max(text, ground) + 0.05) / (std::min(text, ground) + 0.05);
}

} // namespace

TEST_CASE(
    "A fault is told in words, also to a screen reader, and is gone without room when it is corrected") {
    QWidget around;
    ui::FieldNote note(&around);
    CHECK_FALSE(note.isVisibleTo(&around));
    note.tell(QStringLiteral("there is no file <b>x</b>"), ui::FieldNote::Kind::Fault);
    CHECK(note.isVisibleTo(&around));
    CHECK(note.text() == QStringLiteral("There is no file <b>x</b>"));
    CHECK(note.textFormat() == Qt::PlainText);
    CHECK(note.accessibleName() == QStringLiteral("To be corrected: There is no file <b>x</b>"));
    note.tell(QStringLiteral("It exists"), ui::FieldNote::Kind::Hint);
    CHECK(note.fault().isEmpty());
    CHECK(note.accessibleName() == QStringLiteral("It exists"));
    note.tell({}, ui::FieldNote::Kind::Fault);
    CHECK_FALSE(note.isVisibleTo(&around));
}

TEST_CASE("A fault can be read on a light and on a dark ground, also where that changes") {
    QWidget around;
    ui::FieldNote note(&around);
    note.tell(QStringLiteral("wrong"), ui::FieldNote::Kind::Fault);
    for (const QColor& ground : {QColor(0xf3, 0xf3, 0xf3), QColor(0x25, 0x27, 0x2b), QColor(Qt::white)}) {
        QPalette palette;
        palette.setColor(QPalette::Window, ground);
        palette.setColor(QPalette::WindowText, ground.lightness() < 128 ? Qt::white : Qt::black);
        around.setPalette(palette);
        CHECK(contrast(note) > 4.5);
        note.tell(QStringLiteral("no fault"), ui::FieldNote::Kind::Hint);
        CHECK(note.palette().color(QPalette::WindowText) == palette.color(QPalette::WindowText));
        note.tell(QStringLiteral("wrong"), ui::FieldNote::Kind::Fault);
    }
}
