// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "app/window/failure_menu.h"
#include "app/window/settings.h"
#include "core/model/run_header.h"
#include "core/study/run_entry.h"
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
#include "ui/origin/origin_actions.h"
#include "ui/pairs/pairs_panel.h"
#include "ui/queue/queue_view.h"
#include "ui/run/run_bar.h"
#include "ui/run/search_dialog.h"
#include "ui/run/search_page.h"
#include "ui/session/plan_first.h"
#include "ui/session/run_chooser.h"
#include "ui/session/session_actions.h"
#include "ui/session/study_files.h"
#include "ui/shell/key_bindings.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/start/recent_menu.h"
#include "ui/start/start_page.h"
#include "ui/taxonomy/taxonomy_actions.h"
#include "ui/verdict/report_files.h"
#include "ui/verdict/verdict_page.h"
#include "ui/workspace/evaluation_request.h"

#include <algorithm>

#include <QCloseEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QStatusBar>
#include <QStyleHints>
#include <QWidgetAction>

namespace faultline::app {

namespace {

const QString gridPage = QStringLiteral("grid");
const QString singlePage = QStringLiteral("single");
const QString comparePage = QStringLiteral("compare");
const QString sessionPage = QStringLiteral("session");
const QString adjudicationPage = QStringLiteral("adjudication");
const QString verdictPage = QStringLiteral("verdict");
const QString labelsDock = QStringLiteral("labelsDock");

/// A widget of a toolbar is shown and hidden by its action.
QWidgetAction* actionFor(QWidget* widget, QObject* parent) {
    auto* action = new QWidgetAction(parent);
    action->setDefaultWidget(widget);
    return action;
}

QString stateOf(const ui::OpenStudy& study) {
    if (study.isLost())
        return MainWindow::tr(" (its file is gone)");
    return study.isWritable() ? QString() : MainWindow::tr(" (read-only)");
}

/// What may be seen while predictions may not: in a package, or before there is a plan, nobody adjudicates.
QStringList blindPages(ui::Workspace& workspace) {
    const bool isAlone = workspace.queue().isHeldBack() || workspace.study().isPackage();
    return isAlone ? QStringList{sessionPage} : QStringList{sessionPage, adjudicationPage};
}

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : Shell(parent)
    , m_start(new ui::StartPage(m_recent, this))
    , m_labels(new ui::LabelActions(m_workspace, this))
    , m_modes(new ui::TaxonomyActions(m_workspace, this))
    , m_failures(new ui::FailuresView(m_workspace, this))
    , m_pairs(new ui::PairsPanel(m_workspace, this))
    , m_inspector(new ui::Inspector(m_workspace, *m_labels->takeOver(), this))
    , m_single(new ui::SingleView(m_workspace, m_inspector->picture(), m_inspector->details(), this))
    , m_compare(new ui::CompareView(m_workspace, this))
    , m_decisions(new ui::DecisionsPanel(m_workspace, this))
    , m_queue(new ui::QueueView(m_workspace, this))
    , m_adjudication(new ui::AdjudicationView(m_workspace, this))
    , m_origin(new ui::OriginActions(m_workspace, this))
    , m_failureMenu(new FailureMenu(m_workspace, *m_labels, *m_origin, this))
    , m_chart(new ui::ChartFeed(m_workspace, this))
    , m_agreement(new ui::AgreementPanel(m_workspace, this))
    , m_verdict(new ui::VerdictPage(m_workspace, this))
    , m_run(new ui::RunBar(this))
    , m_search(new ui::SearchPage(m_run->cancelAction(), this))
    , m_searchDialog(new ui::SearchDialog(m_run->cancelAction(), &m_session.evaluation(), this))
    , m_files(new ui::StudyFiles(m_workspace, this))
    , m_sessionActions(new ui::SessionActions(m_workspace, m_session, this))
    , m_planFirst(new ui::PlanFirst(m_workspace, m_session.evaluation(), this)) {
    m_run->follow(&m_session.evaluation());
    m_run->addOffer(m_planFirst->action());
    m_search->follow(&m_session.evaluation());
    setSettings(featureSettings(*m_labels->autoAdvance(), m_workspace));
    keys().setRule(refusedKey);
    mount(contents());
    connectSession();
    connectSearch();
    connectWorkspace();
    connectFeatures();
    serveFailureMenu();
    connectQueue();
    keepDesk();
    refreshTitle();
}

MainWindow::~MainWindow() = default;

ui::Contents MainWindow::contents() {
    auto* labels = new ui::LabelPanel(m_workspace, *m_labels, this);
    auto* runs = new ui::RunChooser(m_workspace, this);
    QAction* runsShown = actionFor(runs, this);
    runsShown->setVisible(false);
    connect(runs, &ui::RunChooser::offered, runsShown, &QAction::setVisible);
    const QString chartDock = QStringLiteral("chartDock");

    ui::Contents contents;
    contents.start = m_start;
    contents.interlude = m_search;
    contents.pages = pages();
    contents.panels = {
        {QStringLiteral("pairsDock"), tr("Class pairs"), m_pairs, Qt::LeftDockWidgetArea, {330, 0}, {}},
        {labelsDock, tr("Labels"), labels, Qt::RightDockWidgetArea, {340, labels->sizeHint().height()}, {}},
        {chartDock, tr("Distribution"), m_chart->widget(), Qt::RightDockWidgetArea, {0, 360}, {}},
        {QStringLiteral("inspectorDock"),
         tr("Inspector"),
         m_inspector,
         Qt::RightDockWidgetArea,
         {},
         chartDock},
        {QStringLiteral("decisionsDock"), tr("Recent"), m_decisions, Qt::RightDockWidgetArea, {}, chartDock},
        {QStringLiteral("agreementDock"),
         tr("Agreement"),
         m_agreement,
         Qt::RightDockWidgetArea,
         {},
         chartDock}};
    auto* annotator = new ui::AnnotatorButton(m_workspace, this);
    contents.menus = menus(annotator->menu()->menuAction());
    contents.view = m_failures->viewActions() + QList<QAction*>{nullptr} + m_single->viewActions();
    contents.tools = {m_labels->undo(), m_labels->redo()};
    contents.toolsAtEnd = {runsShown, actionFor(annotator, this)};
    contents.status = m_run;
    contents.fixedKeys = m_labels->modeActions() + m_labels->stayActions() + m_labels->secondaryActions();
    return contents;
}

QList<ui::Page> MainWindow::pages() {
    const QPair<QString, QString> walk{tr("Arrows, Home, End"),
                                       tr("The next one, the one before, first, last")};
    const auto failures = [this] { // of the one that is seen
        return m_failures->goActions() + m_pairs->goActions() +
               QList<QAction*>{m_labels->menu()->menuAction(), m_labels->undo(), m_labels->redo()};
    };
    const auto session = [this](const QList<QAction*>& own) {
        return own + m_failures->goActions().first(2) + QList<QAction*>{m_labels->menu()->menuAction()};
    };
    return {{gridPage,
             tr("&Grid"),
             QKeySequence(Qt::Key_G),
             m_failures,
             [this, failures] { return failures() + m_failures->editActions() + m_failures->viewActions(); },
             {{tr("Arrows"), tr("Move in two dimensions")},
              {tr("Home, End, Page Up, Page Down"), tr("First, last, one page up or down")},
              {tr("Shift or Ctrl + click"), tr("Select several")},
              {tr("Enter, double click"), tr("Single view")},
              {tr("Ctrl + wheel"), tr("Thumbnail size")}}},
            {singlePage,
             tr("&Single view"),
             QKeySequence(Qt::Key_E),
             m_single,
             [this, failures] { return failures() + m_single->viewActions(); },
             {walk}},
            {comparePage,
             tr("&Compare"),
             QKeySequence(Qt::Key_C),
             m_compare,
             failures,
             {{tr("Arrows"), tr("The next one, the one before")}}},
            {sessionPage,
             tr("Sess&ion"),
             QKeySequence(Qt::Key_F7),
             m_queue,
             [this, session] { return session(m_queue->actions()); },
             {}},
            {adjudicationPage,
             tr("Ad&judicate"),
             QKeySequence(Qt::Key_F8),
             m_adjudication,
             [this, session] { return session(m_adjudication->actions()); },
             {}},
            {verdictPage,
             tr("&Verdict"),
             QKeySequence(Qt::Key_F9),
             m_verdict,
             [this] {
                 return QList<QAction*>{m_verdict->copyAction(), m_verdict->reports()->action()};
             },
             {}}};
}

QList<QMenu*> MainWindow::menus(QAction* annotator) {
    auto* recent = new ui::RecentMenu(m_recent, this);
    connect(recent, &ui::RecentMenu::openRequested, this, &MainWindow::open);
    const QList<QAction*> file =
        QList<QAction*>{m_start->newStudyAction(),
                        m_start->openAction(),
                        recent->menuAction(),
                        m_start->firstStudyAction(),
                        nullptr,
                        m_sessionActions->addRun(),
                        m_run->resumeAction(),
                        m_run->cancelAction(),
                        m_planFirst->action(),
                        m_run->searchAction(),
                        m_run->detailsAction(),
                        nullptr,
                        m_chart->widget()->exportAction(),
                        m_verdict->copyAction(),
                        m_verdict->reports()->action()} +
        m_files->actions() +
        QList<QAction*>{m_sessionActions->saveAgain(), nullptr, m_sessionActions->close(), quitAction()};
    const QList<QAction*> edit = QList<QAction*>{m_labels->undo(), m_labels->redo(), nullptr} +
                                 m_failures->editActions() +
                                 QList<QAction*>{backAction(), nullptr, annotator, settingsAction()};
    return {ui::menuOf(tr("&File"), file, this), ui::menuOf(tr("&Edit"), edit, this), m_labels->menu(),
            ui::menuOf(tr("&Go"), m_failures->goActions() + m_pairs->goActions(), this),
            ui::menuOf(tr("&Queue"),
                       m_queue->actions() + QList<QAction*>{nullptr} + m_adjudication->actions(), this)};
}

void MainWindow::connectSession() {
    connect(m_start, &ui::StartPage::openRequested, this, &MainWindow::open);
    connect(m_start, &ui::StartPage::evaluationRequested, this, &MainWindow::evaluate);
    connect(&m_session, &ui::StudySession::preparing, this, [this](const QString& what) {
        m_start->clearError();
        statusBar()->showMessage(what);
    });
    // From here on the run bar tells it, in the same place.
    connect(&m_session.evaluation(), &ui::Evaluation::started, statusBar(), &QStatusBar::clearMessage);
    connect(&m_session, &ui::StudySession::problem, this, &MainWindow::reportProblem);
    connect(&m_session, &ui::StudySession::refused, this, &MainWindow::takeRefusal);
    connect(&m_session, &ui::StudySession::underWay, m_start, &ui::StartPage::settle);
    connect(&m_session, &ui::StudySession::readOnly, this,
            [this](const QString& sentence) { problems().show(sentence); });
    connect(&m_session, &ui::StudySession::runStateKnown, this,
            [this](const study::RunState& state) { m_run->showStudy(m_workspace.study().header(), state); });
    connect(&m_session, &ui::StudySession::runUnfinished, this,
            [this](base::RunId run, const study::RunState& state) {
                const std::uint32_t positions = m_workspace.study().thread()->run(run).header.positions;
                m_unfinished = ui::UnfinishedRun{state.done, std::max(1U, positions)};
                describeRecent();
            });
    connect(m_sessionActions, &ui::SessionActions::offered, this,
            [this](const QString& sentence, QAction* offer) {
                problems().show(sentence, offer);
                connect(offer, &QAction::triggered, &problems(),
                        [this, sentence] { problems().retract(sentence); });
            });
    connect(m_run, &ui::RunBar::resumeRequested, m_sessionActions, &ui::SessionActions::resume);
}

void MainWindow::connectSearch() {
    connect(m_search, &ui::SearchPage::begun, this, [this] {
        if (!m_workspace.study().isOpen()) // else it does not come before what is looked at
            showSearch();
    });
    connect(m_search, &ui::SearchPage::over, this, &MainWindow::leaveSearch);
    connect(m_run->searchAction(), &QAction::triggered, this, &MainWindow::showSearch);
    connect(this, &Shell::escaped, this, &MainWindow::leaveSearch);
}

void MainWindow::showSearch() {
    if (!m_workspace.study().isOpen())
        return showInterlude();
    m_searchDialog->show();
    m_searchDialog->raise();
    m_searchDialog->activateWindow();
}

void MainWindow::leaveSearch() {
    if (isInterludeShown())
        showStart();
}

void MainWindow::connectWorkspace() {
    connect(&m_workspace, &ui::Workspace::opened, this, &MainWindow::showOpened);
    connect(&m_workspace, &ui::Workspace::leaving, this, [this] {
        describeRecent();
        m_unfinished.reset();
    });
    connect(&m_workspace, &ui::Workspace::closed, this, [this] {
        problems().clear();
        notices().clear();
        if (m_session.isTakingOver())
            m_run->forgetFormer();
        else
            m_run->clear();
        showStart();
        refreshTitle();
    });
    connect(&m_workspace, &ui::Workspace::failed, this, &MainWindow::reportProblem);
    connect(&m_workspace, &ui::Workspace::lost, this, [this](const QString& sentence) {
        m_lostText = sentence;
        problems().show(sentence, m_sessionActions->saveAgain());
        refreshTitle();
    });
    connect(&m_workspace, &ui::Workspace::found, this, [this] {
        problems().retract(m_lostText);
        refreshTitle();
    });
    connect(&m_workspace, &ui::Workspace::warned, this, &MainWindow::reportProblem);
    connect(&m_workspace.labelling(), &ui::Labelling::annotatorChanged, this, &MainWindow::refreshTitle);
}

void MainWindow::connectFeatures() {
    const auto notice = [this](const QString& text) { notices().show(text); };
    connect(this, &Shell::escaped, m_failures, &ui::FailuresView::collapseSelection);
    connect(m_failures, &ui::FailuresView::singleViewWanted, this, [this] { showPage(singlePage); });
    connect(m_decisions, &ui::DecisionsPanel::wentBack, this, [this] {
        if (page() != gridPage && page() != singlePage)
            showPage(gridPage);
    });
    connect(this, &Shell::shown, &notices(), &ui::MessageBar::clear); // it is about the page that was seen
    connect(m_labels, &ui::LabelActions::told, &notices(), &ui::MessageBar::show);
    connect(m_failures, &ui::FailuresView::told, &notices(), &ui::MessageBar::show);
    m_labels->addToMenu(m_modes->open());
    connect(m_modes, &ui::TaxonomyActions::told, this, notice);
    connect(m_modes, &ui::TaxonomyActions::gridWanted, this, [this] { showPage(gridPage); });
    connect(m_chart->widget(), &ui::ChartWidget::exported, this, notice);
    connect(m_chart->widget(), &ui::ChartWidget::exportFailed, this, &MainWindow::reportProblem);
    connect(m_agreement, &ui::AgreementPanel::failed, this, &MainWindow::reportProblem);
    connect(m_verdict, &ui::VerdictPage::failed, this, &MainWindow::reportProblem);
    connect(m_verdict, &ui::VerdictPage::told, this, notice);
    connect(m_verdict, &ui::VerdictPage::failuresWanted, this, [this](const workbench::Filter& filter) {
        m_workspace.visible().setFilter(filter);
        showPage(gridPage);
    });
    connect(m_verdict, &ui::VerdictPage::planWanted, this, [this] { m_queue->planAction()->trigger(); });
    connect(m_sessionActions, &ui::SessionActions::done, &notices(), &ui::MessageBar::show);
    connect(m_sessionActions, &ui::SessionActions::failed, this, &MainWindow::reportProblem);
    connect(m_files, &ui::StudyFiles::done, this, notice);
    connect(m_files, &ui::StudyFiles::failed, this, &MainWindow::reportProblem);
    connect(&m_backups, &ui::BackupKeeper::failed, this, &MainWindow::reportProblem);
    connect(m_origin, &ui::OriginActions::done, this, notice);
    connect(m_origin, &ui::OriginActions::failed, this, &MainWindow::reportProblem);
}

void MainWindow::connectQueue() {
    connect(m_adjudication, &ui::AdjudicationView::wanted, this, [this] { showPage(adjudicationPage); });
    connect(m_queue, &ui::QueueView::told, this, [this](const QString& text) { notices().show(text); });
    connect(&m_workspace.queue(), &ui::QueueSession::changed, this, [this] {
        if (m_workspace.queue().isBlind())
            confine(blindPages(m_workspace),
                    m_workspace.queue().isHeldBack() ? QStringList() : QStringList{labelsDock});
        else
            release();
    });
    const auto enablePairs = [this] {
        const bool isInSession = m_workspace.queue().isActive() || m_workspace.adjudication().isActive() ||
                                 m_workspace.queue().isBlind();
        for (QAction* action : m_pairs->goActions())
            action->setEnabled(!isInSession && m_workspace.study().isOpen());
    };
    connect(&m_workspace.queue(), &ui::QueueSession::activeChanged, this, enablePairs);
    connect(&m_workspace.queue(), &ui::QueueSession::changed, this, enablePairs);
    connect(&m_workspace.adjudication(), &ui::AdjudicationSession::activeChanged, this, enablePairs);
    for (ui::ImageView* picture :
         QList<ui::ImageView*>{&m_queue->picture()} + m_adjudication->pictures() + m_compare->pictures())
        m_single->lead(*picture);
}

void MainWindow::serveFailureMenu() {
    auto* single = new QAction(tr("&Single view"), this); // its key stands at the page's own action
    connect(single, &QAction::triggered, this, [this] { showPage(singlePage); });
    m_failureMenu->addAtTop(single, [this] { return page() != singlePage; });
    auto* compare = new QAction(tr("Com&pare"), this);
    connect(compare, &QAction::triggered, this, [this] { showPage(comparePage); });
    m_failureMenu->addAtTop(compare, [this] { return page() != comparePage; });
    m_failureMenu->addAtTop(m_single->originalAction(), [this] { return page() == singlePage; });
    connect(&m_failures->grid(), &ui::FailureGrid::menuWanted, m_failureMenu, &FailureMenu::showAt);
    m_failureMenu->serve(m_single);
    m_failureMenu->serve(m_compare);
    m_failureMenu->serve(&m_inspector->picture());
}

void MainWindow::keepDesk() {
    m_desk.add(
        QStringLiteral("page"), [this] { return page(); },
        [this](const QVariant& id) {
            const QString left = id.toString();
            const QStringList known{singlePage, sessionPage, adjudicationPage, verdictPage};
            showPage(known.contains(left) ? left : gridPage);
        });
    m_desk.add(
        QStringLiteral("thumbnails"), [this] { return m_failures->grid().factor(); },
        [this](const QVariant& factor) { m_failures->grid().setFactor(factor.toInt()); });
    m_desk.add(
        QStringLiteral("headings"), [this] { return ui::nameOf(m_workspace.headings().chosen()); },
        [this](const QVariant& name) { m_workspace.headings().choose(ui::headingNamed(name.toString())); });
    m_desk.add(
        QStringLiteral("chart"), [this] { return static_cast<int>(m_chart->widget()->scope()); },
        [this](const QVariant& scope) {
            m_chart->widget()->setScope(static_cast<ui::ChartScope>(scope.toInt()));
        });
    m_desk.add(
        QStringLiteral("labels"),
        [this] { return QString::fromStdString(m_workspace.shownLabels().chosen()); },
        [this](const QVariant& consensus) {
            m_workspace.shownLabels().choose(consensus.toString().toStdString());
        });
    m_desk.add(
        QStringLiteral("putOff"), [this] { return m_workspace.queue().putOff(); },
        [this](const QVariant& left) { m_workspace.queue().putOff(left.toStringList()); });
    m_desk.add(
        QStringLiteral("smoothing"),
        [this] {
            const auto isSmooth = m_single->smoothing();
            return isSmooth ? QVariant(*isSmooth) : QVariant(QString());
        },
        [this](const QVariant& left) {
            m_single->setSmoothing(left.toString().isEmpty() ? std::nullopt : std::optional(left.toBool()));
        });
    QAction* guidelines = m_queue->guidelinesAction();
    for (QAction* action : m_single->viewActions() + QList<QAction*>{guidelines})
        if (action->objectName() != QStringLiteral("smoothPixels")) // its mark follows the picture
            m_desk.add(
                action->objectName(), [action] { return action->isChecked(); },
                [action](const QVariant& on) { action->setChecked(on.toBool()); });
}

void MainWindow::showOpened() {
    statusBar()->clearMessage();
    const QString path = QString::fromStdString(m_workspace.study().thread()->path().string());
    m_recent.add(path);
    describeRecent();
    showStudy();
    showPage(gridPage);
    m_desk.restore();
    refreshTitle();
    if (m_session.isTakingOver())
        ignoreKeys(std::chrono::seconds(1)); // a hand that labels may not have seen it yet
    const std::chrono::milliseconds pair(QGuiApplication::styleHints()->mouseDoubleClickInterval());
    if (const auto since = m_start->sinceClick(); since < pair)
        ignoreClicks(pair - since);
}

void MainWindow::describeRecent() {
    if (m_workspace.study().isOpen())
        m_recent.describe(QString::fromStdString(m_workspace.study().thread()->path().string()),
                          ui::summaryOf(m_workspace, m_unfinished));
}

void MainWindow::open(const QString& path) {
    if (m_session.isOpen(path) || m_sessionActions->mayStop())
        m_session.open(path);
}

void MainWindow::evaluate(const ui::EvaluationRequest& request) {
    // In the study that is open its run is asked for once more, and goes on.
    if (m_session.isOpen(QString::fromStdString(request.study.string())) || m_sessionActions->mayStop())
        m_session.evaluate(request);
    else
        m_start->takeRefusal(request, {});
}

void MainWindow::startFirstStudy() {
    m_start->startFirstStudy();
}

void MainWindow::reportProblem(const QString& sentence) {
    statusBar()->clearMessage();
    if (sentence.isEmpty())
        return;
    if (m_workspace.study().isOpen())
        problems().show(sentence);
    else
        m_start->showError(sentence);
}

void MainWindow::takeRefusal(const ui::EvaluationRequest& request, const base::Error& why) {
    statusBar()->clearMessage();
    if (!m_start->takeRefusal(request, why) && !m_sessionActions->takeRefusal(request, why))
        reportProblem(QString::fromStdString(why.message));
}

void MainWindow::refreshTitle() {
    const ui::OpenStudy& study = m_workspace.study();
    setWindowTitle(study.isOpen() ? tr("%1%2 – Faultline")
                                        .arg(QString::fromStdString(study.thread()->path().stem().string()),
                                             stateOf(study))
                                  : tr("Faultline"));
}

void MainWindow::closeAtOnce() {
    m_asksBeforeClosing = false;
    close();
}

void MainWindow::changeEvent(QEvent* event) {
    Shell::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow())
        m_workspace.checkPlace();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_asksBeforeClosing && !m_sessionActions->mayStop()) {
        event->ignore();
        return;
    }
    Shell::closeEvent(event);
    m_session.close();
}

} // namespace faultline::app
