// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window_contents.h"

#include "app/window/features.h"
#include "ui/agreement/agreement_panel.h"
#include "ui/charts/chart_feed.h"
#include "ui/consensus/adjudication_view.h"
#include "ui/decisions/decisions_panel.h"
#include "ui/failures/failures_view.h"
#include "ui/inspector/compare_view.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/single_view.h"
#include "ui/labels/annotator_button.h"
#include "ui/labels/label_actions.h"
#include "ui/labels/label_panel.h"
#include "ui/pairs/pairs_panel.h"
#include "ui/queue/queue_view.h"
#include "ui/run/run_bar.h"
#include "ui/run/search_page.h"
#include "ui/session/plan_first.h"
#include "ui/session/run_chooser.h"
#include "ui/session/session_actions.h"
#include "ui/session/study_files.h"
#include "ui/shell/shell.h"
#include "ui/start/recent_menu.h"
#include "ui/start/start_page.h"
#include "ui/verdict/report_files.h"
#include "ui/verdict/verdict_page.h"

#include <QCoreApplication>
#include <QMenu>
#include <QWidgetAction>

namespace faultline::app {

namespace {

struct Window {
    Q_DECLARE_TR_FUNCTIONS(Window)
};

/// A widget of a toolbar is shown and hidden by its action.
QWidgetAction* actionFor(QWidget* widget, QObject* parent) {
    auto* action = new QWidgetAction(parent);
    action->setDefaultWidget(widget);
    return action;
}

QList<ui::Page> pagesOf(const Features& features) {
    const QPair<QString, QString> walk{Window::tr("Arrows, Home, End"),
                                       Window::tr("The next one, the one before, first, last")};
    const auto failures = [&features] { // of the one that is seen
        return features.failures->goActions() + features.pairs->goActions() +
               QList<QAction*>{features.labels->menu()->menuAction(), features.labels->undo(),
                               features.labels->redo()};
    };
    const auto session = [&features](const QList<QAction*>& own) {
        return own + features.failures->goActions().first(2) +
               QList<QAction*>{features.labels->menu()->menuAction()};
    };
    return {
        {pages::grid,
         Window::tr("&Grid"),
         QKeySequence(Qt::Key_G),
         features.failures,
         [&features, failures] {
             return failures() + features.failures->editActions() + features.failures->viewActions();
         },
         {{Window::tr("Arrows"), Window::tr("Move in two dimensions")},
          {Window::tr("Home, End, Page Up, Page Down"), Window::tr("First, last, one page up or down")},
          {Window::tr("Shift or Ctrl + click"), Window::tr("Select several")},
          {Window::tr("Enter, double click"), Window::tr("Single view")},
          {Window::tr("Ctrl + wheel"), Window::tr("Thumbnail size")}}},
        {pages::single,
         Window::tr("&Single view"),
         QKeySequence(Qt::Key_E),
         features.single,
         [&features, failures] { return failures() + features.single->viewActions(); },
         {walk}},
        {pages::compare,
         Window::tr("&Compare"),
         QKeySequence(Qt::Key_C),
         features.compare,
         failures,
         {{Window::tr("Arrows"), Window::tr("The next one, the one before")}}},
        {pages::session,
         Window::tr("Sess&ion"),
         QKeySequence(Qt::Key_F7),
         features.queue,
         [&features, session] { return session(features.queue->actions()); },
         {}},
        {pages::adjudication,
         Window::tr("Ad&judicate"),
         QKeySequence(Qt::Key_F8),
         features.adjudication,
         [&features, session] { return session(features.adjudication->actions()); },
         {}},
        {pages::verdict,
         Window::tr("&Verdict"),
         QKeySequence(Qt::Key_F9),
         features.verdict,
         [&features] {
             return QList<QAction*>{features.verdict->copyAction(), features.verdict->reports()->action()};
         },
         {}}};
}

QList<ui::Panel> panelsOf(const Features& features, ui::LabelPanel& labels) {
    const QString chartDock = QStringLiteral("chartDock");
    return {{QStringLiteral("pairsDock"),
             Window::tr("Class pairs"),
             features.pairs,
             Qt::LeftDockWidgetArea,
             {330, 0},
             {}},
            {panels::labels,
             Window::tr("Labels"),
             &labels,
             Qt::RightDockWidgetArea,
             {340, labels.sizeHint().height()},
             {}},
            {chartDock, Window::tr("Chart"), features.chart->widget(), Qt::RightDockWidgetArea, {0, 360}, {}},
            {QStringLiteral("inspectorDock"),
             Window::tr("Inspector"),
             features.inspector,
             Qt::RightDockWidgetArea,
             {},
             chartDock},
            {QStringLiteral("decisionsDock"),
             Window::tr("Recent"),
             features.decisions,
             Qt::RightDockWidgetArea,
             {},
             chartDock},
            {QStringLiteral("agreementDock"),
             Window::tr("Agreement"),
             features.agreement,
             Qt::RightDockWidgetArea,
             {},
             chartDock}};
}

QList<QMenu*> menusOf(const Features& features, QAction* annotator, ui::Shell& window) {
    const QList<QAction*> file = QList<QAction*>{features.start->newStudyAction(),
                                                 features.start->openAction(),
                                                 features.recentMenu->menuAction(),
                                                 features.start->firstStudyAction(),
                                                 nullptr,
                                                 features.sessionActions->addRun(),
                                                 features.run->resumeAction(),
                                                 features.run->cancelAction(),
                                                 features.planFirst->action(),
                                                 features.run->searchAction(),
                                                 features.run->detailsAction(),
                                                 nullptr,
                                                 features.chart->widget()->exportAction(),
                                                 features.verdict->copyAction(),
                                                 features.verdict->reports()->action()} +
                                 features.files->actions() +
                                 QList<QAction*>{features.sessionActions->saveAgain(), nullptr,
                                                 features.sessionActions->close(), window.quitAction()};
    const QList<QAction*> edit =
        QList<QAction*>{features.labels->undo(), features.labels->redo(), nullptr} +
        features.failures->editActions() +
        QList<QAction*>{window.backAction(), nullptr, annotator, window.settingsAction()};
    return {
        ui::menuOf(Window::tr("&File"), file, &window), ui::menuOf(Window::tr("&Edit"), edit, &window),
        features.labels->menu(),
        ui::menuOf(Window::tr("&Go"), features.failures->goActions() + features.pairs->goActions(), &window),
        ui::menuOf(Window::tr("&Queue"),
                   features.queue->actions() + QList<QAction*>{nullptr} + features.adjudication->actions(),
                   &window)};
}

} // namespace

ui::Contents contentsOf(const Features& features, ui::Workspace& workspace, ui::Shell& window) {
    auto* labels = new ui::LabelPanel(workspace, *features.labels, &window);
    auto* runs = new ui::RunChooser(workspace, &window);
    QAction* runsShown = actionFor(runs, &window);
    runsShown->setVisible(false);
    QObject::connect(runs, &ui::RunChooser::offered, runsShown, &QAction::setVisible);

    ui::Contents contents;
    contents.start = features.start;
    contents.interlude = features.search;
    contents.pages = pagesOf(features);
    contents.panels = panelsOf(features, *labels);
    auto* annotator = new ui::AnnotatorButton(workspace, &window);
    contents.menus = menusOf(features, annotator->menu()->menuAction(), window);
    contents.view =
        features.failures->viewActions() + QList<QAction*>{nullptr} + features.single->viewActions();
    contents.tools = {features.labels->undo(), features.labels->redo()};
    contents.toolsAtEnd = {runsShown, actionFor(annotator, &window)};
    contents.status = features.run;
    contents.fixedKeys =
        features.labels->modeActions() + features.labels->stayActions() + features.labels->secondaryActions();
    return contents;
}

} // namespace faultline::app
