// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/main_window.h"

#include "ui/charts/chart_feed.h"
#include "ui/failures/failures_view.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/single_view.h"
#include "ui/labels/annotator_button.h"
#include "ui/labels/label_actions.h"
#include "ui/labels/label_panel.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/pairs/pairs_panel.h"
#include "ui/run/run_bar.h"
#include "ui/session/run_chooser.h"
#include "ui/session/study_files.h"
#include "ui/shell/message_bar.h"
#include "ui/start/start_page.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QGuiApplication>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString layoutKey = QStringLiteral("window/layout");
constexpr int layoutVersion = 1;

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent)
    , m_session(m_workspace) {
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    m_labels = new LabelActions(m_workspace, this);
    makeCentral();
    makeDocks();
    makeToolBar();
    m_files = new StudyFiles(m_workspace, this);
    m_run = new RunBar(this);
    m_run->follow(&m_session.evaluation());
    statusBar()->addWidget(m_run, 1);
    statusBar()->setSizeGripEnabled(false);
    makeMenus();
    connectSession();
    restoreLayout();
    showPage(Page::Start);
    refreshTitle();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeCentral() {
    m_start = new StartPage(m_recent, this);
    auto* study = new QWidget(this);
    m_problems = new MessageBar(MessageBar::Kind::Problem, study);
    m_notices = new MessageBar(MessageBar::Kind::Notice, study);
    m_failures = new FailuresView(m_workspace, study);
    m_inspector = new Inspector(m_workspace, *m_labels->takeOver(), this);
    m_single = new SingleView(m_workspace, m_inspector->picture(), study);
    m_central = new QStackedWidget(study);
    m_central->addWidget(m_failures);
    m_central->addWidget(m_single);
    auto* layout = new QVBoxLayout(study);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_problems);
    layout->addWidget(m_central, 1);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_start);
    m_pages->addWidget(study);
    setCentralWidget(m_pages);
    connect(m_failures, &FailuresView::singleViewWanted, this, &MainWindow::showSingle);
}

void MainWindow::makeDocks() {
    m_pairs = new PairsPanel(m_workspace, this);
    m_chart = new ChartFeed(m_workspace, this);
    const auto dock = [this](const QString& title, const QString& name, QWidget* content,
                             Qt::DockWidgetArea area) {
        auto* widget = new QDockWidget(title, this);
        widget->setObjectName(name);
        widget->setWidget(content);
        addDockWidget(area, widget);
        m_docks.append(widget);
        return widget;
    };
    dock(tr("Class pairs"), QStringLiteral("pairsDock"), m_pairs, Qt::LeftDockWidgetArea);
    QDockWidget* labels = dock(tr("Labels"), QStringLiteral("labelsDock"),
                               new LabelPanel(m_workspace, *m_labels, this), Qt::RightDockWidgetArea);
    QDockWidget* chart =
        dock(tr("Distribution"), QStringLiteral("chartDock"), m_chart->widget(), Qt::RightDockWidgetArea);
    QDockWidget* inspector =
        dock(tr("Inspector"), QStringLiteral("inspectorDock"), m_inspector, Qt::RightDockWidgetArea);
    tabifyDockWidget(chart, inspector);
    chart->raise();
    resizeDocks({m_docks.front(), labels}, {330, 340}, Qt::Horizontal);
    resizeDocks({labels, chart}, {300, 500}, Qt::Vertical);
}

void MainWindow::makeToolBar() {
    m_toolBar = addToolBar(tr("Tools"));
    m_toolBar->setObjectName(QStringLiteral("toolBar"));
    m_toolBar->setMovable(false);
    m_toolBar->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_gridAction = new QAction(tr("&Grid"), this);
    m_gridAction->setShortcut(QKeySequence(Qt::Key_G));
    m_singleAction = new QAction(tr("&Single view"), this);
    m_singleAction->setShortcut(QKeySequence(Qt::Key_E));
    for (QAction* action : {m_gridAction, m_singleAction})
        action->setCheckable(true);
    m_gridAction->setChecked(true);
    connect(m_gridAction, &QAction::triggered, this, &MainWindow::showGrid);
    connect(m_singleAction, &QAction::triggered, this, &MainWindow::showSingle);
    // The toolbar's words stay the same; the menus say what would be undone.
    for (QAction* action : {m_labels->undo(), m_labels->redo()})
        action->setIconText(action->text().remove(QLatin1Char('&')));
    m_toolBar->addActions({m_gridAction, m_singleAction});
    m_toolBar->addSeparator();
    m_toolBar->addActions({m_labels->undo(), m_labels->redo()});
    auto* space = new QWidget(m_toolBar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_toolBar->addWidget(space);
    auto* runs = new RunChooser(m_workspace, m_toolBar);
    // A widget of a toolbar is shown and hidden by its action.
    QAction* runsShown = m_toolBar->addWidget(runs);
    runsShown->setVisible(false);
    connect(runs, &RunChooser::offered, runsShown, &QAction::setVisible);
    m_toolBar->addWidget(new AnnotatorButton(m_workspace, m_toolBar));
}

void MainWindow::connectSession() {
    connect(m_start, &StartPage::openRequested, this, &MainWindow::open);
    connect(m_start, &StartPage::evaluationRequested, this, &MainWindow::evaluate);
    connect(&m_session, &StudySession::preparing, this, [this](const QString& what) {
        m_start->clearError();
        statusBar()->showMessage(what);
    });
    // From here on the run bar tells it, in the same place.
    connect(&m_session.evaluation(), &Evaluation::started, statusBar(), &QStatusBar::clearMessage);
    connect(&m_session, &StudySession::problem, this, &MainWindow::reportProblem);
    connect(&m_session, &StudySession::readOnly, this,
            [this](const QString& sentence) { m_problems->show(sentence); });
    connect(&m_session, &StudySession::runStateKnown, this,
            [this](const study::RunState& state) { m_run->showStudy(m_workspace.study().header(), state); });
    connect(m_run, &RunBar::resumeRequested, this, &MainWindow::resumeRun);
    connect(&m_workspace, &Workspace::opened, this, [this] {
        statusBar()->clearMessage();
        m_recent.add(QString::fromStdString(m_workspace.study().thread()->path().string()));
        showPage(Page::Study);
        refreshTitle();
        showGrid();
    });
    connect(&m_workspace, &Workspace::closed, this, [this] {
        m_problems->clear();
        m_notices->clear();
        m_run->clear();
        showPage(Page::Start);
        refreshTitle();
    });
    connect(&m_workspace, &Workspace::failed, this, &MainWindow::reportProblem);
    connect(&m_workspace, &Workspace::warned, this, &MainWindow::reportProblem);
    connect(&m_workspace.labelling(), &Labelling::annotatorChanged, this, &MainWindow::refreshTitle);
    connect(m_labels, &LabelActions::bulkDone, m_notices, &MessageBar::show);
    connect(m_chart->widget(), &ChartWidget::exported, this,
            [this](const QString& text) { m_notices->show(text); });
    connect(m_chart->widget(), &ChartWidget::exportFailed, this, &MainWindow::reportProblem);
    connect(m_files, &StudyFiles::done, this, [this](const QString& text) { m_notices->show(text); });
    connect(m_files, &StudyFiles::failed, this, &MainWindow::reportProblem);
}

void MainWindow::open(const QString& path) {
    m_session.open(path);
}

void MainWindow::evaluate(const EvaluationRequest& request) {
    m_session.evaluate(request);
}

void MainWindow::startFirstStudy() {
    m_start->startFirstStudy();
}

void MainWindow::resumeRun() {
    if (m_session.resume() || !m_workspace.study().isWritable())
        return;
    // A study names no file that is opened for it: the user says where data set and model are.
    NewStudyDialog dialog(this);
    dialog.setInterrupted(m_workspace.study().header(),
                          QString::fromStdString(m_workspace.study().thread()->path().string()));
    if (dialog.exec() == QDialog::Accepted)
        m_session.startIn(dialog.request());
}

void MainWindow::addRun() {
    NewStudyDialog dialog(this);
    dialog.setFurtherRun(m_workspace.study().header(),
                         QString::fromStdString(m_workspace.study().thread()->path().string()));
    if (dialog.exec() == QDialog::Accepted)
        m_session.startIn(dialog.request());
}

void MainWindow::reportProblem(const QString& sentence) {
    statusBar()->clearMessage();
    if (sentence.isEmpty())
        return;
    if (m_workspace.study().isOpen())
        m_problems->show(sentence);
    else
        m_start->showError(sentence);
}

void MainWindow::showPage(Page page) {
    const bool study = page == Page::Study;
    if (study == (m_pages->currentIndex() == 1) && !m_studyLayout.isEmpty())
        return;
    if (!study)
        m_studyLayout = saveState(layoutVersion);
    m_pages->setCurrentIndex(study ? 1 : 0);
    m_toolBar->setVisible(study);
    if (study) {
        restoreState(m_studyLayout, layoutVersion);
        m_failures->setFocus();
    } else {
        for (QDockWidget* dock : m_docks)
            dock->hide();
        m_start->setFocus();
    }
}

void MainWindow::showGrid() {
    m_central->setCurrentWidget(m_failures);
    m_gridAction->setChecked(true);
    m_singleAction->setChecked(false);
    m_failures->setFocus();
}

void MainWindow::showSingle() {
    if (m_pages->currentIndex() == 0)
        return;
    m_central->setCurrentWidget(m_single);
    m_gridAction->setChecked(false);
    m_singleAction->setChecked(true);
    m_single->setFocus();
}

void MainWindow::escape() {
    if (m_central->currentWidget() == m_single)
        showGrid();
    else if (m_workspace.cursor().current() >= 0)
        m_workspace.cursor().setCurrent(m_workspace.cursor().current()); // back to the current failure alone
}

void MainWindow::refreshTitle() {
    setWindowTitle(
        m_workspace.study().isOpen()
            ? tr("%1%2 – Faultline")
                  .arg(QString::fromStdString(m_workspace.study().thread()->path().stem().string()),
                       m_workspace.study().isWritable() ? QString() : tr(" (read-only)"))
            : tr("Faultline"));
}

void MainWindow::restoreLayout() {
    m_builtInLayout = saveState(layoutVersion);
    const QSize room = screen()->availableSize();
    resize(QSize(1360, 860).boundedTo(room).expandedTo(QSize(1280, 800).boundedTo(room)));
    QSettings settings;
    restoreGeometry(settings.value(geometryKey).toByteArray());
    restoreState(settings.value(layoutKey).toByteArray(), layoutVersion);
}

void MainWindow::resetLayout() {
    m_studyLayout = m_builtInLayout;
    if (m_pages->currentIndex() == 1)
        restoreState(m_builtInLayout, layoutVersion);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    settings.setValue(layoutKey, m_pages->currentIndex() == 1 ? saveState(layoutVersion) : m_studyLayout);
    m_session.close();
    event->accept();
}

} // namespace faultline::ui
