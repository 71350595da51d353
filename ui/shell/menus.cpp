// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/charts/chart_feed.h"
#include "ui/failures/failures_view.h"
#include "ui/inspector/single_view.h"
#include "ui/labels/label_actions.h"
#include "ui/pairs/pairs_panel.h"
#include "ui/run/run_bar.h"
#include "ui/session/study_files.h"
#include "ui/shell/manual.h"
#include "ui/shell/recent_menu.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/start/start_page.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QToolBar>

// The window's menus: every action is in one, with its shortcut, and the shortcut sheet is made from them.

namespace faultline::ui {

namespace {

/// A nullptr stands for a separator.
void addAll(QMenu* menu, const QList<QAction*>& actions) {
    for (QAction* action : actions) {
        if (action != nullptr)
            menu->addAction(action);
        else
            menu->addSeparator();
    }
}

} // namespace

QAction* MainWindow::addTo(QMenu* menu, const QString& text, const QList<QKeySequence>& keys,
                           const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, act);
    menu->addAction(action);
    return action;
}

void MainWindow::makeMenus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    auto* recent = new RecentMenu(m_recent, this);
    connect(recent, &RecentMenu::openRequested, this, &MainWindow::open);
    addAll(file, {m_start->newStudyAction(), m_start->openAction(), recent->menuAction(),
                  m_start->firstStudyAction(), nullptr});
    m_addRun = addTo(file, tr("Add a r&un…"), {}, [this] { addRun(); });
    m_addRun->setObjectName(QStringLiteral("addRun"));
    const auto refreshAddRun = [this] {
        m_addRun->setEnabled(m_workspace.study().isWritable() && !m_session.evaluation().isRunning());
    };
    connect(&m_workspace, &Workspace::opened, this, refreshAddRun);
    connect(&m_workspace, &Workspace::closed, this, refreshAddRun);
    connect(&m_session.evaluation(), &Evaluation::started, this, refreshAddRun);
    // Queued: the evaluation is over only after this signal.
    connect(&m_session.evaluation(), &Evaluation::ended, this, refreshAddRun, Qt::QueuedConnection);
    refreshAddRun();
    addAll(file, {m_run->resumeAction(), m_run->cancelAction(), m_run->detailsAction(), nullptr,
                  m_chart->widget()->exportAction()});
    addAll(file, m_files->actions());
    file->addSeparator();
    QAction* close = addTo(file, tr("&Close study"), {QKeySequence::Close}, [this] { m_session.close(); });
    close->setEnabled(false);
    connect(&m_workspace, &Workspace::opened, close, [close] { close->setEnabled(true); });
    connect(&m_workspace, &Workspace::closed, close, [close] { close->setEnabled(false); });
    addTo(file, tr("&Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, [this] { this->close(); });

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    addAll(edit, {m_labels->undo(), m_labels->redo(), nullptr});
    addAll(edit, m_failures->editActions());
    addTo(edit, tr("Back to the grid, to one failure"), {QKeySequence(Qt::Key_Escape)}, [this] { escape(); });
    edit->addSeparator();
    addTo(edit, tr("&Settings…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, [this] {
        SettingsDialog(m_themeActions->actions(), *m_labels->autoAdvance(), m_workspace, this).exec();
    });

    m_labelMenu = menuBar()->addMenu(tr("&Label"));
    connect(m_labels, &LabelActions::modesChanged, this, &MainWindow::fillLabelMenu);
    fillLabelMenu();

    QMenu* go = menuBar()->addMenu(tr("&Go"));
    addAll(go, m_failures->goActions());
    addAll(go, m_pairs->goActions());

    makeViewMenu();
    makeHelpMenu();
}

void MainWindow::fillLabelMenu() {
    m_labelMenu->clear();
    addAll(m_labelMenu, m_labels->modeActions());
    addAll(m_labelMenu, {m_labels->exclude(), m_labels->clear(), nullptr, m_labels->note(),
                         m_labels->takeOver(), nullptr, m_labels->autoAdvance()});
    addAll(m_labelMenu->addMenu(tr("Against &auto-advance")), m_labels->stayActions());
}

void MainWindow::makeViewMenu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    addAll(view, {m_gridAction, m_singleAction, nullptr});
    addAll(view, m_failures->viewActions());
    view->addSeparator();
    addAll(view, m_single->viewActions());
    view->addSeparator();
    QMenu* panels = view->addMenu(tr("&Panels"));
    for (QDockWidget* dock : m_docks)
        panels->addAction(dock->toggleViewAction());
    addTo(view, tr("&Reset layout"), {}, [this] { resetLayout(); });

    QMenu* themes = view->addMenu(tr("&Theme"));
    m_themeActions = new QActionGroup(this);
    const QList<std::pair<QString, ThemeChoice>> choices{{tr("As the &system"), ThemeChoice::System},
                                                         {tr("&Light"), ThemeChoice::Light},
                                                         {tr("&Dark"), ThemeChoice::Dark}};
    for (const auto& [text, choice] : choices) {
        QAction* action = addTo(themes, text, {}, [this, choice = choice] { m_theme.choose(choice); });
        action->setCheckable(true);
        action->setChecked(m_theme.choice() == choice);
        m_themeActions->addAction(action);
    }
    view->addSeparator();
    addTo(view, tr("&Full screen"), {QKeySequence(Qt::Key_F11)},
          [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
}

void MainWindow::makeHelpMenu() {
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    addTo(help, tr("&Keyboard shortcuts"), {QKeySequence(Qt::Key_Question), QKeySequence(Qt::Key_H)},
          [this] { ShortcutSheet(*menuBar(), this).exec(); });
    addTo(help, tr("&User guide"), {QKeySequence(Qt::Key_F1)}, [this] { (new Manual(this))->show(); });
    addTo(help, tr("&About Faultline"), {}, [this] { about(); });
}

void MainWindow::about() {
    QMessageBox::about(this, tr("About Faultline"),
                       tr("<h3>Faultline %1</h3><p>A study bench for the failures of vision models.</p>"
                          "<p>Licensed under the GNU General Public License, version 3 or later. Built with "
                          "Qt %2, OpenCV, SQLite and "
                          "QCustomPlot; the inference worker with LibTorch.</p><p><code>faultline "
                          "checks</code> prints all versions "
                          "and paths for a bug report.</p>")
                           .arg(QStringLiteral(FAULTLINE_VERSION), QString::fromLatin1(qVersion())));
}

} // namespace faultline::ui
