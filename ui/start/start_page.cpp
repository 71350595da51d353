// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/start_page.h"

#include "ui/fitting/fitting_scroll.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/new_study/study_draft.h"
#include "ui/places/paths.h"
#include "ui/start/big_button.h"
#include "ui/start/dropped_paths.h"
#include "ui/start/first_study.h"
#include "ui/start/message_area.h"
#include "ui/start/recent_delegate.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/background.h"
#include "ui/workspace/evaluation_request.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr int pageWidth = 960;      ///< pixels; more only spreads things apart
constexpr int actionsLeast = 260;   ///< pixels
constexpr int actionsMost = 380;    ///< pixels
constexpr int progressSteps = 1000; ///< of the fetch's bar

QLabel* heading(const QString& text, double scale, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    font.setBold(true);
    label->setFont(font);
    return label;
}

QLabel* muted(const QString& text, QWidget* parent) {
    auto* label = new PlainLabel(text, parent);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

StartPage::StartPage(RecentStudies& recent, QWidget* parent)
    : DropTarget(parent)
    , m_recent(recent)
    , m_draft(new StudyDraft(this))
    , m_newStudy(new QAction(tr("&New study…"), this))
    , m_open(new QAction(tr("&Open…"), this))
    , m_firstStudy(new QAction(tr("CIFAR-10 × ResNet-18"), this))
    , m_message(new MessageArea(this)) {
    m_newStudy->setObjectName(QStringLiteral("newStudy"));
    m_newStudy->setShortcut(QKeySequence::New);
    m_open->setObjectName(QStringLiteral("openStudy"));
    m_open->setShortcut(QKeySequence::Open);
    m_firstStudy->setObjectName(QStringLiteral("firstStudy"));
    connect(m_newStudy, &QAction::triggered, this, [this] { openNewStudyDialog(); });
    connect(m_open, &QAction::triggered, this, &StartPage::chooseStudy);
    connect(m_draft, &StudyDraft::requested, this, [this](const EvaluationRequest& request) {
        clearError();
        Q_EMIT evaluationRequested(request);
    });
    connect(m_firstStudy, &QAction::triggered, this, &StartPage::startFirstStudy);
    connect(&m_fetch, &Cifar10Fetch::progressed, this, &StartPage::showFetchProgress);
    connect(&m_fetch, &Cifar10Fetch::fetched, this, [this] {
        endFetch();
        requestFirstStudy();
    });
    connect(&m_fetch, &Cifar10Fetch::failed, this, [this](const base::Error& error) {
        endFetch();
        if (error.kind != base::ErrorKind::Cancelled)
            showError(QString::fromStdString(error.message));
    });
    connect(this, &DropTarget::dropped, this, &StartPage::takePaths);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(40);
    columns->addWidget(actionColumn(), 1000); // up to its most
    columns->addWidget(recentColumn(), 1);
    auto* content = new QWidget(this);
    auto* page = new QVBoxLayout(content);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(24);
    page->addWidget(header());
    page->addWidget(m_message);
    page->addLayout(columns, 1);
    auto* outer = new QHBoxLayout(this);
    outer->setContentsMargins(32, 32, 32, 24);
    outer->addStretch(1);
    auto* scroll = new FittingScroll(content, this);
    scroll->setMaximumWidth(pageWidth);
    outer->addWidget(scroll, 1000);
    outer->addStretch(1);
}

QWidget* StartPage::header() {
    auto* area = new QWidget(this);
    auto* column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(heading(QStringLiteral("Faultline"), 2.2, area));
    column->addWidget(muted(
        tr("Find out why a vision model fails: see its failures, label their causes, chart them."), area));
    return area;
}

QWidget* StartPage::actionColumn() {
    auto* area = new QWidget(this);
    area->setMinimumWidth(actionsLeast);
    area->setMaximumWidth(actionsMost);
    auto* column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading(tr("Start"), 1.15, area));
    column->addWidget(new BigButton(m_firstStudy,
                                    tr("The failures of a ResNet-18 on 10,000 test images. The first time it "
                                       "fetches CIFAR-10 (about 170 MB)."),
                                    BigButton::Weight::Main, area));
    column->addWidget(fetchArea());
    m_newStudyButton =
        new BigButton(m_newStudy, tr("Choose a data set, a model and where to keep the study."),
                      BigButton::Weight::Normal, area);
    column->addWidget(m_newStudyButton);
    column->addWidget(
        new BigButton(m_open, tr("Go on with a study: a .faultline file."), BigButton::Weight::Normal, area));
    for (auto* button : area->findChildren<BigButton*>())
        connect(button, &QPushButton::clicked, this, [this] { m_sinceClick.start(); });
    column->addStretch(1);
    column->addWidget(muted(tr("Or drop a study, a data set, a model or predictions here."), area));
    return area;
}

QWidget* StartPage::fetchArea() {
    m_fetchArea = new QWidget(this);
    m_fetchStep = new PlainLabel(m_fetchArea);
    m_fetchBar = new QProgressBar(m_fetchArea);
    m_fetchBar->setTextVisible(false);
    m_fetchBar->setAccessibleName(tr("Progress of the fetch"));
    auto* cancel = new QPushButton(tr("Cancel"), m_fetchArea);
    cancel->setObjectName(QStringLiteral("cancelFetch"));
    connect(cancel, &QPushButton::clicked, &m_fetch, &Cifar10Fetch::cancel);
    auto* row = new QHBoxLayout;
    row->addWidget(m_fetchBar, 1);
    row->addWidget(cancel);
    auto* column = new QVBoxLayout(m_fetchArea);
    column->setContentsMargins(2, 0, 2, 6);
    column->setSpacing(4);
    column->addWidget(m_fetchStep);
    column->addLayout(row);
    m_fetchArea->hide();
    return m_fetchArea;
}

QWidget* StartPage::recentColumn() {
    auto* area = new QWidget(this);
    m_list = new QListView(area);
    m_list->setModel(&m_recent);
    m_list->setItemDelegate(new RecentDelegate(m_list));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Recent studies"));
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* open = new QAction(tr("&Open"), m_list);
    open->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    open->setShortcutContext(Qt::WidgetShortcut);
    connect(open, &QAction::triggered, this, [this] { activateRecent(m_list->currentIndex()); });
    m_list->addAction(open);
    auto* remove = new QAction(tr("&Remove from List"), m_list);
    remove->setShortcut(QKeySequence::Delete);
    remove->setShortcutContext(Qt::WidgetShortcut);
    connect(remove, &QAction::triggered, this,
            [this] { m_recent.remove(m_list->currentIndex().data(RecentStudies::PathRole).toString()); });
    m_list->addAction(remove);
    connect(m_list, &QListView::doubleClicked, this, &StartPage::activateRecent);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) {
        clearError();
        if (const QString problem = index.data(RecentStudies::ProblemRole).toString(); !problem.isEmpty())
            showError(problem);
    });

    auto* hint = muted(tr("The studies that you open appear here."), area);
    hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_listOrHint = new QStackedWidget(area);
    m_listOrHint->addWidget(m_list);
    m_listOrHint->addWidget(hint);
    connect(&m_recent, &QAbstractItemModel::modelReset, this, &StartPage::showRecentOrHint);
    connect(&m_recent, &QAbstractItemModel::rowsRemoved, this, &StartPage::showRecentOrHint);
    showRecentOrHint();

    auto* column = new QVBoxLayout(area);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(10);
    column->addWidget(heading(tr("Recent studies"), 1.15, area));
    column->addWidget(m_listOrHint, 1);
    return area;
}

void StartPage::showRecentOrHint() {
    const bool isAny = m_recent.rowCount() > 0;
    m_listOrHint->setCurrentIndex(isAny ? 0 : 1);
    if (isAny && !m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_recent.index(0)); // Enter goes on with the newest
}

void StartPage::focusInEvent(QFocusEvent* event) {
    (m_recent.rowCount() > 0 ? static_cast<QWidget*>(m_list) : m_newStudyButton)->setFocus(event->reason());
}

std::chrono::milliseconds StartPage::sinceClick() const {
    return m_sinceClick.isValid() ? std::chrono::milliseconds(m_sinceClick.elapsed()) : std::chrono::hours(1);
}

void StartPage::showError(const QString& sentence) {
    m_message->showSentence(sentence);
}

void StartPage::clearError() {
    m_message->clear();
}

void StartPage::activateRecent(const QModelIndex& index) {
    if (!index.isValid())
        return;
    const QString problem = index.data(RecentStudies::ProblemRole).toString();
    if (!problem.isEmpty())
        return showError(problem);
    clearError();
    Q_EMIT openRequested(index.data(RecentStudies::PathRole).toString());
}

void StartPage::chooseStudy() {
    auto* dialog = new QFileDialog(this, tr("Open a study"), studiesFolder(),
                                   tr("Faultline studies (*%1)").arg(studySuffix()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        clearError();
        Q_EMIT openRequested(path);
    });
    dialog->open();
}

void StartPage::openNewStudyDialog(const QString& dataset, const QString& model) {
    if (!dataset.isEmpty())
        m_draft->dialog().setDataset(dataset);
    if (!model.isEmpty())
        m_draft->dialog().setModel(model);
    m_draft->open();
}

bool StartPage::takeRefusal(const EvaluationRequest& request, const base::Error& why) {
    return m_draft->refuse(request, why);
}

void StartPage::settle(const EvaluationRequest& request) {
    m_draft->settle(request);
}

void StartPage::takePaths(const QStringList& paths) {
    clearError();
    const auto kinds = sortedByKind(paths);
    if (!kinds)
        showError(QString::fromStdString(kinds.error().message));
    else if (!kinds->study.isEmpty())
        Q_EMIT openRequested(kinds->study);
    else
        openNewStudyDialog(kinds->dataset, kinds->model);
}

void StartPage::startFirstStudy() {
    if (!m_firstStudy->isEnabled()) // it is on its way
        return;
    clearError();
    m_firstStudy->setEnabled(false);
    runInBackground(
        this, [model = bundledModelFile()] { return firstStudyPlace(model); },
        [this](const QString& place) {
            m_firstStudy->setEnabled(true);
            m_firstStudyPlace = place;
            if (looksLikeCifar10(cifar10Folder()))
                requestFirstStudy();
            else if (QFileInfo(place).isFile()) // the study needs no images to be looked at
                Q_EMIT openRequested(place);
            else
                fetchImages();
        });
}

void StartPage::fetchImages() {
    m_firstStudy->setEnabled(false);
    showFetchProgress({tr("Starting"), 0, 0});
    m_fetchArea->show();
    m_fetch.start(cifar10Folder(), m_sources);
}

void StartPage::showFetchProgress(const FetchProgress& progress) {
    m_fetchStep->setText(tr("%1…").arg(progress.step));
    m_fetchBar->setRange(0, progress.total > 0 ? progressSteps : 0);
    if (progress.total > 0)
        m_fetchBar->setValue(static_cast<int>(progress.done * progressSteps / progress.total));
}

void StartPage::endFetch() {
    m_fetchArea->hide();
    m_firstStudy->setEnabled(true);
}

void StartPage::requestFirstStudy() {
    const QString model = bundledModelFile();
    if (model.isEmpty())
        return showError(
            tr("The ResNet-18 that comes with Faultline is missing: install Faultline again, or choose "
               "another model with New study…"));
    if (!QDir().mkpath(studiesFolder()))
        return showError(tr("The folder %1 can't be made: check its permissions and the free space.")
                             .arg(studiesFolder()));
    EvaluationRequest request;
    request.dataset = cifar10Folder();
    request.model = model;
    request.study = m_firstStudyPlace.toStdString();
    Q_EMIT evaluationRequested(request);
}

void StartPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_recent.check();
}

} // namespace faultline::ui
