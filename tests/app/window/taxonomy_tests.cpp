// SPDX-License-Identifier: GPL-3.0-or-later
// The failure modes of the open study, changed in the dialog while the window shows it.
#include "tests/app/window/window_under_test.h"

#include "ui/charts/chart_feed.h"
#include "ui/failures/failure_grid.h"
#include "ui/labels/label_actions.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/mode_button.h"
#include "ui/taxonomy/mode_editor.h"
#include "ui/taxonomy/note_model.h"
#include "ui/taxonomy/split_dialog.h"
#include "ui/taxonomy/taxonomy_dialog.h"
#include "ui/taxonomy/taxonomy_model.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Judgement;
using tests::Bench;
using tests::eventually;

namespace {

/// A window on a study with a few labels, and the dialog of its modes.
struct Desk {
    Bench bench;

    Desk() { bench.openDrawn(); }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    void say(int row, const Judgement& judgement, std::optional<std::string> note = {}) const {
        workspace().labelling().label({row}, {judgement, std::move(note)});
        REQUIRE(eventually([&] { return workspace().labelling().judgement(row) == judgement; }));
    }
    [[nodiscard]] ui::TaxonomyDialog& openDialog() const {
        bench.window->findChild<QAction*>(QStringLiteral("failureModes"))->trigger();
        auto* dialog = bench.window->findChild<ui::TaxonomyDialog*>();
        REQUIRE(dialog != nullptr);
        REQUIRE(eventually([&] { return table(*dialog).model()->rowCount() > 0; }));
        return *dialog;
    }
    static QTableView& table(const ui::TaxonomyDialog& dialog) {
        return *dialog.findChild<QTableView*>(QStringLiteral("modes"));
    }
    static QAbstractButton& button(const QWidget& dialog, const QString& text) {
        for (auto* each : dialog.findChildren<QAbstractButton*>())
            if (each->text().remove(QLatin1Char('&')) == text)
                return *each;
        FAIL("there is no button " << text.toStdString());
        throw std::logic_error("unreachable");
    }
    [[nodiscard]] QStringList buttonsOfModes() const {
        QStringList names;
        for (const auto* each : bench.window->findChildren<ui::ModeButton*>())
            names << each->text();
        return names;
    }
    [[nodiscard]] std::string slugs() const {
        std::string all;
        for (const labels::Mode& mode : workspace().study().taxonomy().modes())
            all += (all.empty() ? "" : " ") + mode.slug;
        return all;
    }
    void becomes(const std::string& modes) const {
        REQUIRE(eventually([&] { return slugs() == modes; }));
    }
    void backToGrid() const {
        bench.window->activateWindow(); // a window system does so; the offscreen platform has none
        auto* grid = bench.window->findChild<ui::FailureGrid*>();
        grid->setFocus();
        REQUIRE(eventually([&] { return QApplication::focusWidget() == grid; }));
    }
    /// Answers the next message box with the button of that text.
    static void answer(const QString& text) {
        auto* timer = new QTimer(qApp);
        QObject::connect(timer, &QTimer::timeout, timer, [timer, text] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            if (box == nullptr)
                return;
            timer->deleteLater();
            for (auto* each : box->buttons())
                if (each->text().remove(QLatin1Char('&')) == text)
                    each->click();
        });
        timer->start(5);
    }
    void merge(ui::TaxonomyDialog& dialog, int row, const QString& into) const {
        table(dialog).selectRow(row);
        answer(QStringLiteral("Merge"));
        QMenu* targets = dialog.findChild<QToolButton*>()->menu();
        for (auto* each : dialog.findChildren<QToolButton*>())
            if (each->menu() != nullptr)
                targets = each->menu();
        Q_EMIT targets->aboutToShow();
        for (QAction* action : targets->actions())
            if (action->text() == into) {
                action->trigger();
                return;
            }
        FAIL("nothing to merge into");
    }
};

} // namespace

TEST_CASE("A mode that is added in the dialog has its key and its button at once") {
    const Desk desk;
    ui::TaxonomyDialog& dialog = desk.openDialog();
    const QAbstractItemModelTester tester(Desk::table(dialog).model());
    Desk::button(dialog, QStringLiteral("Add…")).click();
    auto* editor = dialog.findChild<ui::ModeEditor*>();
    REQUIRE(editor != nullptr);
    CHECK_FALSE(Desk::button(*editor, QStringLiteral("Make the mode")).isEnabled());
    QTest::keyClicks(editor->findChild<QLineEdit*>(QStringLiteral("modeName")),
                     QStringLiteral("Motion blur"));
    CHECK(editor->findChild<QLineEdit*>(QStringLiteral("modeSlug"))->text() == QStringLiteral("motion-blur"));
    Desk::button(*editor, QStringLiteral("Make the mode")).click();
    desk.becomes("scale background occlusion motion-blur");
    REQUIRE(eventually([&] { return dialog.findChild<ui::ModeEditor*>() == nullptr; }));
    REQUIRE(eventually([&] { return Desk::table(dialog).model()->rowCount() == 4; }));
    CHECK(desk.buttonsOfModes().contains(QStringLiteral("Motion blur")));
    dialog.close();
    desk.backToGrid();
    desk.bench.press(Qt::Key_4);
    REQUIRE(eventually(
        [&] { return desk.workspace().labelling().judgement(0) == tests::mode(desk.workspace(), 3); }));
}

TEST_CASE("A fault stands in the editor, which keeps what was typed") {
    const Desk desk;
    ui::TaxonomyDialog& dialog = desk.openDialog();
    Desk::button(dialog, QStringLiteral("Add…")).click();
    auto* editor = dialog.findChild<ui::ModeEditor*>();
    auto* colour = editor->findChild<QLineEdit*>(QStringLiteral("modeColour"));
    QTest::keyClicks(editor->findChild<QLineEdit*>(QStringLiteral("modeName")), QStringLiteral("Blur"));
    colour->setText(QStringLiteral("#0072b3"));
    const auto* warning = editor->findChild<QLabel*>(QStringLiteral("modeWarning"));
    CHECK(warning->text().contains(QStringLiteral("Blur and Scale are hard to tell apart")));
    colour->setText(QStringLiteral("blue"));
    Desk::button(*editor, QStringLiteral("Make the mode")).click();
    const auto* problem = editor->findChild<QLabel*>(QStringLiteral("modeProblem"));
    REQUIRE(
        eventually([&] { return problem->text().contains(QStringLiteral("its colour is not #rrggbb")); }));
    CHECK(editor->isVisible());
    CHECK(editor->wish().name == "Blur");
    CHECK(desk.slugs() == "scale background occlusion");
    colour->setText(QStringLiteral("#1e96ff"));
    Desk::button(*editor, QStringLiteral("Make the mode")).click();
    desk.becomes("scale background occlusion blur");
}

TEST_CASE("A merge moves labels, filter and keys, and undo brings modes and labels back") {
    const Desk desk;
    const Judgement scale = tests::mode(desk.workspace(), 0);
    const Judgement background = tests::mode(desk.workspace(), 1);
    desk.say(0, scale);
    desk.say(1, background);
    workbench::Filter filter;
    filter.judgement = background;
    desk.workspace().visible().setFilter(filter);
    CHECK(desk.workspace().visible().count() == 1);
    ui::TaxonomyDialog& dialog = desk.openDialog();
    desk.merge(dialog, 1, QStringLiteral("Scale"));
    desk.becomes("scale occlusion");
    REQUIRE(eventually([&] { return desk.workspace().labelling().judgement(1) == scale; }));
    CHECK(desk.workspace().visible().filter().judgement == scale);
    CHECK(desk.workspace().visible().count() == 2);
    CHECK_FALSE(desk.buttonsOfModes().contains(QStringLiteral("Background")));
    REQUIRE(eventually([&] { return Desk::table(dialog).model()->rowCount() == 2; }));
    dialog.close();
    auto& actions = *desk.bench.window->findChild<ui::LabelActions*>();
    CHECK(actions.modeActions().size() == 2);
    REQUIRE(eventually([&] { return actions.undo()->text().contains(QStringLiteral("merged Background")); }));
    actions.undo()->trigger();
    desk.becomes("scale background occlusion");
    REQUIRE(eventually([&] { return desk.workspace().labelling().judgement(1) == background; }));
    CHECK(desk.workspace().labelling().judgement(0) == scale);
    CHECK(actions.modeActions().size() == 3);
    actions.redo()->trigger();
    desk.becomes("scale occlusion");
    REQUIRE(eventually([&] { return desk.workspace().labelling().judgement(1) == scale; }));
}

TEST_CASE("A split mode can't be given any more, and its items are shown to be decided anew") {
    const Desk desk;
    const Judgement scale = tests::mode(desk.workspace(), 0);
    desk.say(2, scale);
    ui::TaxonomyDialog& dialog = desk.openDialog();
    Desk::table(dialog).selectRow(0);
    QTimer::singleShot(0, &dialog, [&dialog] {
        auto* split = dialog.findChild<ui::SplitDialog*>();
        REQUIRE(split != nullptr);
        for (auto* box : split->findChildren<QCheckBox*>())
            box->setChecked(true);
        CHECK(split->parts() == std::vector<std::string>{"background", "occlusion"});
        split->accept();
    });
    Desk::button(dialog, QStringLiteral("Split…")).click();
    REQUIRE(eventually([&] { return !desk.workspace().study().taxonomy().modes()[0].splitInto.empty(); }));
    CHECK(desk.workspace().labelling().judgement(2) == scale);
    CHECK_FALSE(desk.buttonsOfModes().contains(QStringLiteral("Scale")));
    REQUIRE(eventually([&] {
        return Desk::table(dialog).model()->index(0, ui::TaxonomyModel::State).data().toString() ==
               QStringLiteral("split into Background, Occlusion");
    }));
    auto* anew = dialog.findChild<QLabel*>(QStringLiteral("splitLabels"));
    REQUIRE(eventually([&] { return anew->isVisible(); }));
    CHECK(anew->text().startsWith(QStringLiteral("One of your labels is of a mode that was split")));
    Desk::button(dialog, QStringLiteral("Show them")).click();
    CHECK(desk.bench.window->page() == QStringLiteral("grid"));
    REQUIRE(desk.workspace().visible().count() == 1);
    CHECK(desk.workspace().visible().rowAt(0) == 2);
    desk.workspace().cursor().setCurrent(2);
    desk.backToGrid();
    desk.bench.press(Qt::Key_1); // of no mode any more
    desk.bench.press(Qt::Key_2);
    REQUIRE(eventually(
        [&] { return desk.workspace().labelling().judgement(2) == tests::mode(desk.workspace(), 1); }));
    ui::TaxonomyDialog& again = desk.openDialog();
    Desk::table(again).selectRow(0);
    CHECK_FALSE(again.findChild<QLabel*>(QStringLiteral("splitLabels"))->isVisible());
}

TEST_CASE("Notes without a mode stand together with their pictures, and become one") {
    const Desk desk;
    desk.say(0, Judgement::none(), "a drawing");
    desk.say(3, Judgement::none(), "a sketch");
    desk.say(4, Judgement::none());
    ui::TaxonomyDialog& dialog = desk.openDialog();
    auto& list = *dialog.findChild<QListView*>(QStringLiteral("notes"));
    const QAbstractItemModelTester tester(list.model());
    REQUIRE(eventually([&] { return list.model()->rowCount() == 2; }));
    const QString both =
        list.model()->index(0, 0).data().toString() + list.model()->index(1, 0).data().toString();
    CHECK(both.contains(QStringLiteral("a drawing")));
    CHECK(both.contains(QStringLiteral("a sketch")));
    REQUIRE(eventually(
        [&] { return !list.model()->index(0, 0).data(Qt::DecorationRole).value<QPixmap>().isNull(); }));
    list.selectAll();
    Desk::button(dialog, QStringLiteral("Make a mode of these…")).click();
    auto* editor = dialog.findChild<ui::ModeEditor*>();
    QTest::keyClicks(editor->findChild<QLineEdit*>(QStringLiteral("modeName")), QStringLiteral("Drawing"));
    Desk::button(*editor, QStringLiteral("Make the mode")).click();
    desk.becomes("scale background occlusion drawing");
    const Judgement drawing = tests::mode(desk.workspace(), 3);
    REQUIRE(eventually([&] { return desk.workspace().labelling().judgement(3) == drawing; }));
    CHECK(desk.workspace().labelling().judgement(0) == drawing);
    CHECK(desk.workspace().labelling().judgement(4) == Judgement::none());
    REQUIRE(eventually([&] { return list.model()->rowCount() == 0; }));
}

TEST_CASE("Every control of the dialogs has a name, and a study that is only read changes nothing") {
    const Desk desk;
    ui::TaxonomyDialog& dialog = desk.openDialog();
    Desk::button(dialog, QStringLiteral("Add…")).click();
    for (const QWidget* each : dialog.findChildren<QWidget*>())
        if (each->focusPolicy() != Qt::NoFocus && each->isEnabled() && each->isVisible() &&
            qobject_cast<const QAbstractButton*>(each) == nullptr && each->inherits("QAbstractScrollArea") &&
            each->objectName() != QStringLiteral("qt_scrollarea_viewport"))
            if (each->inherits("QAbstractItemView") || each->inherits("QPlainTextEdit"))
                CHECK_FALSE(each->accessibleName().isEmpty());
    dialog.close();
    desk.bench.workspace().close();
    CHECK_FALSE(desk.bench.window->findChild<QAction*>(QStringLiteral("failureModes"))->isEnabled());
}
