// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/verdict_page.h"

#include "core/model/run_header.h"
#include "core/report/consensus_name.h"
#include "core/report/verdict_sections.h"
#include "core/workbench/condition.h"
#include "core/workbench/run_title.h"
#include "ui/fitting/export_dialog.h"
#include "ui/places/paths.h"
#include "ui/text/plain_text.h"
#include "ui/verdict/card_view.h"
#include "ui/verdict/figure_export.h"
#include "ui/verdict/figure_view.h"
#include "ui/verdict/report_files.h"
#include "ui/workspace/background.h"
#include "ui/workspace/number_text.h"

#include <utility>

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds quiet{600}; ///< of labelling, before it is computed again
constexpr std::chrono::milliseconds pace{200};  ///< at which progress is told
constexpr int widest = 900;                     ///< pixels of a line of text

QString text(std::string_view words) {
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString percentRange(const analysis::Interval& interval) {
    return VerdictPage::tr("%1 to %2 %").arg(percentText(interval.low), percentText(interval.high));
}

QString ratioText(const std::optional<analysis::Ratio>& ratio) {
    return ratio ? VerdictPage::tr("%1 (%2 to %3)")
                       .arg(decimalText(ratio->estimate, 2), decimalText(ratio->low, 2),
                            decimalText(ratio->high, 2))
                 : QStringLiteral("–");
}

QString questionOf(const std::string& test) {
    if (test == "confusion")
        return VerdictPage::tr("Does the mode go with which wrong class was predicted?");
    if (test == "representation")
        return VerdictPage::tr("Do failures that the network sees alike share the mode?");
    return VerdictPage::tr("Are modes more frequent among failures than among controls?");
}

QString weaknessText(const std::string& code) {
    static const std::map<std::string, QString> words{
        {"no_agreement", VerdictPage::tr("annotators do not agree beyond chance")},
        {"low_agreement", VerdictPage::tr("annotators agree little")},
        {"one_annotator", VerdictPage::tr("one person labelled")},
        {"agreement_not_measured", VerdictPage::tr("agreement was not measured")},
        {"not_blind", VerdictPage::tr("not given blind")},
        {"bulk", VerdictPage::tr("given to several failures at once")},
        {"convenience", VerdictPage::tr("of failures that were not drawn at random")},
        {"shortfall_of_controls", VerdictPage::tr("fewer controls than failures")},
        {"label_errors", VerdictPage::tr("of images whose own label is suspected to be wrong")},
        {"one_mode", VerdictPage::tr("nearly all of one mode")}};
    const auto found = words.find(code);
    return found == words.end() ? text(code) : found->second;
}

} // namespace

VerdictPage::VerdictPage(Workspace& workspace, QWidget* parent, int permutations)
    : QScrollArea(parent)
    , m_workspace(workspace)
    , m_permutations(permutations)
    , m_word(new PlainLabel(this))
    , m_sentence(new PlainLabel(this))
    , m_state(new PlainLabel(this))
    , m_cards(new QVBoxLayout)
    , m_cardsState(new PlainLabel(this))
    , m_cardsButton(new QPushButton(this))
    , m_copy(new QAction(tr("Copy t&he verdict as text"), this))
    , m_copyButton(new QPushButton(tr("Copy as text"), this))
    , m_reports(new ReportFiles(workspace, this, permutations))
    , m_reportButton(new QPushButton(tr("Report…"), this)) {
    setObjectName(QStringLiteral("verdictPage"));
    setAccessibleName(tr("Verdict"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    auto* page = new QWidget(this);
    page->setMaximumWidth(widest);
    build(new QVBoxLayout(page));
    setWidget(page);

    connect(m_copyButton, &QPushButton::clicked, m_copy, &QAction::trigger);
    connect(m_reportButton, &QPushButton::clicked, m_reports->action(), &QAction::trigger);
    connect(m_reports, &ReportFiles::done, this, &VerdictPage::told);
    connect(m_reports, &ReportFiles::failed, this, &VerdictPage::failed);
    connect(m_copy, &QAction::triggered, this, [this] {
        if (!m_verdict)
            return;
        QGuiApplication::clipboard()->setText(
            text(m_figures ? report::verdictTable(report::TableFormat::Text, *m_verdict, *m_figures)
                           : report::verdictTable(report::TableFormat::Text, *m_verdict)));
        Q_EMIT told(tr("The verdict is in the clipboard"));
    });
    connect(m_cardsButton, &QPushButton::clicked, this, [this] {
        if (m_poll.isActive())
            stopCards();
        else if (m_work)
            computeCards(m_work);
    });
    m_poll.setInterval(pace);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        showCardsState(tr("Computing the cards, %1 of 4…").arg(m_done->load() + 1), tr("S&top"));
    });
    m_soon.setSingleShot(true);
    m_soon.setInterval(quiet);
    connect(&m_soon, &QTimer::timeout, this, &VerdictPage::compute);
    connect(&workspace, &Workspace::opened, this, &VerdictPage::outdate);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &VerdictPage::outdate);
    connect(&workspace.labelling(), &Labelling::acted, this, &VerdictPage::outdate); // of controls, too
    for (const auto signal : {&Workspace::closed, &Workspace::taxonomyChanged, &Workspace::covariatesChanged})
        connect(&workspace, signal, this, &VerdictPage::outdate);
    connect(&workspace.queue(), &QueueSession::changed, this, [this] {
        const QueueSession& queue = m_workspace.queue();
        if (std::exchange(m_plan, queue.isPlanned() ? queue.plan().uuid : std::string()) !=
            (queue.isPlanned() ? queue.plan().uuid : std::string()))
            outdate();
        else if (queue.isBlind() && !m_isStale)
            outdate(); // it may not be copied, either
    });
    clear();
}

VerdictPage::~VerdictPage() {
    m_stop.request_stop();
}

void VerdictPage::build(QVBoxLayout* column) {
    QFont large = m_word->font();
    large.setPointSizeF(large.pointSizeF() * 1.8);
    large.setBold(true);
    m_word->setFont(large);
    m_word->setObjectName(QStringLiteral("verdictWord"));
    m_sentence->setObjectName(QStringLiteral("verdictSentence"));
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_cardsState->setForegroundRole(QPalette::PlaceholderText);
    m_cardsButton->setObjectName(QStringLiteral("verdictCardsButton"));
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(10);
    column->addWidget(m_word);
    column->addWidget(m_sentence);
    column->addWidget(m_state);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_copyButton);
    buttons->addWidget(m_reportButton);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addLayout(m_cards);
    auto* state = new QHBoxLayout;
    state->addWidget(m_cardsState);
    state->addWidget(m_cardsButton);
    state->addStretch(1);
    column->addLayout(state);
    column->addStretch(1);
}

void VerdictPage::outdate() {
    ++m_asked; // an answer that is under way no longer counts
    m_isStale = true;
    clear();
    if (isVisible() && m_workspace.study().isOpen())
        m_soon.start();
}

void VerdictPage::showEvent(QShowEvent* event) {
    QScrollArea::showEvent(event);
    m_workspace.setCovered(true);
    if (m_isStale)
        compute();
}

void VerdictPage::hideEvent(QHideEvent* event) {
    QScrollArea::hideEvent(event);
    m_workspace.setCovered(false);
}

void VerdictPage::compute() {
    if (!m_workspace.study().isOpen() || !isVisible())
        return;
    m_isStale = false;
    showState(tr("Computing, with %1 permutations of each test…").arg(countText(m_permutations)));
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run()](study::Study& file) -> base::Result<Work> {
            Work work;
            FAULTLINE_TRY(input, workbench::verdictInput(file, run, {}));
            FAULTLINE_TRY(more, workbench::cardsInput(file, run));
            work.input = std::move(input);
            work.more = std::move(more);
            return work;
        },
        [this, number = ++m_asked](base::Result<Work> read) {
            if (number != m_asked)
                return;
            if (!read) {
                showState({});
                Q_EMIT failed(text(read.error().message));
                return;
            }
            m_stop = std::stop_source();
            runInBackground(
                this,
                [work = std::move(*read), permutations = m_permutations,
                 stop = m_stop.get_token()]() mutable {
                    work.material =
                        workbench::materialOf(work.input, work.input.agreement.labels, work.input.consensus);
                    work.verdict = workbench::verdictOf(work.input, work.material, permutations, stop);
                    return std::make_shared<const Work>(std::move(work));
                },
                [this, number](const std::shared_ptr<const Work>& work) {
                    if (number != m_asked)
                        return;
                    take(work->verdict);
                    computeCards(work);
                });
        });
}

void VerdictPage::computeCards(std::shared_ptr<const Work> work) {
    m_work = work;
    m_stop = std::stop_source();
    m_done = std::make_shared<std::atomic<int>>(0);
    base::Job job;
    job.stop = m_stop.get_token();
    job.progress = [done = m_done](std::uint64_t step, std::uint64_t) {
        done->store(static_cast<int>(step));
    };
    showCardsState(tr("Computing the cards…"), tr("S&top"));
    m_poll.start();
    runInBackground(
        this,
        [work = std::move(work), permutations = m_permutations, job] {
            return workbench::cardsOf(work->input, work->more, work->material, work->verdict, permutations,
                                      job);
        },
        [this, number = m_asked, stop = m_stop](report::Cards cards) {
            if (number == m_asked && !stop.stop_requested())
                takeCards(std::move(cards));
        });
}

void VerdictPage::stopCards() {
    m_stop.request_stop();
    m_poll.stop();
    showCardsState(tr("The cards were stopped."), tr("Compute the &cards"));
}

void VerdictPage::showState(const QString& words) {
    m_state->setText(words);
    m_state->setVisible(!words.isEmpty());
}

void VerdictPage::showCardsState(const QString& words, const QString& button) {
    m_cardsState->setText(words);
    m_cardsState->setVisible(!words.isEmpty());
    m_cardsButton->setText(button);
    m_cardsButton->setVisible(!button.isEmpty());
}

void VerdictPage::clear() {
    m_stop.request_stop();
    m_poll.stop();
    m_work.reset();
    m_verdict.reset();
    m_figures.reset();
    m_word->clear();
    m_sentence->clear();
    showState({});
    showCardsState({}, {});
    m_copy->setEnabled(false);
    m_copyButton->setVisible(false);
    m_reportButton->setVisible(false);
    while (QLayoutItem* item = m_cards->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void VerdictPage::take(const report::Verdict& verdict) {
    clear();
    m_verdict = verdict;
    QString word = text(base::nameOf(m_verdict->decision.word));
    word[0] = word[0].toUpper();
    m_word->setText(m_verdict->provisional ? tr("%1, provisionally").arg(word) : word);
    m_word->setForegroundRole(m_verdict->provisional ? QPalette::PlaceholderText : QPalette::WindowText);
    m_sentence->setText(text(report::verdictSentence(*m_verdict)));
    setAccessibleDescription(m_sentence->text());
    addTests();
    addExcess();
    addShares();
    addWeaknesses();
    m_copy->setEnabled(true);
    m_copyButton->setVisible(true);
    m_reportButton->setVisible(true);
    Q_EMIT computed();
}

void VerdictPage::takeCards(report::Cards cards) {
    m_poll.stop();
    showCardsState({}, {});
    m_figures = std::move(cards);
    for (const report::Section& section : report::cardSections(*m_verdict, *m_figures)) {
        auto* card = new CardView(section, widget());
        mount(card);
        for (const report::Cards::Association& association : m_figures->pairs)
            if (section.key == report::keyOf(association))
                letCellsOpen(*card, association);
    }
    Q_EMIT completed();
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

void VerdictPage::addCard(const QString& heading, const QStringList& columns, const QList<QStringList>& rows,
                          const QString& caption) {
    auto* card = new CardView(heading, widget());
    card->addTable(columns, rows);
    card->addNote(caption);
    mount(card);
}

void VerdictPage::mount(CardView* card) {
    m_cards->addWidget(card);
    connect(card, &CardView::told, this, &VerdictPage::told);
    connect(card, &CardView::exportWanted, this, &VerdictPage::askAndExport);
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
    const std::string origin = !m_verdict ? std::string()
                                          : workbench::runOrigin(m_workspace.study().header()) + ", " +
                                                report::consensusName(m_verdict->consensus) + ", " +
                                                workbench::exportDay();
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

void VerdictPage::addTests() {
    QList<QStringList> rows;
    for (const analysis::VerdictTest& test : m_verdict->tests) {
        QString question = questionOf(test.name);
        if (!test.found) {
            rows.append({tr("%1 Not tested: %2.").arg(question, text(test.whyNotTested))});
            continue;
        }
        rows.append({question, text(base::nameOf(test.word)), QString::number(test.adjusted, 'g', 2),
                     tr("%1 of %2").arg(decimalText(test.found->effect, 2), decimalText(test.threshold, 2))});
    }
    addCard(
        tr("The tests, each within the true class"), {{}, tr("word"), tr("adjusted p"), tr("effect")}, rows,
        tr("p-values by permuting labels within the true class, among the same annotators, and corrected by "
           "Holm. Shown: p ≤ .01 and an effect that reaches the least; weak: p ≤ .05."));
}

void VerdictPage::addExcess() {
    if (m_verdict->excess.empty())
        return;
    QList<QStringList> rows;
    for (const analysis::ModeExcess& each : m_verdict->excess)
        rows.append(
            {text(m_verdict->composition.at(each.category).name), // both by category, as they were then
             countText(each.failuresWith), countText(each.controlsWith), ratioText(each.prevalenceRatio),
             ratioText(each.oddsRatio)});
    addCard(tr("Failures against controls, over true classes"),
            {{}, tr("failures"), tr("controls"), tr("prevalence ratio"), tr("odds ratio")}, rows,
            tr("Mantel and Haenszel's ratios with Bonferroni intervals, by labels that were given blind. "
               "They are "
               "of what annotators see, not of causes."));
}

void VerdictPage::addShares() {
    QList<QStringList> rows;
    for (const report::Verdict::OfMode& mode : m_verdict->composition)
        rows.append({text(mode.name), countText(mode.count),
                     m_verdict->labelled == 0 ? QStringLiteral("–") : tr("%1 %").arg(percentText(mode.share)),
                     m_verdict->labelled == 0 ? QStringLiteral("–") : percentRange(mode.interval)});
    addCard(tr("Composition: %1 of %2 failures labelled")
                .arg(countText(m_verdict->labelled), countText(m_verdict->failures)),
            {{}, tr("labels"), tr("share"), tr("95 % interval")}, rows,
            tr("Goodman's simultaneous intervals for the finite number of failures. They don't enter the "
               "verdict."));
}

void VerdictPage::addWeaknesses() {
    if (m_verdict->weaknesses.empty())
        return;
    QList<QStringList> rows;
    for (const report::Verdict::Weakness& weakness : m_verdict->weaknesses)
        rows.append({weaknessText(weakness.code),
                     weakness.share ? tr("%1 %").arg(percentText(*weakness.share, 0)) : QString()});
    addCard(tr("What stands against it"), {{}, tr("of the labels")}, rows,
            text(report::consensusName(m_verdict->consensus)) + u'.');
}

} // namespace faultline::ui
