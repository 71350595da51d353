// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/key_bindings.h"
#include "ui/shell/key_positions.h"
#include "ui/shell/keys_page.h"
#include "ui/shell/shortcut_sheet.h"

#include <QAction>
#include <QApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

/// What X11 and Wayland call the key of that place.
constexpr quint32 evdev(quint32 code) {
    return code + 8;
}

QKeyEvent pressed(quint32 scanCode, int key, Qt::KeyboardModifiers modifiers = {}) {
    return QKeyEvent(QEvent::KeyPress, key, modifiers, scanCode, 0, 0);
}

std::optional<Qt::Key> meant(quint32 scanCode, int key, Qt::KeyboardModifiers modifiers = {}) {
    ui::KeyPositions positions;
    return positions.meantBy(pressed(scanCode, key, modifiers));
}

/// A menu bar whose keys may be changed but for those of "Fixed".
struct Bar {
    QMenuBar bar;
    QAction* undo;
    QAction* filter;
    QAction* fixed;
    ui::KeyBindings bindings;

    Bar() {
        QMenu* edit = bar.addMenu(QStringLiteral("&Edit"));
        undo = edit->addAction(QStringLiteral("&Undo"));
        undo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z));
        QMenu* inner = edit->addMenu(QStringLiteral("&More"));
        filter = inner->addAction(QStringLiteral("&Filter…"));
        filter->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::Key_Slash)});
        fixed = edit->addAction(QStringLiteral("Fixed"));
        fixed->setShortcut(QKeySequence(Qt::Key_1));
        edit->addAction(QStringLiteral("Without a key"));
        bindings.setRule([](const QKeySequence& key) {
            return key == QKeySequence(Qt::Key_S) ? QStringLiteral("S is a mode's.") : QString();
        });
    }
    void adopt() { bindings.adopt(bar, {fixed}); }
    [[nodiscard]] const ui::KeyBindings::Entry& entry(const QAction* action) const {
        for (const auto& each : bindings.entries())
            if (each.action == action)
                return each;
        throw std::runtime_error("not adopted");
    }
};

using Keys = QList<QKeySequence>;
const QKeySequence f5(Qt::Key_F5);

} // namespace

TEST_CASE("Places of an American keyboard are known by their scan codes") {
    CHECK(ui::keyAtPosition(evdev(2)) == Qt::Key_1);
    CHECK(ui::keyAtPosition(evdev(11)) == Qt::Key_0);
    CHECK(ui::keyAtPosition(evdev(16)) == Qt::Key_Q);
    CHECK(ui::keyAtPosition(evdev(26)) == Qt::Key_BracketLeft);
    CHECK(ui::keyAtPosition(evdev(38)) == Qt::Key_L);
    CHECK(ui::keyAtPosition(evdev(44)) == Qt::Key_Z);
    CHECK(ui::keyAtPosition(evdev(53)) == Qt::Key_Slash);
    for (const quint32 other : {0U, 1U, evdev(1), evdev(14), evdev(28), evdev(42), evdev(54), evdev(79)})
        CHECK_FALSE(ui::keyAtPosition(other).has_value());
}

TEST_CASE("Digits are meant by their place where another sign is typed, with Shift by the place alone") {
    CHECK(meant(evdev(2), Qt::Key_Ampersand) == Qt::Key_1);            // AZERTY
    CHECK(meant(evdev(2), Qt::Key_1, Qt::ShiftModifier) == Qt::Key_1); // AZERTY, as Shift + 1
    CHECK(meant(evdev(3), 0x00e9 - 0x20) == Qt::Key_2);                // é
    CHECK(meant(evdev(4), 0x0663) == Qt::Key_3);                       // Arabic
    CHECK_FALSE(meant(evdev(2), Qt::Key_1).has_value());
    CHECK_FALSE(meant(evdev(79), Qt::Key_1, Qt::KeypadModifier).has_value()); // is a digit anyway
}

TEST_CASE("Letters of other scripts are meant by their place, Latin ones by what they are") {
    CHECK(meant(evdev(31), 0x042b) == Qt::Key_S); // Cyrillic
    CHECK(meant(evdev(31), 0x03a3) == Qt::Key_S); // Greek
    CHECK(meant(evdev(31), 0x05d3) == Qt::Key_S); // Hebrew
    CHECK(meant(evdev(31), 0x0633) == Qt::Key_S); // Arabic
    CHECK(meant(evdev(44), 0x042f, Qt::ControlModifier) == Qt::Key_Z);
    CHECK_FALSE(meant(evdev(16), Qt::Key_A).has_value());     // AZERTY has A there
    CHECK_FALSE(meant(evdev(50), Qt::Key_Comma).has_value()); // and a comma where M is
    CHECK_FALSE(meant(evdev(39), Qt::Key_M).has_value());
}

TEST_CASE("A sign in a letter's place is that letter while letters of another script are typed") {
    ui::KeyPositions positions;
    CHECK_FALSE(positions.meantBy(pressed(evdev(17), Qt::Key_Apostrophe)).has_value());
    CHECK(positions.meantBy(pressed(evdev(31), 0x05d3)) == Qt::Key_S);
    CHECK(positions.meantBy(pressed(evdev(17), Qt::Key_Apostrophe)) == Qt::Key_W); // Hebrew
    CHECK_FALSE(positions.meantBy(pressed(evdev(31), Qt::Key_S)).has_value());
    CHECK_FALSE(positions.meantBy(pressed(evdev(17), Qt::Key_Apostrophe)).has_value()); // Dvorak
}

TEST_CASE("Signs are meant by their place") {
    CHECK(meant(evdev(26), 0x00dc) == Qt::Key_BracketLeft); // German ü
    CHECK(meant(evdev(27), Qt::Key_Plus) == Qt::Key_BracketRight);
    CHECK(meant(evdev(26), Qt::Key_Dead_Circumflex) == Qt::Key_BracketLeft); // AZERTY
    CHECK(meant(evdev(53), Qt::Key_Minus) == Qt::Key_Slash);                 // German
    CHECK(meant(evdev(53), Qt::Key_Exclam) == Qt::Key_Slash);                // AZERTY
    CHECK(meant(evdev(27), 0x042a) == Qt::Key_BracketRight);                 // Cyrillic ъ
    CHECK_FALSE(meant(evdev(26), Qt::Key_BracketLeft).has_value());
    CHECK(ui::shifted(Qt::Key_Slash) == Qt::Key_Question);
}

TEST_CASE("A key is changed at once, found again another day, and taken back") {
    QSettings().clear();
    Bar first;
    first.adopt();
    REQUIRE(first.bindings.entries().size() == 2);
    first.bindings.set(first.entry(first.filter), {f5, QKeySequence(Qt::Key_Slash)});
    first.bindings.set(first.entry(first.undo), {});
    CHECK(first.undo->shortcuts().isEmpty());
    CHECK(ui::ShortcutSheet::html(first.bar).contains(QStringLiteral("<b>F5</b>")));
    CHECK_FALSE(ui::ShortcutSheet::html(first.bar).contains(QStringLiteral("Ctrl+F")));

    Bar second;
    second.adopt();
    CHECK(second.filter->shortcuts() == Keys{f5, QKeySequence(Qt::Key_Slash)});
    CHECK(second.undo->shortcuts().isEmpty());
    CHECK(second.bindings.isChanged(second.entry(second.undo)));
    CHECK(second.bindings.reset(second.entry(second.undo)).isEmpty());
    CHECK(second.undo->shortcuts() == Keys{QKeySequence(Qt::CTRL | Qt::Key_Z)});
    second.bindings.resetAll();
    CHECK(second.filter->shortcuts() ==
          Keys{QKeySequence(Qt::CTRL | Qt::Key_F), QKeySequence(Qt::Key_Slash)});

    Bar third;
    third.adopt();
    CHECK_FALSE(third.bindings.isChanged(third.entry(third.filter)));
}

TEST_CASE(
    "A command without a built-in key is given one, which is kept; what a menu makes for itself is none") {
    QSettings().clear();
    const auto with = [](Bar& bar) {
        auto* plain = new QAction(QStringLiteral("&Plain…"), &bar.bar);
        bar.bar.actions().front()->menu()->addAction(plain);
        bar.adopt();
        return plain;
    };
    Bar first;
    QAction* plain = with(first);
    REQUIRE(first.bindings.entries().size() == 3); // "Without a key" is the menu's own
    CHECK(first.entry(plain).builtIn.isEmpty());
    CHECK_FALSE(plain->autoRepeat());
    first.bindings.set(first.entry(plain), {f5});
    CHECK(first.bindings.isChanged(first.entry(plain)));
    CHECK(first.bindings.refusal(first.entry(first.undo), f5).contains(QStringLiteral("“Plain”")));
    CHECK(ui::ShortcutSheet::html(first.bar).contains(QStringLiteral("<b>F5</b>")));

    Bar second;
    plain = with(second);
    CHECK(plain->shortcuts() == Keys{f5});
    CHECK(second.bindings.reset(second.entry(plain)).isEmpty());
    CHECK(plain->shortcuts().isEmpty());
    Bar third;
    CHECK(with(third)->shortcuts().isEmpty());
}

TEST_CASE("A key that is another one's, or that the rule keeps, is refused with the reason") {
    QSettings().clear();
    Bar bar;
    bar.adopt();
    const auto& undo = bar.entry(bar.undo);
    CHECK(bar.bindings.refusal(undo, QKeySequence(Qt::Key_Slash)) ==
          QStringLiteral("/ is the key of “Filter”: take it away there first."));
    CHECK(bar.bindings.refusal(undo, QKeySequence(Qt::Key_1)).contains(QStringLiteral("“Fixed”")));
    CHECK(bar.bindings.refusal(undo, QKeySequence(Qt::Key_S)) == QStringLiteral("S is a mode's."));
    CHECK(bar.bindings.refusal(undo, f5).isEmpty());
    CHECK(bar.bindings.refusal(undo, QKeySequence(Qt::CTRL | Qt::Key_Z)).isEmpty()); // its own

    // Another one has taken what was built in.
    bar.bindings.set(undo, {f5});
    bar.bindings.set(bar.entry(bar.filter), {QKeySequence(Qt::CTRL | Qt::Key_Z)});
    CHECK(bar.bindings.reset(undo).contains(QStringLiteral("“Filter”")));
    CHECK(bar.undo->shortcuts() == Keys{f5});
}

TEST_CASE("A key that was given to a panel under its former name is still the panel's") {
    QSettings().clear();
    QSettings().setValue(QStringLiteral("keys/changed"),
                         QVariantMap{{QStringLiteral("View: Panels: Distribution"), QStringLiteral("F5")}});
    Bar bar;
    auto* chart = new QAction(QStringLiteral("Chart"), &bar.bar);
    bar.bar.addMenu(QStringLiteral("&View"))->addMenu(QStringLiteral("&Panels"))->addAction(chart);
    bar.adopt();
    CHECK(chart->shortcuts() == Keys{f5});
    bar.bindings.set(bar.entry(bar.undo), {}); // all is kept anew
    Bar later;
    chart = new QAction(QStringLiteral("Chart"), &later.bar);
    later.bar.addMenu(QStringLiteral("&View"))->addMenu(QStringLiteral("&Panels"))->addAction(chart);
    later.adopt();
    CHECK(chart->shortcuts() == Keys{f5});
}

TEST_CASE("Kept keys that are in the way of others by now are forgotten") {
    QSettings().clear();
    {
        Bar bar;
        bar.adopt();
        bar.bindings.set(bar.entry(bar.undo), {f5});
    }
    Bar later;
    later.fixed->setShortcut(f5); // a version on
    later.adopt();
    CHECK(later.undo->shortcuts() == Keys{QKeySequence(Qt::CTRL | Qt::Key_Z)});
}

TEST_CASE("The page takes a key that is pressed, and says why it can't be taken") {
    QSettings().clear();
    Bar bar;
    bar.adopt();
    ui::KeysPage page(bar.bindings);
    page.show();
    auto* table = page.findChild<QTableView*>(QStringLiteral("keyTable"));
    auto* key = page.findChild<QKeySequenceEdit*>(QStringLiteral("newKey"));
    const auto button = [&page](const char* name) {
        return page.findChild<QPushButton*>(QString::fromLatin1(name));
    };
    const auto cell = [table](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    CHECK(button("noKey")->isEnabled()); // of the first one
    REQUIRE(cell(0, 0) == QStringLiteral("Edit: Undo"));
    CHECK(cell(1, 0) == QStringLiteral("Edit: More: Filter"));
    table->selectRow(0);
    CHECK(button("noKey")->isEnabled());
    CHECK_FALSE(button("keyAsWell")->isEnabled());
    key->setKeySequence(f5);
    button("keyAsWell")->click();
    CHECK(bar.undo->shortcuts() == Keys{QKeySequence(Qt::CTRL | Qt::Key_Z), f5});
    CHECK(cell(0, 1) == QStringLiteral("Ctrl+Z; F5"));
    key->setKeySequence(QKeySequence(Qt::Key_Slash));
    button("keyInstead")->click();
    CHECK(bar.undo->shortcuts().size() == 2);
    CHECK(page.findChild<QLabel*>(QStringLiteral("keySaid"))->text().contains(QStringLiteral("“Filter”")));
    key->setKeySequence(QKeySequence(Qt::Key_F6)); // the refusal goes with what was refused
    CHECK_FALSE(
        page.findChild<QLabel*>(QStringLiteral("keySaid"))->text().contains(QStringLiteral("“Filter”")));
    QApplication::setActiveWindow(&page);
    button("keyInstead")->setFocus();
    QTest::keyClick(button("keyInstead"), Qt::Key_Space);
    CHECK(bar.undo->shortcuts() == Keys{QKeySequence(Qt::Key_F6)});
    QTest::keyClick(page.focusWidget(), Qt::Key_Space); // once more takes nothing away
    CHECK(bar.undo->shortcuts() == Keys{QKeySequence(Qt::Key_F6)});
    CHECK(table->hasFocus());
    key->setFocus(); // Alt and a letter press a button from the field
    QKeyEvent mnemonic(QEvent::ShortcutOverride, Qt::Key_N, Qt::AltModifier, QStringLiteral("n"));
    mnemonic.ignore();
    QApplication::sendEvent(key, &mnemonic);
    CHECK_FALSE(mnemonic.isAccepted());
    button("noKey")->click();
    CHECK(bar.undo->shortcuts().isEmpty());
    button("builtInKey")->click();
    CHECK(bar.undo->shortcuts() == Keys{QKeySequence(Qt::CTRL | Qt::Key_Z)});
}
