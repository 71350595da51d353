// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "app/window/desk_contents.h"
#include "app/window/failure_menu.h"
#include "app/window/notices.h"
#include "app/window/settings.h"
#include "app/window/window_contents.h"
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
#include "ui/labels/label_actions.h"
#include "ui/origin/origin_actions.h"
#include "ui/pairs/pairs_panel.h"
#include "ui/places/path_text.h"
#include "ui/queue/queue_view.h"
#include "ui/run/run_bar.h"
#include "ui/run/search_dialog.h"
#include "ui/run/search_page.h"
#include "ui/session/plan_first.h"
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
#include <QKeyEvent>
#include <QMenu>
#include <QStatusBar>
#include <QStyleHints>

namespace faultline::app {

namespace {

QString stateOf(const ui::OpenStudy& study) {
    if (study.isLost())
        return MainWindow::tr(" (its file is gone)");
    return study.isWritable() ? QString() : MainWindow::tr(" (read-only)");
}

/// What may be seen while predictions may not: in a package, or before there is a plan, nobody adjudicates.
QStringList blindPages(ui::Workspace& workspace) {
    const bool isAlone = workspace.queue().isHeldBack() || workspace.study().isPackage();
    return isAlone ? QStringList{pages::session} : QStringList{pages::session, pages::adjudication};
}

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : Shell(parent) {
    m_features.run->follow(&m_session.evaluation());
    m_features.run->addOffer(m_features.planFirst->action());
    m_features.search->follow(&m_session.evaluation());
    setSettings(featureSettings(*m_features.labels->autoAdvance(), m_workspace));
    keys().setRule(refusedKey);
    m_features.labels->addToMenu(m_features.modes->open()); // before all that is in the menus gets its keys
    mount(contentsOf(m_features, m_workspace, *this));
    connectSession();
    connectSearch();
    connectWorkspace();
    connectFeatures();
    keepInSight(*m_features.run, notices());
    serveFailureMenu();
    connectQueue();
    keepOnDesk(m_desk, m_features, m_workspace, *this);
    refreshTitle();
}

MainWindow::~MainWindow() {
    hide(); // while all is there that its pages ask when they are hidden
}

void MainWindow::connectSession() {
    connect(m_features.start, &ui::StartPage::openRequested, this, &MainWindow::open);
    connect(m_features.recentMenu, &ui::RecentMenu::openRequested, this, &MainWindow::open);
    connect(m_features.start, &ui::StartPage::evaluationRequested, this, &MainWindow::evaluate);
    connect(&m_session, &ui::StudySession::preparing, this, [this](const QString& what) {
        m_features.start->clearError();
        statusBar()->showMessage(what);
    });
    // From here on the run bar tells it, in the same place.
    connect(&m_session.evaluation(), &ui::Evaluation::started, statusBar(), &QStatusBar::clearMessage);
    connect(&m_session, &ui::StudySession::problem, this, &MainWindow::reportProblem);
    connect(&m_session, &ui::StudySession::refused, this, &MainWindow::takeRefusal);
    connect(&m_session, &ui::StudySession::underWay, m_features.start, &ui::StartPage::settle);
    connect(&m_session, &ui::StudySession::readOnly, this,
            [this](const QString& sentence) { tellReadOnly(sentence, nullptr); });
    connect(&m_session, &ui::StudySession::freed, this, [this](const QString& sentence) {
        tellReadOnly(sentence, m_features.sessionActions->labelHere());
    });
    connect(&m_session, &ui::StudySession::runStateKnown, this, [this](const study::RunState& state) {
        m_features.run->showStudy(m_workspace.study().header(), state,
                                  m_workspace.study().isWritable() ? ui::RunBar::GoOn::Possible
                                                                   : ui::RunBar::GoOn::NotHere);
    });
    connect(&m_session, &ui::StudySession::doubtKnown, m_features.run, &ui::RunBar::setDoubt);
    connect(&m_session, &ui::StudySession::doubted, this,
            [this](const QString& sentence) { problems().show(tr("Mind that %1").arg(sentence)); });
    connect(m_features.sessionActions, &ui::SessionActions::offered, this,
            [this](const QString& sentence, QAction* offer) {
                problems().show(sentence, offer);
                const auto retract = [this, sentence] { problems().retract(sentence); };
                connect(offer, &QAction::triggered, &problems(), retract);
                connect(&m_workspace.labelling(), &ui::Labelling::annotatorChanged, &problems(), retract,
                        Qt::SingleShotConnection); // somebody else labels by now
            });
    connect(m_features.sessionActions, &ui::SessionActions::overtaken, this,
            [this](const QString& sentence) { problems().retract(sentence); });
    connect(m_features.run, &ui::RunBar::resumeRequested, m_features.sessionActions,
            &ui::SessionActions::resume);
}

void MainWindow::connectSearch() {
    connect(m_features.search, &ui::SearchPage::begun, this, [this] {
        if (!m_workspace.study().isOpen()) // else it does not come before what is looked at
            showSearch();
    });
    connect(m_features.search, &ui::SearchPage::over, this, &MainWindow::leaveSearch);
    connect(m_features.run->searchAction(), &QAction::triggered, this, &MainWindow::showSearch);
    connect(this, &Shell::escaped, this, &MainWindow::leaveSearch);
}

void MainWindow::showSearch() {
    if (!m_workspace.study().isOpen())
        return showInterlude();
    m_features.searchDialog->show();
    m_features.searchDialog->raise();
    m_features.searchDialog->activateWindow();
}

void MainWindow::leaveSearch() {
    if (isInterludeShown())
        showStart();
}

void MainWindow::connectWorkspace() {
    connect(&m_workspace, &ui::Workspace::opened, this, &MainWindow::showOpened);
    connect(&m_workspace, &ui::Workspace::leaving, &m_described, &RecentKeeper::describe);
    connect(&m_workspace, &ui::Workspace::closed, this, [this] {
        problems().clear();
        notices().clear();
        if (m_session.isTakingOver())
            m_features.run->forgetFormer();
        else
            m_features.run->clear();
        showStart();
        refreshTitle();
    });
    connect(&m_workspace, &ui::Workspace::failed, this, &MainWindow::reportProblem);
    connect(&m_workspace, &ui::Workspace::lost, this, [this](const QString& sentence) {
        m_lostText = sentence;
        problems().show(sentence, m_features.sessionActions->saveAgain());
        refreshTitle();
    });
    connect(&m_workspace, &ui::Workspace::found, this, [this] {
        problems().retract(m_lostText);
        refreshTitle();
    });
    connect(&m_workspace, &ui::Workspace::outOfDate, this, [this](const QString& sentence) {
        m_behindText = sentence;
        problems().show(sentence);
    });
    connect(&m_workspace, &ui::Workspace::upToDate, this, [this] { problems().retract(m_behindText); });
    connect(&m_workspace, &ui::Workspace::warned, this, &MainWindow::reportProblem);
    connect(&m_workspace.labelling(), &ui::Labelling::annotatorChanged, this, &MainWindow::refreshTitle);
}

void MainWindow::connectFeatures() {
    const auto notice = [this](const QString& text) { notices().show(text); };
    connect(this, &Shell::escaped, m_features.failures, &ui::FailuresView::collapseSelection);
    connect(m_features.failures, &ui::FailuresView::singleViewWanted, this,
            [this] { showPage(pages::single); });
    connect(m_features.decisions, &ui::DecisionsPanel::wentBack, this, [this] {
        if (page() != pages::grid && page() != pages::single)
            showPage(pages::grid);
    });
    connect(this, &Shell::shown, &notices(), &ui::MessageBar::clear); // it is about the page that was seen
    tellOfLabels(notices(), *m_features.labels, *m_features.failures, m_workspace);
    connect(m_features.modes, &ui::TaxonomyActions::told, this, notice);
    connect(m_features.modes, &ui::TaxonomyActions::gridWanted, this, [this] { showPage(pages::grid); });
    connect(m_features.chart->widget(), &ui::ChartWidget::exported, this, notice);
    connect(m_features.chart->widget(), &ui::ChartWidget::exportFailed, this, &MainWindow::reportProblem);
    connect(m_features.agreement, &ui::AgreementPanel::failed, this, &MainWindow::reportProblem);
    connect(m_features.verdict, &ui::VerdictPage::failed, this, &MainWindow::reportProblem);
    connect(m_features.verdict, &ui::VerdictPage::told, this, notice);
    connect(m_features.verdict, &ui::VerdictPage::failuresWanted, this,
            [this](const workbench::Filter& filter) {
                m_workspace.visible().setFilter(filter);
                showPage(pages::grid);
            });
    connect(m_features.verdict, &ui::VerdictPage::planWanted, this,
            [this] { m_features.queue->planAction()->trigger(); });
    connect(m_features.sessionActions, &ui::SessionActions::done, &notices(), &ui::MessageBar::show);
    connect(m_features.sessionActions, &ui::SessionActions::failed, this, &MainWindow::reportProblem);
    connect(m_features.files, &ui::StudyFiles::done, this, notice);
    connect(m_features.files, &ui::StudyFiles::failed, this, &MainWindow::reportProblem);
    connect(&m_backups, &ui::BackupKeeper::failed, this, &MainWindow::reportProblem);
    connect(m_features.origin, &ui::OriginActions::done, this, notice);
    connect(m_features.origin, &ui::OriginActions::failed, this, &MainWindow::reportProblem);
}

void MainWindow::connectQueue() {
    connect(m_features.adjudication, &ui::AdjudicationView::wanted, this,
            [this] { showPage(pages::adjudication); });
    connect(m_features.adjudication, &ui::AdjudicationView::itemWanted, this, &MainWindow::showItem);
    connect(m_features.queue, &ui::QueueView::verdictWanted, this, [this] { showPage(pages::verdict); });
    connect(m_features.queue, &ui::QueueView::adjudicationWanted, this,
            [this] { showPage(pages::adjudication); });
    connect(m_features.queue, &ui::QueueView::told, this,
            [this](const QString& text) { notices().show(text); });
    connect(&m_workspace.queue(), &ui::QueueSession::changed, this, [this] {
        if (m_workspace.queue().isBlind())
            confine(blindPages(m_workspace),
                    m_workspace.queue().isHeldBack() ? QStringList() : QStringList{panels::labels});
        else
            release();
    });
    const auto enablePairs = [this] {
        const bool isInSession = m_workspace.queue().isActive() || m_workspace.adjudication().isActive() ||
                                 m_workspace.queue().isBlind();
        for (QAction* action : m_features.pairs->goActions())
            action->setEnabled(!isInSession && m_workspace.study().isOpen());
    };
    connect(&m_workspace.queue(), &ui::QueueSession::activeChanged, this, enablePairs);
    connect(&m_workspace.queue(), &ui::QueueSession::changed, this, enablePairs);
    connect(&m_workspace.adjudication(), &ui::AdjudicationSession::activeChanged, this, enablePairs);
    for (ui::ImageView* picture : QList<ui::ImageView*>{&m_features.queue->picture()} +
                                      m_features.adjudication->pictures() + m_features.compare->pictures())
        m_features.single->lead(*picture);
}

void MainWindow::showItem(base::SampleIndex sample) {
    if (m_workspace.queue().isBlind())
        return notices().show(
            tr("#%1 is not shown with its prediction while you label blind").arg(sample.value));
    const int row = m_workspace.items().rowOf(sample);
    if (row < 0)
        return notices().show(
            tr("#%1 is a control: the model was right, and it is none of the failures").arg(sample.value));
    const bool isFilteredOut = m_workspace.visible().positionOf(row) < 0;
    if (isFilteredOut)
        m_workspace.visible().setFilter({});
    showPage(pages::single);
    m_workspace.cursor().setCurrent(row);
    if (isFilteredOut)
        notices().show(tr("The filter, which hid #%1, is taken off").arg(sample.value));
}

void MainWindow::serveFailureMenu() {
    auto* single = new QAction(tr("&Single view"), this); // its key stands at the page's own action
    connect(single, &QAction::triggered, this, [this] { showPage(pages::single); });
    m_features.failureMenu->addAtTop(single, [this] { return page() != pages::single; });
    auto* compare = new QAction(tr("Com&pare"), this);
    connect(compare, &QAction::triggered, this, [this] { showPage(pages::compare); });
    m_features.failureMenu->addAtTop(compare, [this] { return page() != pages::compare; });
    m_features.failureMenu->addAtTop(m_features.single->originalAction(),
                                     [this] { return page() == pages::single; });
    connect(&m_features.failures->grid(), &ui::FailureGrid::menuWanted, m_features.failureMenu,
            &FailureMenu::showAt);
    m_features.failureMenu->serve(m_features.single);
    m_features.failureMenu->serve(m_features.compare);
    m_features.failureMenu->serve(&m_features.inspector->picture());
}

void MainWindow::showOpened() {
    statusBar()->clearMessage();
    m_recent.add(ui::pathText(m_workspace.study().thread()->path()));
    m_described.describe();
    showStudy();
    showPage(pages::grid);
    m_desk.restore();
    refreshTitle();
    if (m_session.isTakingOver())
        ignoreKeys(std::chrono::seconds(1)); // a hand that labels may not have seen it yet
    const std::chrono::milliseconds pair(QGuiApplication::styleHints()->mouseDoubleClickInterval());
    if (const auto since = m_features.start->sinceClick(); since < pair)
        ignoreClicks(pair - since);
}

void MainWindow::open(const QString& path) {
    if (m_session.isOpen(path) || m_features.sessionActions->mayStop())
        m_session.open(path);
}

void MainWindow::evaluate(const ui::EvaluationRequest& request) {
    // In the study that is open its run is asked for once more, and goes on.
    if (m_session.isOpen(ui::pathText(request.study)) || m_features.sessionActions->mayStop())
        m_session.evaluate(request);
    else
        m_features.start->takeRefusal(request, {});
}

void MainWindow::startFirstStudy() {
    m_features.start->startFirstStudy();
}

void MainWindow::reportProblem(const QString& sentence) {
    statusBar()->clearMessage();
    if (sentence.isEmpty())
        return;
    if (m_workspace.study().isOpen())
        problems().show(sentence);
    else
        m_features.start->showError(sentence);
}

void MainWindow::takeRefusal(const ui::EvaluationRequest& request, const base::Error& why) {
    statusBar()->clearMessage();
    if (!m_features.start->takeRefusal(request, why) && !m_features.sessionActions->takeRefusal(request, why))
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

bool MainWindow::event(QEvent* event) {
    // A key that no field takes, and no action that is on.
    if (event->type() == QEvent::ShortcutOverride && m_workspace.study().isOpen() &&
        !m_workspace.study().isWritable())
        if (const auto& key = static_cast<const QKeyEvent&>(*event);
            !key.isAutoRepeat() && isKeyInVain(key, *m_features.labels))
            tellWhyNothingIsLabelled();
    return Shell::event(event);
}

void MainWindow::tellReadOnly(const QString& sentence, QAction* offer) {
    problems().retract(m_readOnlyText);
    m_readOnlyText = sentence;
    m_readOnlyOffer = offer;
    problems().show(sentence, offer);
}

void MainWindow::tellWhyNothingIsLabelled() {
    const bool isAsked = !m_workspace.cursor().targets().empty() || m_workspace.queue().isActive() ||
                         m_workspace.adjudication().isActive();
    if (!isAsked)
        return;
    if (m_workspace.study().isLost())
        notices().show(tr("Labelling has stopped: the study's file is gone"));
    else
        notices().show(m_readOnlyText, m_readOnlyOffer);
}

void MainWindow::changeEvent(QEvent* event) {
    Shell::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow())
        m_workspace.checkPlace();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_asksBeforeClosing && !m_features.sessionActions->mayStop()) {
        event->ignore();
        return;
    }
    Shell::closeEvent(event);
    m_described.describeLeft();
    m_session.close();
}

} // namespace faultline::app
