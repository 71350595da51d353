// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fitting/column_layout.h"
#include "ui/fitting/elided_combo_box.h"
#include "ui/fitting/elided_label.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/flow_layout.h"
#include "ui/fitting/name_text.h"
#include "ui/fitting/screen_room.h"

#include <QComboBox>
#include <QHelpEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

/// Forty fields under one another, a choice first.
struct LongPage {
    QWidget window;
    QComboBox* choice;
    QList<QLineEdit*> fields;
    ui::FittingScroll* scroll;

    LongPage() {
        auto* page = new QWidget;
        auto* column = new QVBoxLayout(page);
        choice = new QComboBox(page);
        choice->addItems({QStringLiteral("one"), QStringLiteral("two")});
        column->addWidget(choice);
        for (int i = 0; i < 40; ++i) {
            fields.append(new QLineEdit(page));
            column->addWidget(fields.last());
        }
        scroll = new ui::FittingScroll(page);
        auto* layout = new QVBoxLayout(&window);
        layout->addWidget(scroll);
        window.resize(300, 200);
        window.show();
        QApplication::setActiveWindow(&window);
        QCoreApplication::processEvents();
    }
};

} // namespace

TEST_CASE("A page that is higher than its room wants its own height and gets along with little") {
    const LongPage page;
    CHECK(page.scroll->sizeHint().height() > 800);
    CHECK(page.scroll->minimumSizeHint().height() < 100);
    CHECK(page.window.height() == 200);
}

TEST_CASE("What gets the focus comes into sight, by Tab or otherwise") {
    const LongPage page;
    page.fields.last()->setFocus();
    const auto isInSight = [&](const QWidget* field) {
        return page.scroll->viewport()->rect().contains(
            QRect(field->mapTo(page.scroll->viewport(), QPoint()), field->size()));
    };
    CHECK(isInSight(page.fields.last()));
    page.fields.first()->setFocus();
    QTest::keyClick(page.fields.first(), Qt::Key_Tab);
    CHECK(page.fields[1]->hasFocus());
    CHECK(isInSight(page.fields[1]));
}

TEST_CASE("What is too high and has nothing that takes the keys is scrolled by them") {
    QWidget window;
    auto* content = new QWidget;
    content->setMinimumHeight(900);
    auto* before = new QLineEdit(&window);
    auto* scroll = new ui::FittingScroll(content);
    auto* layout = new QVBoxLayout(&window);
    layout->addWidget(before);
    layout->addWidget(scroll, 1);
    window.resize(300, 200);
    window.show();
    QApplication::setActiveWindow(&window);
    QCoreApplication::processEvents();
    before->setFocus();
    const auto edge = [&] { return scroll->grab().toImage().pixelColor(scroll->width() / 2, 0); };
    const QColor highlight = scroll->palette().color(QPalette::Highlight);
    CHECK(edge() != highlight);
    QTest::keyClick(before, Qt::Key_Tab);
    REQUIRE(scroll->hasFocus());
    CHECK(edge() == highlight);
    QTest::keyClick(scroll, Qt::Key_PageDown);
    const int down = scroll->verticalScrollBar()->value();
    CHECK(down > 0);
    QTest::keyClick(scroll, Qt::Key_Up);
    CHECK(scroll->verticalScrollBar()->value() < down);
    QTest::keyClick(scroll, Qt::Key_Tab);
    CHECK(before->hasFocus());
    CHECK(edge() != highlight);
    window.resize(300, 1'200);
    QCoreApplication::processEvents();
    CHECK(scroll->focusPolicy() == Qt::NoFocus);
    const LongPage fields; // come into sight by the focus
    CHECK(fields.scroll->focusPolicy() == Qt::NoFocus);
}

TEST_CASE("The wheel changes no choice that it passes over, only one that has the focus") {
    const LongPage page;
    const auto wheel = [&] {
        QWheelEvent event(QPointF(5, 5), page.choice->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(page.choice, &event);
    };
    page.fields.first()->setFocus();
    wheel();
    CHECK(page.choice->currentIndex() == 0);
    CHECK(page.choice->focusPolicy() == Qt::StrongFocus);
    page.choice->setFocus();
    wheel();
    CHECK(page.choice->currentIndex() == 1);
}

TEST_CASE("A label that gives way keeps its text, and shows all of it as its tip, as it is") {
    ui::ElidedLabel label(Qt::ElideMiddle);
    label.setText(QStringLiteral("<b>a class of a very long name that nobody has room for</b>"));
    label.resize(label.sizeHint());
    CHECK_FALSE(label.isElided());
    CHECK(label.minimumSizeHint().width() < 60);
    label.resize(80, 20);
    label.show();
    CHECK(label.isElided());
    CHECK(label.text().startsWith(QStringLiteral("<b>a class")));
    QHelpEvent help(QEvent::ToolTip, QPoint(5, 5), label.mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(&label, &help);
    CHECK(QToolTip::text().contains(QStringLiteral("&lt;b&gt;a class")));
}

TEST_CASE("Widgets that no longer fit begin the next line, and none is wider than the room") {
    QWidget window;
    auto* flow = new ui::FlowLayout(&window);
    flow->setSpacing(6);
    flow->setContentsMargins(0, 0, 0, 0);
    QList<QPushButton*> buttons;
    for (int i = 0; i < 3; ++i) {
        buttons.append(new QPushButton(QStringLiteral("button"), &window));
        buttons.last()->setFixedSize(100, 20);
        flow->addWidget(buttons.last());
    }
    CHECK(flow->heightForWidth(320) == 20);
    CHECK(flow->heightForWidth(220) == 20 + 6 + 20);
    CHECK(flow->heightForWidth(100) == 3 * 20 + 2 * 6);
    CHECK(flow->minimumSize() == QSize(100, 20));
    window.resize(220, 60);
    window.show();
    CHECK(buttons[1]->geometry() == QRect(106, 0, 100, 20));
    CHECK(buttons[2]->geometry() == QRect(0, 26, 100, 20));
    buttons[0]->hide();
    flow->activate();
    CHECK(flow->heightForWidth(220) == 20);
}

TEST_CASE("Columns are as many as have room, and each widget stands in the one that ends highest") {
    QWidget window;
    auto* row = new QVBoxLayout(&window);
    row->setContentsMargins(0, 0, 0, 0);
    auto* columns = new ui::ColumnLayout(100, 150);
    columns->setSpacing(10);
    row->addLayout(columns);
    row->addStretch(1);
    QList<QWidget*> cards;
    for (const int height : {50, 20, 20, 20}) {
        cards.append(new QWidget(&window));
        cards.last()->setFixedHeight(height);
        columns->insertWidget(columns->count(), cards.last());
    }
    CHECK(columns->heightForWidth(209) == 50 + 3 * 30);
    CHECK(columns->heightForWidth(210) == 50 + 30);
    CHECK(columns->heightForWidth(400) == 50);
    window.resize(210, 300);
    window.show();
    QCoreApplication::processEvents();
    CHECK(cards[0]->geometry() == QRect(0, 0, 100, 50));
    CHECK(cards[1]->geometry() == QRect(110, 0, 100, 20));
    CHECK(cards[2]->geometry() == QRect(110, 30, 100, 20));
    CHECK(cards[3]->geometry() == QRect(0, 60, 100, 20)); // both end there
    window.resize(209, 300);
    QCoreApplication::processEvents();
    CHECK(cards[1]->geometry() == QRect(0, 60, 150, 20)); // and no wider
    cards[0]->hide();
    auto* first = new QWidget(&window);
    first->setFixedHeight(5);
    columns->insertWidget(0, first);
    first->show();
    QCoreApplication::processEvents();
    CHECK(first->geometry() == QRect(0, 0, 150, 5));
    CHECK(cards[1]->y() == 15);
}

TEST_CASE("A window leaves room for its frame on the screen") {
    const QSize room = ui::roomForWindow({910, 512});
    CHECK(room.width() < 910);
    CHECK(room.height() < 512);
    CHECK(room.height() > 450);
    QWidget window;
    ui::resizeWithinScreen(window, {300, 200});
    CHECK(window.size() == QSize(300, 200));
    ui::resizeWithinScreen(window, {100'000, 200});
    CHECK(window.width() == ui::roomForWindow(window.screen()->availableSize()).width());
}

TEST_CASE("Of a class pair that is too long the predicted class stays, and both keep their ends") {
    const QFontMetricsF font{QFont()};
    const QString truth = QStringLiteral("cat_of_the_northern_hemisphere_juvenile");
    const QString predicted = QStringLiteral("dog_of_the_northern_hemisphere_adult");
    const auto within = [&](double letters) {
        const double width = letters * font.averageCharWidth();
        QString text = ui::elidedPair(truth, predicted, font, width);
        CAPTURE(letters, text.toStdString());
        CHECK(font.horizontalAdvance(text) <= width + 1);
        return text;
    };
    CHECK(within(120) == truth + QStringLiteral(" → ") + predicted);
    CHECK(within(62).endsWith(QStringLiteral(" → ") + predicted));
    CHECK(within(62).startsWith(QStringLiteral("ca")));
    const QString narrow = within(30);
    CHECK(narrow.contains(QStringLiteral(" → dog")));
    CHECK(narrow.endsWith(QStringLiteral("adult")));
    CHECK(ui::elidedPair(QStringLiteral("cat"), QStringLiteral("dog"), font, 500) ==
          QStringLiteral("cat → dog"));

    ui::ElidedLabel label(Qt::ElideRight);
    label.setPairText(QStringLiteral("#12 "), truth, predicted, QStringLiteral(" Scale"));
    CHECK(label.text() == QStringLiteral("#12 %1 → %2 Scale").arg(truth, predicted));
    label.resize(static_cast<int>(70 * font.averageCharWidth()), 20);
    CHECK(label.shown().contains(predicted));
    CHECK(label.shown().endsWith(QStringLiteral(" Scale")));
}

TEST_CASE("Of a line with a class pair what stands first stays, and what stands last gives way first") {
    const QString place = QStringLiteral("12 of 903  ·  #8183  ·  ");
    const QString after = QStringLiteral("  ·  Occlusion  ·  original, 1,024 × 768 pixels");
    ui::ElidedLabel label(Qt::ElideMiddle);
    label.setPairText(place, QStringLiteral("cat"), QStringLiteral("dog"), after);
    const QFontMetricsF font(label.font());
    const auto within = [&](const QString& words) {
        label.resize(static_cast<int>(font.horizontalAdvance(words)) + 2, 20);
        CAPTURE(words.toStdString(), label.shown().toStdString());
        CHECK(font.horizontalAdvance(label.shown()) <= label.width());
        return label.shown();
    };
    const QString pair = place + QStringLiteral("cat → dog");
    CHECK(within(pair + after) == pair + after);
    const QString shorter = within(pair + QStringLiteral("  ·  Occlusion  ·  orig"));
    CHECK(shorter.startsWith(pair + QStringLiteral("  ·  Occlusion")));
    CHECK(shorter.endsWith(u'…'));
    CHECK(within(pair) == pair);
    CHECK(within(place + QStringLiteral("c… → dog")).startsWith(place));
    CHECK(within(place).startsWith(QStringLiteral("12 of 903  ·  #81")));
}

TEST_CASE("Long words may break after their joints, short ones stay as they are") {
    CHECK(ui::breakable(QStringLiteral("cat → dog")) == QStringLiteral("cat → dog"));
    const QString text = ui::breakable(QStringLiteral("cat_of_the_northern_hemisphere"));
    CHECK(text.contains(QStringLiteral("_\u200b")));
    CHECK(ui::breakable(QString(100, u'x')).count(QChar(0x200b)) == 3);
}

TEST_CASE("A choice that is too narrow for its words ends them with an ellipsis") {
    ui::ElidedComboBox box;
    box.addItem(QStringLiteral("By class pair, decided alone"));
    box.resize(400, box.sizeHint().height());
    CHECK(box.shown() == box.currentText());
    box.resize(110, box.sizeHint().height());
    CHECK(box.shown().endsWith(u'…'));
    CHECK(box.shown().startsWith(QStringLiteral("By")));
    CHECK(box.fontMetrics().horizontalAdvance(box.shown()) < 110);
}

TEST_CASE("A label of two lines keeps its height whatever it says, and shortens the second one") {
    ui::ElidedLabel label(Qt::ElideRight);
    label.setLines(2);
    const int height = label.sizeHint().height();
    label.resize(200, height);
    label.setText(QStringLiteral("short"));
    CHECK(label.shown() == QStringLiteral("short"));
    CHECK_FALSE(label.isElided());
    QStringList words;
    for (int i = 0; i < 10; ++i)
        words << QStringLiteral("word%1").arg(i);
    label.setText(words.first(6).join(u' '));
    while (label.width() > 20 && !label.shown().contains(u'\n'))
        label.resize(label.width() - 5, height);
    CHECK(label.shown().count(u'\n') == 1);
    CHECK_FALSE(label.isElided());
    label.setText(words.join(u' '));
    CHECK(label.shown().count(u'\n') == 1);
    CHECK(label.shown().endsWith(QChar(0x2026)));
    CHECK(label.isElided());
    CHECK(label.sizeHint().height() == height);
    label.setText({});
    CHECK(label.sizeHint().height() == height);
}
