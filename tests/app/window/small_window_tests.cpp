// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"
#include "app/window/settings.h"
#include "core/model/run_header.h"
#include "tests/support/opened_workspace.h"
#include "ui/charts/chart_widget.h"
#include "ui/decisions/decisions_panel.h"
#include "ui/failures/failure_grid.h"
#include "ui/fitting/screen_room.h"
#include "ui/labels/mode_button.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/queue/plan_dialog.h"
#include "ui/run/run_bar.h"
#include "ui/run/run_details.h"
#include "ui/shell/manual.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/start/big_button.h"
#include "ui/taxonomy/taxonomy_dialog.h"
#include "ui/verdict/verdict_page.h"

#include <fstream>

#include <QAbstractScrollArea>
#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>

#include <unistd.h>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;

namespace {

/// A screen of 1366 × 768 pixels at 150 %.
constexpr QSize smallScreen(910, 512);

/// Nothing of it is cut off, by the window or by what it scrolls in.
bool isInSight(const QWidget& widget) {
    return widget.isVisible() && widget.visibleRegion().boundingRect() == widget.rect();
}

template <class Kind>
const Kind* parentOfKind(const QWidget& widget) {
    for (const QWidget* parent = widget.parentWidget(); parent != nullptr; parent = parent->parentWidget())
        if (const auto* found = qobject_cast<const Kind*>(parent))
            return found;
    return nullptr;
}

void settle() {
    for (int i = 0; i < 5; ++i)
        QCoreApplication::processEvents();
}

double residentMegabytes() {
    std::ifstream file("/proc/self/statm");
    double pages = 0, resident = 0;
    file >> pages >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

/// The window with a study, as small as the smallest screen.
struct SmallWindow {
    tests::TemporaryFolder folder;
    std::unique_ptr<app::MainWindow> window;

    explicit SmallWindow(const tests::SyntheticOptions& options = {}) {
        QSettings().clear();
        const auto path = folder / "a study.faultline";
        { const auto made = tests::makeSyntheticStudy(path, options); }
        window = std::make_unique<app::MainWindow>();
        window->resize(smallScreen);
        window->show();
        window->open(QString::fromStdString(path.string()));
        if (!eventually([&] { return window->workspace().study().isOpen(); }))
            throw std::runtime_error("the synthetic study did not open");
        settle();
    }
    template <class Widget>
    [[nodiscard]] Widget& child(const char* name = "") const {
        auto* found = window->findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr)
            throw std::runtime_error(std::string("no such widget ") + name);
        return *found;
    }
    void checkThatItFits() const {
        const QSize least = window->minimumSizeHint();
        CHECK(least.width() <= smallScreen.width());
        CHECK(least.height() <= smallScreen.height());
        CHECK(window->size() == smallScreen);
    }
};

/// As it stands on the small screen; false where a button of its lower edge is not in sight.
bool showsItsButtons(QDialog& dialog) {
    const QSize room = ui::roomForWindow(smallScreen);
    const QSize least = dialog.minimumSizeHint();
    CAPTURE(dialog.windowTitle().toStdString(), least.width(), least.height());
    CHECK(least.width() <= room.width());
    CHECK(least.height() <= room.height());
    dialog.resize(room);
    dialog.show();
    settle();
    CHECK(dialog.size() == room);
    const auto buttons = dialog.findChild<QDialogButtonBox*>()->buttons();
    return !buttons.isEmpty() && std::all_of(buttons.begin(), buttons.end(),
                                             [](const QAbstractButton* each) { return isInSight(*each); });
}

/// Of all that is shown in a dialog no two have one mnemonic, and that of a label leads to its field.
void checkMnemonics(QDialog& dialog) {
    dialog.show();
    settle();
    QApplication::setActiveWindow(&dialog);
    CAPTURE(dialog.windowTitle().toStdString());
    QStringList taken;
    const auto take = [&](const QString& text) {
        const QString key = QKeySequence::mnemonic(text).toString();
        if (key.isEmpty())
            return;
        CAPTURE(text.toStdString(), key.toStdString());
        CHECK_FALSE(taken.contains(key));
        taken << key;
    };
    for (const auto* button : dialog.findChildren<QAbstractButton*>())
        if (button->isVisible())
            take(button->text());
    for (const auto* tabs : dialog.findChildren<QTabBar*>())
        for (int i = 0; i < tabs->count(); ++i)
            take(tabs->tabText(i));
    for (const auto* label : dialog.findChildren<QLabel*>()) {
        const QKeySequence key = QKeySequence::mnemonic(label->text());
        QWidget* field = label->buddy();
        if (key.isEmpty() || field == nullptr || !label->isVisible())
            continue;
        take(label->text());
        if (!field->isEnabled())
            continue;
        CAPTURE(label->text().toStdString());
        QWidget* before = QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &dialog;
        QTest::keyClick(before, key[0].key(), Qt::AltModifier);
        QWidget* now = QApplication::focusWidget();
        CHECK((now == field || field->isAncestorOf(now) || now == field->focusProxy()));
    }
}

} // namespace

TEST_CASE("In every dialog a mnemonic leads to one place, and to a field that takes keys") {
    const SmallWindow small;
    SECTION("a new study") {
        ui::NewStudyDialog dialog;
        dialog.findChild<QToolButton*>(QStringLiteral("optionsShown"))->setChecked(true);
        checkMnemonics(dialog);
    }
    SECTION("settings") {
        QAction advance;
        advance.setCheckable(true);
        ui::SettingsDialog dialog(app::featureSettings(advance, small.window->workspace()));
        checkMnemonics(dialog);
    }
    SECTION("a plan, with all its fields") {
        ui::PlanDialog dialog(small.window->workspace(), small.window.get());
        for (auto* box : dialog.findChildren<QComboBox*>())
            box->setCurrentIndex(1);
        checkMnemonics(dialog);
    }
    SECTION("failure modes") {
        ui::TaxonomyDialog dialog(small.window->workspace(), small.window.get());
        checkMnemonics(dialog);
    }
    SECTION("run details") {
        ui::RunDetails dialog(small.window->workspace().study().header(), small.window.get());
        checkMnemonics(dialog);
    }
    SECTION("keys, and the user guide") {
        ui::ShortcutSheet keys(*small.window->menuBar(), {}, small.window.get());
        checkMnemonics(keys);
        auto* guide = new ui::Manual(small.window.get());
        checkMnemonics(*guide);
    }
}

TEST_CASE("The verdict's text wraps there, and Tab reaches its cards' buttons, which come into sight") {
    const SmallWindow small;
    small.window->workspace().labelling().label({0, 1, 2}, {labels::Judgement::none()});
    REQUIRE(eventually([&] { return small.window->workspace().labelling().labelledCount() == 3; }));
    QApplication::setActiveWindow(small.window.get());
    small.window->showPage(QStringLiteral("verdict"));
    auto& page = small.child<QScrollArea>("verdictPage");
    const auto buttons = [&] { return page.findChildren<QToolButton*>(QStringLiteral("copyNumbers")); };
    // Cards that are still to come would take the place of others.
    REQUIRE(eventually([&] { return small.window->findChild<ui::VerdictPage*>()->cards().has_value(); }));
    REQUIRE(eventually([&] { return !buttons().isEmpty(); }));
    settle();
    CHECK(page.widget()->width() <= page.viewport()->width());
    for (const auto* text : page.findChildren<QLabel*>()) {
        CAPTURE(text->text().toStdString());
        const bool isOfTable = parentOfKind<QScrollArea>(*text) != &page; // which scrolls by itself
        CHECK((isOfTable ||
               text->mapTo(page.widget(), QPoint(text->width(), 0)).x() <= page.widget()->width()));
    }
    page.setFocus();
    QToolButton* last = buttons().last();
    for (int tab = 0; tab < 40 && QApplication::focusWidget() != last; ++tab)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    REQUIRE(QApplication::focusWidget() == last);
    CHECK(isInSight(*last));
}

TEST_CASE("On a screen of 910 × 512 the window shows whole tiles and all that labels and filters them") {
    const SmallWindow small;
    small.checkThatItFits();
    for (const auto* button : small.window->findChildren<ui::ModeButton*>()) {
        CAPTURE(button->text().toStdString());
        CHECK(isInSight(*button));
    }
    CHECK(isInSight(small.child<QLineEdit>("filterField")));
    CHECK(isInSight(*small.child<QTreeView>("pairList").header()->viewport()));
    const auto& grid = small.child<ui::FailureGrid>("failureGrid");
    const QRect tile = grid.visualRect(grid.model()->index(0, 0));
    CHECK(grid.viewport()->rect().contains(tile));
    CHECK(grid.visualRect(grid.model()->index(2, 0)).top() == tile.top()); // three in a line
    // Nothing is labelled: a mode's colour is that of its row in the chart, which must not be scrolled to.
    auto& chart = small.child<ui::ChartWidget>();
    REQUIRE(chart.isVisible());
    const QImage shown = chart.grab().toImage();
    for (const labels::Mode& mode : small.window->workspace().study().taxonomy().modes()) {
        CAPTURE(mode.slug);
        const QRgb colour = QColor(QString::fromStdString(mode.colour)).rgb();
        int pixels = 0;
        for (int y = 0; y < shown.height(); ++y)
            for (int x = 0; x < shown.width(); ++x)
                pixels += shown.pixel(x, y) == colour ? 1 : 0;
        CHECK(pixels > 60);
    }
    for (const auto* tabs : small.window->findChildren<QTabBar*>())
        for (int i = 0; i < tabs->count() && tabs->isVisible(); ++i) {
            CAPTURE(tabs->tabText(i).toStdString());
            CHECK(tabs->tabRect(i).width() >= tabs->fontMetrics().horizontalAdvance(tabs->tabText(i)));
        }
    int combos = 0;
    for (const auto* box : small.window->findChildren<QComboBox*>())
        combos += box->isVisible() && isInSight(*box) ? 1 : 0;
    CHECK(combos == 3); // the sorting, what the chart shows, and of whose labels
}

TEST_CASE("The single view, the comparison, and each panel behind a tab, fit there too") {
    const auto [name, page] =
        GENERATE(std::pair("Single view", "singleView"), std::pair("Compare", "compareView"));
    const SmallWindow small;
    for (const auto* button : small.window->findChildren<QToolButton*>())
        if (button->text() == QLatin1String(name))
            button->defaultAction()->trigger();
    for (const char* tab : {"agreementDock", "inspectorDock"}) {
        small.child<QDockWidget>(tab).raise();
        settle();
        small.checkThatItFits();
    }
    CHECK(isInSight(small.child<QWidget>(page)));
    for (const auto* button : small.window->findChildren<ui::ModeButton*>())
        CHECK(isInSight(*button));
}

TEST_CASE("The session, adjudication and the verdict, and what was decided last, fit there too") {
    const SmallWindow small;
    small.window->workspace().labelling().label({0, 1, 2}, {labels::Judgement::none()});
    REQUIRE(eventually([&] { return small.window->workspace().labelling().labelledCount() == 3; }));
    small.child<QDockWidget>("decisionsDock").raise();
    for (const auto& [page, name] :
         {std::pair("session", "queueView"), std::pair("adjudication", "adjudicationView"),
          std::pair("verdict", "verdictPage")}) {
        CAPTURE(page);
        small.window->showPage(QString::fromLatin1(page));
        settle();
        small.checkThatItFits();
        const auto& view = small.child<QWidget>(name);
        CHECK(view.isVisible());
        for (const auto* button : view.findChildren<QAbstractButton*>()) {
            CAPTURE(button->text().toStdString());
            const bool scrolls = parentOfKind<QAbstractScrollArea>(*button) != nullptr; // comes into sight
            CHECK((!button->isVisible() || scrolls || isInSight(*button)));
        }
    }
    const auto& decided = small.child<ui::DecisionsPanel>();
    CHECK(small.window->rect().contains(QRect(decided.mapTo(small.window.get(), QPoint()), decided.size())));
}

TEST_CASE("Long names of classes, runs and annotators make no window wider") {
    tests::SyntheticOptions options;
    options.nameEnd = std::string(60, 'w') + " " + std::string(60, 'x');
    const SmallWindow small(options);
    small.window->workspace().labelling().setAnnotator(QString(150, u'W'));
    small.window->workspace().visible().setFilter({base::ClassId(1), base::ClassId(2), labels::Judgement()});
    settle();
    small.checkThatItFits();
    CHECK(isInSight(small.child<QLineEdit>("filterField")));
}

TEST_CASE("Twenty thousand classes with long names open, are shown on every page, and fill no memory") {
    tests::SyntheticOptions options;
    options.classes = 20'000;
    options.samples = 2'000;
    options.failures = 30;
    options.nameEnd = std::string(900, 'w');
    const double before = residentMegabytes();
    const SmallWindow small(options);
    for (const char* page : {"grid", "single", "compare", "verdict"}) {
        CAPTURE(page);
        small.window->showPage(QString::fromLatin1(page));
        settle();
        small.checkThatItFits();
    }
    for (QDockWidget* dock : small.window->findChildren<QDockWidget*>()) {
        dock->raise();
        settle();
    }
    auto& field = small.child<QLineEdit>("filterField");
    small.window->showPage(QStringLiteral("grid"));
    field.setFocus();
    QTest::keyClicks(&field, QStringLiteral("1999"));
    settle();
    small.checkThatItFits();
    CHECK(isInSight(field));
    CHECK(residentMegabytes() - before <
          1'000); // the names alone are 18 MB, and a matrix of them would be 1.6 GB
}

TEST_CASE("Many problems leave the grid its room") {
    const SmallWindow small;
    for (const QChar letter : QStringLiteral("abcd"))
        small.window->problems().show(QString(90, letter) + QStringLiteral(" and so on").repeated(12));
    settle();
    small.checkThatItFits();
    const auto& grid = small.child<ui::FailureGrid>("failureGrid");
    CHECK(grid.viewport()->rect().contains(grid.visualRect(grid.model()->index(0, 0))));
    // The newest is there, and closing it brings the next one.
    const auto shown = [&] {
        QStringList texts;
        for (const auto* bar : small.window->problems().findChildren<ui::MessageBar*>())
            if (bar->isVisible())
                texts.append(bar->accessibleName().left(1));
        return texts;
    };
    REQUIRE_FALSE(shown().isEmpty());
    CHECK(shown().size() < 4);
    CHECK(shown().back() == QStringLiteral("d"));
    for (auto* bar : small.window->problems().findChildren<ui::MessageBar*>())
        if (bar->accessibleName().startsWith(u'd'))
            bar->clear();
    CHECK(shown().back() == QStringLiteral("c"));
}

TEST_CASE("A long notice is read to its end, and its offer can be taken") {
    const SmallWindow small;
    QAction offer(QStringLiteral("Undo"));
    small.window->notices().show(QStringLiteral("a long sentence ").repeated(15), &offer);
    settle();
    for (const auto* child : small.window->notices().findChildren<QWidget*>())
        CHECK(isInSight(*child));
}

TEST_CASE("Beside a notice it can be read how far the run is, and all of it once that is gone") {
    const auto [width, words] = GENERATE(std::pair(910, 2), std::pair(910, 8), std::pair(1300, 2));
    const SmallWindow small;
    small.window->resize(width, smallScreen.height());
    settle();
    auto& run = small.child<ui::RunBar>();
    model::RunHeader header = small.window->workspace().study().header();
    header.device.device = "cpu";
    header.device.precision = "fp32";
    header.device.reason = "this LibTorch has no CUDA";
    header.model.statedAccuracy = 0.9097;
    run.showStudy(header, {header.positions, 234, true, {}});
    const auto* message = [&] {
        for (const auto* label : run.findChildren<QLabel*>())
            if (label->accessibleName() == QStringLiteral("Run"))
                return label;
        FAIL("there is no message");
        return static_cast<const QLabel*>(nullptr);
    }();
    const QString whole = message->accessibleDescription();
    const QString count = whole.section(QStringLiteral(" · "), 0, 0);
    REQUIRE(count.endsWith(QStringLiteral("images evaluated")));
    QAction offer(QStringLiteral("Undo"));
    small.window->notices().show(QStringLiteral("Scale instead of Occlusion ").repeated(words), &offer);
    settle();
    const QRect notice = small.window->notices().geometry();
    const int begin = message->mapTo(small.window.get(), QPoint()).x();
    CHECK(message->text().startsWith(count));
    CHECK(begin + message->fontMetrics().horizontalAdvance(message->text()) <= notice.left());
    CHECK(small.window->rect().contains(notice));
    const QString shortened = message->text();
    small.window->notices().clear();
    settle();
    CHECK(message->text().size() >= shortened.size());
    CHECK(message->text() == message->fontMetrics().elidedText(whole, Qt::ElideRight, message->width()));
}

TEST_CASE("The start page shows its actions there") {
    QSettings().clear();
    app::MainWindow window;
    window.resize(smallScreen);
    window.show();
    settle();
    CHECK(window.size() == smallScreen);
    const auto actions = window.findChildren<ui::BigButton*>();
    REQUIRE(actions.size() == 3);
    for (const auto* action : actions)
        CHECK(isInSight(*action));
}

TEST_CASE("Every dialog has its buttons in sight there") {
    const SmallWindow small;
    SECTION("a new study, with a long problem to tell") {
        ui::NewStudyDialog dialog;
        dialog.setDataset(QStringLiteral("/a long folder/").repeated(12));
        CHECK(showsItsButtons(dialog));
        dialog.findChild<QToolButton*>(QStringLiteral("optionsShown"))->setChecked(true);
        CHECK(showsItsButtons(dialog));
    }
    SECTION("settings") {
        QAction advance;
        advance.setCheckable(true);
        ui::SettingsDialog dialog(app::featureSettings(advance, small.window->workspace()));
        CHECK(showsItsButtons(dialog));
    }
    SECTION("keys") {
        ui::ShortcutSheet dialog(*small.window->menuBar(), {}, small.window.get());
        CHECK(showsItsButtons(dialog));
    }
    SECTION("a plan") {
        ui::PlanDialog dialog(small.window->workspace(), small.window.get());
        CHECK(showsItsButtons(dialog));
    }
    SECTION("failure modes") {
        ui::TaxonomyDialog dialog(small.window->workspace(), small.window.get());
        CHECK(showsItsButtons(dialog));
    }
    SECTION("run details") {
        ui::RunDetails dialog(small.window->workspace().study().header(), small.window.get());
        CHECK(showsItsButtons(dialog));
    }
    SECTION("the user guide") {
        auto* dialog = new ui::Manual(small.window.get());
        CHECK(showsItsButtons(*dialog));
    }
    SECTION("choosing files: merge, save again, export") {
        QFileDialog dialog;
        dialog.setOption(QFileDialog::DontUseNativeDialog);
        dialog.setAcceptMode(QFileDialog::AcceptSave);
        CHECK(showsItsButtons(dialog));
    }
}
