// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/verdict_page.h"

#include "core/model/run_header.h"
#include "core/report/consensus_name.h"
#include "core/report/verdict_sections.h"
#include "core/workbench/condition.h"
#include "core/workbench/run_title.h"
#include "ui/fitting/column_layout.h"
#include "ui/fitting/export_dialog.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"
#include "ui/verdict/card_view.h"
#include "ui/verdict/figure_export.h"
#include "ui/verdict/figure_view.h"
#include "ui/verdict/report_files.h"
#include "ui/verdict/verdict_work.h"
#include "ui/workspace/number_text.h"

#include <utility>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHideEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds quiet{600}; ///< of labelling, before the tests are made again
constexpr int widest = 860, narrowest = 620;    ///< pixels of a column

QString text(std::string_view words) {
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

} // namespace

VerdictPage::VerdictPage(Workspace& workspace, QWidget* parent, int permutations)
    : QScrollArea(parent)
    , m_workspace(workspace)
    , m_work(new VerdictWork(workspace, permutations, this))
    , m_word(new PlainLabel(this))
    , m_sentence(new PlainLabel(this))
    , m_state(new PlainLabel(this))
    , m_stateButton(new QPushButton(this))
    , m_column(new ColumnLayout(narrowest, widest))
    , m_copy(new QAction(tr("Copy t&he verdict as text"), this))
    , m_copyButton(new QPushButton(tr("Copy as text"), this))
    , m_reports(new ReportFiles(workspace, this, permutations))
    , m_reportButton(new QPushButton(tr("Report…"), this)) {
    setObjectName(QStringLiteral("verdictPage"));
    setAccessibleName(tr("Verdict"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // text wraps, and wide tables scroll by themselves
    auto* page = new QWidget(this);
    build(new QVBoxLayout(page));
    setWidget(page);
    m_copy->setObjectName(QStringLiteral("copyVerdict"));
    // From before and from behind; what is seen, as where it is clicked, stays where it is.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (now != nullptr && widget()->isAncestorOf(now) && now->visibleRegion().isEmpty())
            ensureWidgetVisible(now);
    });
    connect(m_copyButton, &QPushButton::clicked, m_copy, &QAction::trigger);
    connect(m_reportButton, &QPushButton::clicked, m_reports->action(), &QAction::trigger);
    connect(m_reports, &ReportFiles::done, this, &VerdictPage::told);
    connect(m_reports, &ReportFiles::failed, this, &VerdictPage::failed);
    connect(m_copy, &QAction::triggered, this, &VerdictPage::copyText);
    connectWork();
    connectWorkspace();
    clear();
    showState();
}

void VerdictPage::build(QVBoxLayout* column) {
    QFont large = m_word->font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    large.setBold(true);
    m_word->setFont(large);
    m_word->setWordWrap(true);
    m_state->setWordWrap(true);
    m_word->setObjectName(QStringLiteral("verdictWord"));
    m_sentence->setObjectName(QStringLiteral("verdictSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setObjectName(QStringLiteral("verdictState"));
    m_stateButton->setObjectName(QStringLiteral("verdictStateButton"));
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(10);
    auto* head = new QWidget; // as wide as a column, since lines of text are read
    head->setMaximumWidth(widest);
    auto* lines = new QVBoxLayout(head);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(10);
    lines->addWidget(m_word);
    lines->addWidget(m_sentence);
    lines->addWidget(m_state);
    lines->addWidget(m_stateButton, 0, Qt::AlignLeft);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_copyButton);
    buttons->addWidget(m_reportButton);
    buttons->addStretch(1);
    lines->addLayout(buttons);
    auto* top = new QHBoxLayout;
    top->addWidget(head, 1);
    top->addStretch(0);
    column->addLayout(top);
    m_column->setSpacing(10);
    column->addLayout(m_column);
    column->addStretch(1);
}

void VerdictPage::connectWork() {
    connect(m_work, &VerdictWork::counted, this,
            [this](const report::Verdict& verdict, const report::Cards& cards) {
                m_consensus = verdict.consensus;
                mount(report::countedSections(verdict, cards));
                if (report::lacksControls(cards) && !verdict.whyNoExcess.empty())
                    if (auto* card = findChild<CardView*>(QStringLiteral("excess")))
                        offerPlan(*card);
            });
    connect(m_work, &VerdictWork::decided, this, &VerdictPage::take);
    connect(m_work, &VerdictWork::completed, this, &VerdictPage::takeCards);
    connect(m_work, &VerdictWork::changed, this, &VerdictPage::showState);
    connect(m_work, &VerdictWork::failed, this, [this](const QString& sentence) {
        m_isStale = true; // it is tried once more when it is looked at again
        Q_EMIT failed(sentence);
    });
    connect(m_stateButton, &QPushButton::clicked, this, [this] {
        if (m_work->isStopped())
            m_work->resume();
        else
            m_work->stop();
    });
}

void VerdictPage::connectWorkspace() {
    connect(&m_workspace, &Workspace::opened, this, &VerdictPage::outdate);
    connect(&m_workspace.labelling(), &Labelling::judgementsChanged, this, &VerdictPage::outdate);
    connect(&m_workspace.labelling(), &Labelling::acted, this, &VerdictPage::outdate); // of controls, too
    for (const auto signal : {&Workspace::closed, &Workspace::taxonomyChanged, &Workspace::covariatesChanged,
                              &Workspace::resultsFollowed})
        connect(&m_workspace, signal, this, &VerdictPage::outdate);
    connect(&m_workspace.queue(), &QueueSession::changed, this, [this] {
        const QueueSession& queue = m_workspace.queue();
        if (std::exchange(m_plan, queue.isPlanned() ? queue.plan().uuid : std::string()) !=
            (queue.isPlanned() ? queue.plan().uuid : std::string()))
            outdate();
        else if (queue.isBlind() && !m_isStale)
            outdate(); // it may not be copied, either
    });
}

void VerdictPage::outdate() {
    m_isStale = true;
    m_work->end();
    clear();
    if (!isVisible() || !mayBeSeen())
        return;
    m_isStale = false;
    m_work->begin(quiet);
}

void VerdictPage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    m_workspace.setCovered(true);
    if (!m_isStale || !mayBeSeen())
        return;
    m_isStale = false;
    m_work->begin(std::chrono::milliseconds(0));
}

/// Nor is it computed while somebody labels blind: it would tell what others say, and of how many failures.
bool VerdictPage::mayBeSeen() const {
    return m_workspace.study().isOpen() && !m_workspace.queue().isBlind();
}

void VerdictPage::hideEvent(QHideEvent* event) {
    QScrollArea::hideEvent(event);
    m_workspace.setCovered(false);
    const bool isUnderWay = m_work->step() != VerdictWork::Step::None &&
                            m_work->step() != VerdictWork::Step::Done && !m_work->isStopped();
    if (event->spontaneous() || !isUnderWay) // minimised, or what it has stands
        return;
    m_work->end();
    clear();
    m_isStale = true;
}

void VerdictPage::showState() {
    const bool isStopped = m_work->isStopped();
    QString state, button;
    switch (m_work->step()) {
    case VerdictWork::Step::None:
    case VerdictWork::Step::Done:
        break;
    case VerdictWork::Step::Counting:
        state = tr("The tests follow…");
        break;
    case VerdictWork::Step::Testing:
        state = isStopped ? tr("The tests were stopped: there is no verdict.")
                          : tr("Testing, with %1 permutations each: %2 %…")
                                .arg(countText(m_work->permutations()), percentText(m_work->progress(), 0));
        button = isStopped ? tr("Make the &tests") : tr("S&top");
        break;
    case VerdictWork::Step::Cards:
        state = isStopped ? tr("The cards were stopped.")
                          : tr("Computing the other cards: %1 %…").arg(percentText(m_work->progress(), 0));
        button = isStopped ? tr("Compute the &cards") : tr("S&top");
        break;
    }
    m_state->setText(state);
    m_state->setVisible(!state.isEmpty());
    m_stateButton->setText(button);
    m_stateButton->setVisible(!button.isEmpty());
}

void VerdictPage::clear() {
    m_verdict.reset();
    m_cards.reset();
    m_shown.clear();
    m_word->clear();
    m_sentence->clear();
    setAccessibleDescription({});
    m_copy->setEnabled(false);
    m_copyButton->setVisible(false);
    m_reportButton->setVisible(false);
    while (QLayoutItem* item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void VerdictPage::take(const report::Verdict& verdict) {
    m_verdict = verdict;
    QString word = text(base::nameOf(m_verdict->decision.word));
    word[0] = word[0].toUpper();
    m_word->setText(m_verdict->provisional ? tr("%1, provisionally").arg(word) : word);
    m_word->setForegroundRole(m_verdict->provisional ? QPalette::PlaceholderText : QPalette::WindowText);
    m_sentence->setText(text(report::verdictSentence(*m_verdict)));
    setAccessibleDescription(m_sentence->text());
    std::vector<report::Section> sections = m_shown;
    sections.insert(sections.begin(), report::testsSection(*m_verdict));
    mount(sections);
    m_copy->setEnabled(true);
    m_copyButton->setVisible(true);
    m_reportButton->setVisible(true);
    Q_EMIT computed();
}

void VerdictPage::takeCards(const report::Cards& cards) {
    m_cards = cards;
    std::vector<report::Section> sections = report::verdictSections(*m_verdict, cards);
    for (report::Section& section : report::cardSections(*m_verdict, cards))
        sections.push_back(std::move(section));
    mount(sections);
    for (const report::Cards::Association& association : cards.pairs)
        if (const auto* card = findChild<CardView*>(text(report::keyOf(association))))
            letCellsOpen(*card, association);
    Q_EMIT completed();
}

void VerdictPage::mount(const std::vector<report::Section>& sections) {
    for (std::size_t place = 0; place < sections.size(); ++place)
        if (place >= m_shown.size() || m_shown[place].key != sections[place].key) {
            m_column->insertWidget(static_cast<int>(place), made(sections[place]));
            m_shown.insert(m_shown.begin() + static_cast<std::ptrdiff_t>(place), sections[place]);
        }
    orderTabs();
}

/// Cards come later than all else in the window, and stand before much of it.
void VerdictPage::orderTabs() {
    QWidget* before = m_reportButton;
    for (int place = 0; place < m_column->count(); ++place)
        if (auto* card = qobject_cast<CardView*>(m_column->itemAt(place)->widget()))
            before = card->followInTabOrder(before);
}

CardView* VerdictPage::made(const report::Section& section) {
    auto* card = new CardView(section, widget());
    connect(card, &CardView::told, this, &VerdictPage::told);
    connect(card, &CardView::exportWanted, this, &VerdictPage::askAndExport);
    return card;
}

void VerdictPage::letCellsOpen(const CardView& card, const report::Cards::Association& association) {
    // By the labels that the window shows: with another consensus a cell's mode is not what they say.
    const bool isTheirs =
        m_verdict->consensus == "annotator:" + m_workspace.labelling().annotator().toStdString();
    for (FigureView* figure : card.findChildren<FigureView*>()) {
        figure->setClickable(isTheirs ? tr("Click a cell to see its failures")
                                      : tr("Click a cell to see the failures of its classes"));
        connect(figure, &FigureView::cellClicked, this,
                [this, rows = association.rows, order = report::rowsBySize(association), isTheirs,
                 slugs = m_verdict->modes](std::size_t row, std::size_t column) {
                    const report::Cards::Association::Row& classes = rows.at(order.at(row));
                    workbench::Filter filter;
                    filter.truth = classes.truth;
                    filter.predicted = classes.predicted;
                    if (isTheirs) // a mode that is gone by now asks for nothing
                        if (const auto mode =
                                workbench::judgementNamed(slugs.at(column), m_workspace.study().taxonomy()))
                            filter.judgement = *mode;
                    Q_EMIT failuresWanted(filter);
                });
    }
}

void VerdictPage::offerPlan(CardView& card) {
    auto* button = new QPushButton(tr("&Plan controls…"), &card);
    button->setObjectName(QStringLiteral("planControls"));
    button->setEnabled(m_workspace.study().isWritable() && !m_workspace.study().isPackage());
    setTip(button, tr("Make a plan that draws failures and as many controls of the same classes"));
    // Later: a plan that is made clears the cards, and with them the button.
    connect(button, &QPushButton::clicked, this, &VerdictPage::planWanted, Qt::QueuedConnection);
    card.addFoot(button);
    orderTabs();
}

/// The dialog is the page's: cards come and go with what is labelled.
void VerdictPage::askAndExport(const report::Figure& figure) {
    QString folder = QDir::homePath(), proposed = text(fileNameOf(figure));
    if (m_workspace.study().isOpen()) {
        const QFileInfo study(text(m_workspace.study().thread()->path().string()));
        folder = study.absolutePath();
        proposed = QStringLiteral("%1 %2").arg(study.completeBaseName(), proposed);
    }
    auto* dialog =
        new ExportDialog(tr("Export chart"),
                         {tr("SVG picture (*.svg)"), tr("PDF document (*.pdf)"), tr("PNG picture (*.png)")},
                         folder, fileNameFrom(proposed), this);
    // As it is now, whatever is labelled while the dialog is open.
    const std::string origin = workbench::runOrigin(m_workspace.study().header()) + ", " +
                               report::consensusName(m_consensus) + ", " + workbench::exportDay();
    connect(dialog, &QFileDialog::fileSelected, this, [this, figure, origin](const QString& name) {
        const auto written =
            exportFigure(figure, origin, QFile::encodeName(name).toStdString(), base::Overwrite::Yes);
        if (written)
            Q_EMIT told(tr("Chart written to %1").arg(name));
        else
            Q_EMIT failed(text(written.error().message));
    });
    dialog->open();
}

void VerdictPage::copyText() {
    if (!m_verdict)
        return;
    QGuiApplication::clipboard()->setText(text(report::verdictText(*m_verdict, m_shown)));
    Q_EMIT told(tr("The verdict is in the clipboard"));
}

} // namespace faultline::ui
