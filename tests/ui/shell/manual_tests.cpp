// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/manual.h"

#include "ui/shell/theme.h"

#include <cmath>
#include <vector>

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextTable>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

/// The guide as it is opened, with the keys in its text.
struct Guide {
    ui::Manual manual;
    QTextBrowser* text = manual.findChild<QTextBrowser*>();
    QLineEdit* words = manual.findChild<QLineEdit*>(QStringLiteral("findWords"));

    Guide() {
        manual.setAttribute(Qt::WA_DeleteOnClose, false);
        manual.show();
        QApplication::setActiveWindow(&manual);
        text->setFocus();
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    [[nodiscard]] QString found() const { return text->textCursor().selectedText(); }
    [[nodiscard]] int place() const { return text->textCursor().selectionStart(); }
    [[nodiscard]] QString said() const {
        return manual.findChild<QLabel*>(QStringLiteral("findNote"))->text();
    }
};

/// WCAG's relative luminance.
double luminance(const QColor& colour) {
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& left, const QColor& right) {
    const double a = luminance(left), b = luminance(right);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

TEST_CASE(
    "Ctrl+F finds words in the guide while they are typed, F3 goes on, and after the end it begins again") {
    const Guide guide;
    Guide::press(Qt::Key_F, Qt::ControlModifier);
    REQUIRE(guide.words->hasFocus());
    QTest::keyClicks(guide.words, QStringLiteral("control"));
    CHECK(guide.found().toLower() == QStringLiteral("control"));
    const int first = guide.place();
    QTest::keyClicks(guide.words, QStringLiteral("s"));
    CHECK(guide.found().toLower() == QStringLiteral("controls"));
    QTest::keyClick(guide.words, Qt::Key_Backspace);
    CHECK(guide.place() >= first);

    guide.words->setText(QStringLiteral("Faultline"));
    guide.text->moveCursor(QTextCursor::Start);
    Guide::press(Qt::Key_F3);
    const int one = guide.place();
    Guide::press(Qt::Key_Return);
    const int two = guide.place();
    CHECK(two > one);
    Guide::press(Qt::Key_F3, Qt::ShiftModifier);
    CHECK(guide.place() == one);
    CHECK(guide.said().isEmpty());
    Guide::press(Qt::Key_F3, Qt::ShiftModifier);
    const int last = guide.place();
    CHECK(last > two);
    CHECK(guide.said() == QStringLiteral("Went on from the end"));
    Guide::press(Qt::Key_F3);
    CHECK(guide.place() == one);
    CHECK(guide.said() == QStringLiteral("Went on from the beginning"));
    CHECK(guide.manual.isVisible());
}

TEST_CASE(
    "What the guide does not say is told in place, and Esc leaves the search before it closes the guide") {
    Guide guide;
    Guide::press(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(guide.words, QStringLiteral("<b>zzz"));
    CHECK(guide.said() == QStringLiteral("“<b>zzz” is not found"));
    CHECK(guide.found().isEmpty());
    Guide::press(Qt::Key_F3);
    CHECK(guide.found().isEmpty());
    guide.words->clear();
    CHECK(guide.said().isEmpty());
    Guide::press(Qt::Key_Escape);
    CHECK(guide.text->hasFocus());
    CHECK(guide.manual.isVisible());
    Guide::press(Qt::Key_Escape);
    CHECK_FALSE(guide.manual.isVisible());
}

TEST_CASE("The guide's tables can be read in light and in dark, also where the theme changes beside it") {
    QSettings().clear();
    ui::Theme theme;
    const Guide guide;
    for (const ui::ThemeChoice choice : {ui::ThemeChoice::Light, ui::ThemeChoice::Dark}) {
        theme.choose(choice);
        QCoreApplication::processEvents();
        const QPalette palette = guide.text->palette();
        CAPTURE(static_cast<int>(choice));
        CHECK(contrast(palette.color(QPalette::Text), palette.color(QPalette::Base)) > 7);
        int tables = 0;
        for (QTextFrame* frame : guide.text->document()->rootFrame()->childFrames())
            if (const auto* table = qobject_cast<QTextTable*>(frame)) {
                ++tables;
                const QTextTableFormat format = table->format();
                CHECK(format.borderCollapse());
                CHECK(format.cellPadding() >= 4);
                CHECK(contrast(format.borderBrush().color(), palette.color(QPalette::Base)) > 1.5);
                CHECK(format.background().style() == Qt::NoBrush);
            }
        CHECK(tables > 3);
    }
    theme.choose(ui::ThemeChoice::System);
}

TEST_CASE("A link within the guide, and the way back, leave its commands where they stand") {
    const Guide guide;
    const auto margins = [&] {
        std::vector<qreal> found;
        for (QTextBlock block = guide.text->document()->begin(); block.isValid(); block = block.next())
            if (block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage))
                found.push_back(block.blockFormat().leftMargin() + block.blockFormat().textIndent());
        return found;
    };
    const std::vector<qreal> before = margins();
    REQUIRE(before.size() > 10);
    int times = 0;
    QObject::connect(guide.text, &QTextBrowser::sourceChanged, guide.text, [&] { ++times; });
    guide.text->setSource(
        guide.text->source().resolved(QUrl(QStringLiteral("#work-as-a-team")))); // as a click
    CHECK(margins() == before);
    guide.text->backward();
    CHECK(times == 2);
    CHECK(margins() == before);
}
