// SPDX-License-Identifier: GPL-3.0-or-later
// The window's keys on keyboards of other countries, and what the menus promise of keys.
#include "tests/app/window/window_under_test.h"

#include "app/window/settings.h"
#include "ui/failures/failure_grid.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/places/kept_filters.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/shortcut_sheet.h"

#include <algorithm>

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTextBrowser>
#include <QTimer>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Judgement;
using tests::Bench;
using tests::eventually;

namespace {

/// A window on a study of which nothing is decided, with the keys in the grid.
struct Keyboard {
    Bench bench;

    Keyboard() { bench.openDrawn(); }
    /// As the window system tells of a key that is no key of the window's: its place (evdev's code), what it
    /// types there, and the modifiers.
    void press(quint32 code, char16_t typed, Qt::KeyboardModifiers modifiers = {},
               bool isRepeat = false) const {
        const bool isCommand = modifiers.testFlag(Qt::ControlModifier);
        const QString text = isCommand ? QString() : QString(QChar(typed));
        const int key = QChar(typed).toUpper().unicode();
        QWidget* target = QApplication::activePopupWidget() != nullptr ? QApplication::activePopupWidget()
                                                                       : QApplication::focusWidget();
        QKeyEvent question(QEvent::ShortcutOverride, key, modifiers, code + 8, 0, 0, text, isRepeat);
        question.ignore();
        QApplication::sendEvent(target, &question);
        QKeyEvent press(QEvent::KeyPress, key, modifiers, code + 8, 0, 0, text, isRepeat);
        QApplication::sendEvent(target, &press);
    }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    [[nodiscard]] Judgement held(int row) const { return workspace().labelling().judgement(row); }
    [[nodiscard]] QLineEdit* field() const {
        return bench.window->findChild<QLineEdit*>(QStringLiteral("filterField"));
    }
};

constexpr quint32 one = 2, two = 3, bracketRight = 27, letterS = 31, letterA = 30, letterZ = 44, letterX = 45,
                  letterF = 33, slash = 53;

} // namespace

TEST_CASE("On layouts without Latin letters letters, digits and signs label and go by their place") {
    struct Layout {
        const char* name;
        char16_t one, s, z, bracket, filter;
    };
    for (const Layout& layout :
         {Layout{"Russian", u'1', u'ы', u'я', u'ъ', u'.'}, Layout{"Greek", u'1', u'σ', u'ζ', u']', u'/'},
          Layout{"Hebrew", u'1', u'ד', u'ז', u'[', u'.'}, Layout{"Arabic", u'١', u'س', u'ئ', u'د', u'ظ'}}) {
        CAPTURE(layout.name);
        const Keyboard keyboard;
        keyboard.press(letterS, layout.s);
        REQUIRE(eventually([&] { return keyboard.held(0) == tests::mode(keyboard.workspace(), 0); }));
        keyboard.press(letterZ, layout.z, Qt::ControlModifier);
        REQUIRE(eventually([&] { return keyboard.held(0).isUnlabelled(); }));
        keyboard.press(letterZ, layout.z, Qt::ControlModifier | Qt::ShiftModifier);
        REQUIRE(eventually([&] { return keyboard.held(0) == tests::mode(keyboard.workspace(), 0); }));
        if (layout.one != u'1') { // else it is a key of the window by what it types
            keyboard.workspace().cursor().setCurrent(5);
            keyboard.press(two, u'٢');
            REQUIRE(eventually([&] { return keyboard.held(5) == tests::mode(keyboard.workspace(), 1); }));
        }
        if (layout.bracket != u']') {
            keyboard.press(bracketRight, layout.bracket);
            CHECK(keyboard.workspace().visible().filter().truth.has_value());
        }
        if (layout.filter != u'/') {
            keyboard.press(slash, layout.filter);
            CHECK(keyboard.field()->hasFocus());
        }
    }
}

TEST_CASE("On AZERTY the digits need no Shift, and Shift says what it says elsewhere") {
    const Keyboard keyboard;
    keyboard.press(two, u'é');
    REQUIRE(eventually([&] { return keyboard.held(0) == tests::mode(keyboard.workspace(), 1); }));
    CHECK(keyboard.workspace().cursor().current() == 1);
    keyboard.press(one, u'1', Qt::ShiftModifier); // against auto-advance
    REQUIRE(eventually([&] { return keyboard.held(1) == tests::mode(keyboard.workspace(), 0); }));
    CHECK(keyboard.workspace().cursor().current() == 1);
    keyboard.press(letterA, u'q'); // Q is where A is elsewhere, and no key of the window
    CHECK(keyboard.workspace().cursor().current() == 1);
    keyboard.press(slash, u'!');
    CHECK(keyboard.field()->hasFocus());
}

TEST_CASE("On a German keyboard the signs are where they are elsewhere, and umlauts stay letters in fields") {
    const Keyboard keyboard;
    keyboard.press(bracketRight, u'+');
    CHECK(keyboard.workspace().visible().filter().truth.has_value());
    keyboard.press(slash, u'-');
    REQUIRE(keyboard.field()->hasFocus());
    QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape); // the offers, and the field
    // What a widget takes as it is typed is its own.
    keyboard.workspace().visible().setFilter({});
    auto* matrix = keyboard.bench.window->findChild<QWidget*>(QStringLiteral("confusionView"));
    matrix->setFocus();
    keyboard.press(slash, u'-');
    keyboard.press(bracketRight, u'+');
    CHECK(matrix->hasFocus());
    CHECK(keyboard.workspace().visible().filter().isEmpty());
    keyboard.field()->setFocus();
    keyboard.press(26, u'ü');
    keyboard.press(slash, u'-');
    CHECK(keyboard.field()->text().toStdString() == "ü-");
}

TEST_CASE("What is typed into a field is typed, and Ctrl with a foreign letter acts in the field") {
    const Keyboard keyboard;
    keyboard.field()->setFocus();
    keyboard.press(letterS, u'ы');
    keyboard.press(letterF, u'а');
    CHECK(keyboard.field()->text() == QStringLiteral("ыа"));
    CHECK(keyboard.workspace().labelling().labelledCount() == 0);
    keyboard.press(letterA, u'ф', Qt::ControlModifier);
    CHECK(keyboard.field()->selectedText() == QStringLiteral("ыа"));
    keyboard.press(letterX, u'ч', Qt::ControlModifier);
    CHECK(keyboard.field()->text().isEmpty());
    keyboard.press(letterZ, u'я', Qt::ControlModifier); // the field's, not the study's
    CHECK(keyboard.field()->text() == QStringLiteral("ыа"));
}

TEST_CASE("A key that is held decides once by its place, too, and a menu takes digits by theirs") {
    const Keyboard keyboard;
    keyboard.press(letterS, u'ы');
    keyboard.press(letterS, u'ы', {}, true);
    REQUIRE(eventually([&] { return keyboard.held(0) == tests::mode(keyboard.workspace(), 0); }));
    CHECK(keyboard.workspace().labelling().labelledCount() == 1);
    keyboard.press(letterX, u'ч', Qt::ShiftModifier);
    REQUIRE(eventually([] { return qobject_cast<QMenu*>(QApplication::activePopupWidget()) != nullptr; }));
    keyboard.press(two, u'é');
    REQUIRE(
        eventually([&] { return keyboard.held(1) == Judgement::excluded(labels::Exclusion::Ambiguous); }));
}

TEST_CASE("Mnemonics act by their place on layouts without Latin letters, in the window and in a dialog") {
    constexpr quint32 letterI = 23, letterM = 50, letterT = 20;
    for (const auto& [name, edit, settings] : {std::tuple("Russian", u'у', u'ы'),
                                               {"Greek", u'ε', u'σ'},
                                               {"Hebrew", u'ק', u'ד'},
                                               {"Arabic", u'ث', u'س'}}) {
        CAPTURE(name);
        constexpr quint32 letterE = 18;
        const Keyboard keyboard;
        keyboard.press(letterS, settings); // a layout is known by the letters that it types
        REQUIRE(eventually([&] { return keyboard.workspace().labelling().labelledCount() == 1; }));
        keyboard.press(letterE, edit, Qt::AltModifier);
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        REQUIRE(menu != nullptr);
        CHECK(menu->title() == QStringLiteral("&Edit"));
        CHECK(menu->activeAction() != nullptr);
        bool isShown = false;
        QTimer::singleShot(0, keyboard.bench.window.get(), [&] {
            auto* dialog = qobject_cast<ui::SettingsDialog*>(QApplication::activeModalWidget());
            isShown = dialog != nullptr;
            if (isShown)
                dialog->reject();
        });
        keyboard.press(letterS, settings); // "&Settings…"
        CHECK(QApplication::activePopupWidget() == nullptr);
        CHECK(isShown);
    }
    const Keyboard keyboard;
    ui::NewStudyDialog dialog(keyboard.bench.window.get());
    dialog.show();
    QApplication::setActiveWindow(&dialog);
    auto* trust = dialog.findChild<QToolButton*>(QStringLiteral("optionsShown")); // "Op&tions"
    dialog.findChild<QWidget*>(QStringLiteral("study"))->setFocus();
    keyboard.press(letterM, u'ь', Qt::AltModifier); // "&Model"
    CHECK(dialog.findChild<QWidget*>(QStringLiteral("model"))->focusProxy()->hasFocus());
    REQUIRE_FALSE(trust->isChecked());
    keyboard.press(letterT, u'е', Qt::AltModifier);
    CHECK(trust->isChecked());
    keyboard.press(letterI, u'ш', Qt::AltModifier); // nobody's
    CHECK(trust->isChecked());
}

TEST_CASE("No two entries of a menu have one mnemonic, and no two keys of the window are one") {
    const Keyboard keyboard;
    const auto mnemonicOf = [](QString text) {
        text.remove(QStringLiteral("&&"));
        const auto place = text.indexOf(u'&');
        return place < 0 ? QChar() : text.at(place + 1).toLower();
    };
    QHash<QKeySequence, QString> keys;
    const std::function<void(const QList<QAction*>&)> look = [&](const QList<QAction*>& actions) {
        QHash<QChar, QString> seen;
        for (QAction* action : actions) {
            CAPTURE(action->text().toStdString());
            if (const QChar mnemonic = mnemonicOf(action->text()); !mnemonic.isNull()) {
                CAPTURE(seen.value(mnemonic).toStdString());
                CHECK_FALSE(seen.contains(mnemonic));
                seen.insert(mnemonic, action->text());
            }
            for (const QKeySequence& key : action->shortcuts()) {
                CAPTURE(key.toString().toStdString());
                CHECK(keys.value(key, action->text()) == action->text());
                keys.insert(key, action->text());
            }
            if (action->menu() != nullptr)
                look(action->menu()->actions());
        }
    };
    look(keyboard.bench.window->menuBar()->actions());
    CHECK(keys.size() > 50);
}

TEST_CASE("The annotator is changed from the menu Edit, too") {
    const Keyboard keyboard;
    QMenu* annotators = nullptr;
    for (const QAction* title : keyboard.bench.window->menuBar()->actions())
        if (title->text() == QStringLiteral("&Edit"))
            for (const QAction* action : title->menu()->actions())
                if (action->text() == QStringLiteral("Anno&tator"))
                    annotators = action->menu();
    REQUIRE(annotators != nullptr);
    CHECK(annotators->menuAction()->isEnabled());
    Q_EMIT annotators->aboutToShow();
    CHECK(annotators->actions().front()->text().startsWith(keyboard.workspace().labelling().annotator()));
    CHECK(annotators->actions().back()->text() == QStringLiteral("&New annotator…"));
}

TEST_CASE("A mode's key and one that moves are no keys for anything else") {
    CHECK(app::refusedKey(QKeySequence(Qt::Key_S)).contains(QStringLiteral("failure mode")));
    CHECK(app::refusedKey(QKeySequence(Qt::SHIFT | Qt::Key_4)).contains(QStringLiteral("failure mode")));
    CHECK(app::refusedKey(QKeySequence(Qt::SHIFT | Qt::ALT | Qt::Key_4)).contains(QStringLiteral("mode")));
    CHECK(app::refusedKey(QKeySequence(Qt::Key_Down)).contains(QStringLiteral("moves")));
    for (const QKeySequence& free :
         {QKeySequence(Qt::Key_D), QKeySequence(Qt::CTRL | Qt::Key_S), QKeySequence(Qt::CTRL | Qt::Key_4),
          QKeySequence(Qt::Key_F5), QKeySequence(Qt::SHIFT | Qt::Key_S), QKeySequence(Qt::Key_Space)})
        CHECK(app::refusedKey(free).isEmpty());
}

TEST_CASE("A changed key acts in the window, the sheet shows it, and the old one does nothing") {
    const Keyboard keyboard;
    ui::KeyBindings& keys = keyboard.bench.window->keys();
    const auto next = std::find_if(keys.entries().begin(), keys.entries().end(), [](const auto& entry) {
        return entry.builtIn.contains(QKeySequence(Qt::Key_Space));
    });
    REQUIRE(next != keys.entries().end());
    keyboard.bench.press(Qt::Key_H);
    const auto* dialog = keyboard.bench.window->findChild<ui::ShortcutSheet*>();
    REQUIRE(dialog != nullptr);
    const auto* sheet = dialog->findChild<QTextBrowser*>();
    CHECK(sheet->toPlainText().contains(QStringLiteral("Space")));
    keys.set(*next, {QKeySequence(Qt::CTRL | Qt::Key_J)});
    CHECK(sheet->toPlainText().contains(QStringLiteral("Ctrl+J")));
    CHECK_FALSE(sheet->toPlainText().contains(QStringLiteral("Space")));
    sheet->window()->close();
    QApplication::setActiveWindow(keyboard.bench.window.get());
    keyboard.bench.window->findChild<ui::FailureGrid*>()->setFocus();
    keyboard.bench.press(Qt::Key_D);
    CHECK(keyboard.workspace().cursor().current() == 0);
    keyboard.bench.press(Qt::Key_J, Qt::ControlModifier);
    CHECK(keyboard.workspace().cursor().current() == 1);
    keys.resetAll();
}

TEST_CASE("Each command of the menus can be given a key, also one that has none and lies in a menu's menu") {
    const Keyboard keyboard;
    ui::KeyBindings& keys = keyboard.bench.window->keys();
    const auto entry = [&](const QString& id) {
        const auto found = std::ranges::find(keys.entries(), id, &ui::KeyBindings::Entry::id);
        return found == keys.entries().end() ? nullptr : &*found;
    };
    for (const char* id : {"File: Add a run", "File: Run details", "Label: Failure modes", "Queue: Plan",
                           "View: Panels: Inspector", "View: Reset layout", "View: Theme: Dark"}) {
        CAPTURE(id);
        CHECK(entry(QString::fromLatin1(id)) != nullptr);
    }
    const auto* mode = entry(QStringLiteral("View: Headings: Mode"));
    REQUIRE(mode != nullptr);
    keys.set(*mode, {QKeySequence(Qt::CTRL | Qt::Key_J)});
    keyboard.bench.window->findChild<ui::FailureGrid*>()->setFocus();
    keyboard.bench.press(Qt::Key_J, Qt::ControlModifier);
    CHECK(keyboard.workspace().headings().chosen() == ui::Heading::Mode);
    keys.resetAll();

    const auto* keep = entry(QStringLiteral("Edit: Kept filters: Keep this filter"));
    REQUIRE(keep != nullptr);
    CHECK_FALSE(keep->action->isEnabled()); // there is nothing to keep
    keyboard.workspace().visible().setFilter({base::ClassId(1), std::nullopt, std::nullopt});
    CHECK(keep->action->isEnabled());
    keys.set(*keep, {QKeySequence(Qt::CTRL | Qt::Key_J)});
    QTimer::singleShot(0, qApp, [] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        if (dialog == nullptr)
            return; // nothing will be kept
        dialog->setTextValue(QStringLiteral("mine"));
        dialog->accept();
    });
    keyboard.bench.press(Qt::Key_J, Qt::ControlModifier);
    CHECK(ui::keptFilters().contains(QStringLiteral("mine")));
    keys.resetAll();
}
