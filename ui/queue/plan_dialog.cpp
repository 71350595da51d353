// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/plan_dialog.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/model/run_header.h"
#include "core/workbench/plan_population.h"
#include "ui/fitting/fitting_scroll.h"
#include "ui/fitting/screen_room.h"
#include "ui/queue/people_field.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr int usual = -1; ///< the smallest value of the overlap
constexpr int most = 1'000'000;
// In the order of the choices.
constexpr std::array<plans::FailureChoice::Kind, 3> failureKinds{
    plans::FailureChoice::Kind::All, plans::FailureChoice::Kind::Count, plans::FailureChoice::Kind::PerPair};

QSpinBox* numberBox(int least, int value, const QString& name, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setRange(least, most);
    box->setValue(value);
    box->setAccessibleName(name);
    return box;
}

QWidget* inOneRow(QWidget* left, QWidget* right, QWidget* parent) {
    auto* row = new QWidget(parent);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(left);
    layout->addWidget(right);
    layout->addStretch(1);
    row->setFocusProxy(left);
    return row;
}

/// A row of several widgets can't take the focus: the label's mnemonic leads to this one of them.
void addRow(QFormLayout& form, const QString& label, QWidget* row, QWidget* first) {
    form.addRow(label, row);
    static_cast<QLabel*>(form.labelForField(row))->setBuddy(first);
}

} // namespace

PlanDialog::PlanDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_failures(new QComboBox(this))
    , m_failureCount(numberBox(1, 300, tr("Number of failures"), this))
    , m_controls(new QComboBox(this))
    , m_controlCount(numberBox(0, 300, tr("Number of controls"), this))
    , m_overlap(numberBox(usual, usual, tr("For everybody"), this))
    , m_repeats(numberBox(0, 20, tr("Shown twice"), this))
    , m_people(new PeopleField(workspace, this))
    , m_minimum(numberBox(0, 0, tr("Labelled failures from which results are final"), this))
    , m_seed(new QLineEdit(this))
    , m_order(new QComboBox(this))
    , m_blind(new QCheckBox(tr("&Blind: hide what the model predicted until it is decided"), this))
    , m_truth(new QCheckBox(tr("Show the &true class"), this))
    , m_guidelines(new QPlainTextEdit(this))
    , m_readGuidelines(new QPushButton(tr("&Read from a file\u2026"), this))
    , m_standing(new PlainLabel(this))
    , m_problem(new PlainLabel(this)) {
    setWindowTitle(tr("Plan who labels what"));
    m_failures->addItems({tr("All"), tr("So many, at random"), tr("So many of each class pair")});
    m_controls->addItems({tr("As many as failures in each true class"), tr("So many")});
    m_order->addItems({tr("Each annotator's own"), tr("The same for all")});
    m_overlap->setSpecialValueText(tr("as usual"));
    m_people->edit()->setAccessibleName(tr("Divide the others among"));
    m_minimum->setSpecialValueText(tr("all that are planned"));
    m_minimum->setSuffix(tr(" labelled failures"));
    m_failures->setAccessibleName(tr("Failures")); // their labels are of the rows that they stand in
    m_controls->setAccessibleName(tr("Controls"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setText(QString::number(workspace.study().header().options.seed));
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("\\d{1,20}")), m_seed));
    m_guidelines->setTabChangesFocus(true);
    m_guidelines->setPlaceholderText(
        tr("Markdown: what each mode means here, and when it is none of them. ![scale](#3980) shows picture "
           "3980 as an example of Scale."));
    m_guidelines->setMinimumHeight(fontMetrics().lineSpacing() * 6);
    m_readGuidelines->setAutoDefault(false);
    m_blind->setChecked(true);
    m_truth->setChecked(true);
    m_problem->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("planProblem"));
    m_problem->setVisible(false);
    m_standing->setWordWrap(true);
    m_standing->setObjectName(QStringLiteral("planStanding"));
    m_standing->setVisible(false);
    if (workspace.queue().isPlanned())
        choose(workspace.queue().plan());
    layOut();
    constexpr std::chrono::milliseconds quiet{200};
    m_askSoon.setSingleShot(true);
    m_askSoon.setInterval(quiet);
    connect(&m_askSoon, &QTimer::timeout, this, &PlanDialog::askForUsualOverlap);
    for (QComboBox* box : {m_failures, m_controls})
        connect(box, &QComboBox::currentIndexChanged, this, &PlanDialog::refresh);
    for (QSpinBox* box : {m_failureCount, m_controlCount})
        connect(box, &QSpinBox::valueChanged, &m_askSoon, qOverload<>(&QTimer::start));
    refresh();
    growToContent();
}

void PlanDialog::choose(const plans::Plan& plan) {
    const plans::PlanOptions& options = plan.options;
    m_failures->setCurrentIndex(
        static_cast<int>(std::ranges::find(failureKinds, options.failures.kind) - failureKinds.begin()));
    if (options.failures.kind != plans::FailureChoice::Kind::All)
        m_failureCount->setValue(static_cast<int>(options.failures.number));
    if (options.controls.kind == plans::ControlChoice::Kind::Count) {
        m_controls->setCurrentIndex(1);
        m_controlCount->setValue(static_cast<int>(options.controls.number));
    }
    m_overlap->setValue(options.overlap ? static_cast<int>(*options.overlap) : usual);
    m_repeats->setValue(static_cast<int>(options.repeats));
    m_order->setCurrentIndex(options.order == plans::Order::Own ? 0 : 1);
    m_blind->setChecked(options.sight == plans::Sight::Blind);
    m_truth->setChecked(options.truth == plans::Truth::Shown);
    m_minimum->setValue(static_cast<int>(options.minimum.value_or(0)));
    m_seed->setText(QString::number(options.seed));
    m_guidelines->setPlainText(QString::fromStdString(plan.guidelines));
}

/// As high as all of it, where the screen is; a dialog's own first size is two thirds of the screen at most.
void PlanDialog::growToContent() {
    m_content->layout()->activate(); // rows have come
    resizeWithinScreen(*this, sizeHint().expandedTo(size()));
}

void PlanDialog::showEvent(QShowEvent* event) {
    QDialog::showEvent(event);
    askForStanding();
    askForUsualOverlap();
}

void PlanDialog::askForStanding() {
    m_standing->setVisible(false);
    if (!m_workspace.queue().isPlanned() || m_workspace.study().isPackage())
        return;
    m_make->setEnabled(false); // without its people another plan would be made
    m_workspace.study().thread()->post(
        this,
        [plan = m_workspace.queue().plan()](study::Study& file) {
            return workbench::planProgress(file, plan);
        },
        [this, plan = m_workspace.queue().plan()](
            const base::Result<std::vector<workbench::AnnotatorQueue>>& queues) {
            if (queues)
                return takeStanding(plan, *queues);
            m_problem->setText(QString::fromStdString(queues.error().message));
            m_problem->setVisible(true);
        });
}

void PlanDialog::takeStanding(const plans::Plan& plan, const std::vector<workbench::AnnotatorQueue>& queues) {
    std::size_t answered = 0, places = 0;
    QStringList people;
    for (const base::AnnotatorId id : plan.annotators)
        for (const workbench::AnnotatorQueue& queue : queues)
            if (queue.annotator.id == id)
                people << QString::fromStdString(queue.annotator.name);
    for (const workbench::AnnotatorQueue& queue : queues) {
        answered += queue.answeredCount();
        places += queue.places.size();
    }
    const QString items = countText(plan.items.size());
    m_standing->setText(
        answered > 0
            ? tr("Plan %1, of %2 items, stands; %3 of its %4 places are answered. A change makes version %5.")
                  .arg(QString::number(plan.version), items, countText(answered), countText(places),
                       QString::number(plan.version + 1))
            : tr("Plan %1, of %2 items, stands, and no place of it is answered: until its first label a "
                 "change takes its place.")
                  .arg(QString::number(plan.version), items));
    m_standing->setVisible(true);
    growToContent();
    m_make->setEnabled(true);
    if (!m_people->edit()->isModified() && m_people->edit()->text().isEmpty())
        m_people->edit()->setText(people.join(QStringLiteral(", ")));
}

void PlanDialog::askForUsualOverlap() {
    const auto asked = m_counting.ask();
    if (!m_workspace.study().isOpen())
        return;
    plans::PlanOptions options = request().options;
    options.overlap.reset();
    m_workspace.study().thread()->post(
        this,
        [options, run = m_workspace.study().run()](study::Study& file) {
            return workbench::planCounts(file, run, options);
        },
        [this, asked](const base::Result<workbench::PlanCounts>& counts) {
            if (m_counting.counts(asked)) // while the run goes on, nobody knows
                m_overlap->setSpecialValueText(counts ? tr("as usual: %1").arg(countText(counts->overlap))
                                                      : tr("as usual"));
        });
}

void PlanDialog::layOut() {
    auto* content = new QWidget(this);
    auto* form = new QFormLayout(content);
    form->addRow(m_standing);
    addRow(*form, tr("&Failures"), inOneRow(m_failures, m_failureCount, this), m_failures);
    addRow(*form, tr("&Controls, which it had right"), inOneRow(m_controls, m_controlCount, this),
           m_controls);
    form->addRow(tr("For &everybody"), m_overlap);
    setTip(m_overlap,
           tr("Items that all annotators are asked for, to measure how far they agree: as usual, the smaller "
              "of 100 and a fifth of the plan"));
    form->addRow(tr("Shown t&wice"), m_repeats);
    setTip(m_repeats, tr("To measure how far each annotator agrees with themselves"));
    addRow(*form, tr("&Divide the others among"), m_people, m_people->edit());
    form->addRow(tr("&Order"), m_order);
    form->addRow(tr("F&inal from"), m_minimum);
    setTip(m_minimum, tr("Results count as preliminary before; without a number until all that is planned is "
                         "labelled"));
    form->addRow(tr("&Seed"), m_seed);
    setTip(m_seed, tr("Decides what is drawn, and in which order: the run's own, or another whole number"));
    form->addRow(m_blind);
    form->addRow(m_truth);
    layOutGuidelines(*form);
    connect(m_readGuidelines, &QPushButton::clicked, this, &PlanDialog::readGuidelines);
    form->addRow(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_make = buttons->addButton(tr("&Make the plan"), QDialogButtonBox::AcceptRole);
    m_make->setDefault(true);
    connect(m_make, &QPushButton::clicked, this, &PlanDialog::make);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(new FittingScroll(content, this), 1);
    layout->addWidget(buttons);
    m_content = content;
}

void PlanDialog::layOutGuidelines(QFormLayout& form) {
    auto* guidelines = new QWidget(this);
    auto* lines = new QVBoxLayout(guidelines);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addWidget(m_guidelines);
    lines->addWidget(m_readGuidelines, 0, Qt::AlignLeft);
    guidelines->setFocusProxy(m_guidelines);
    m_guidelines->setAccessibleName(tr("Guidelines"));
    addRow(form, tr("&Guidelines"), guidelines, m_guidelines);
}

void PlanDialog::refresh() {
    m_failureCount->setVisible(m_failures->currentIndex() > 0);
    m_controlCount->setVisible(m_controls->currentIndex() > 0);
    if (isVisible())
        askForUsualOverlap();
}

workbench::PlanRequest PlanDialog::request() const {
    workbench::PlanRequest request;
    plans::PlanOptions& options = request.options;
    options.failures.kind = failureKinds.at(static_cast<std::size_t>(m_failures->currentIndex()));
    if (options.failures.kind != plans::FailureChoice::Kind::All)
        options.failures.number = static_cast<std::uint32_t>(m_failureCount->value());
    if (m_controls->currentIndex() > 0)
        options.controls = {plans::ControlChoice::Kind::Count,
                            static_cast<std::uint32_t>(m_controlCount->value())};
    if (m_overlap->value() != usual)
        options.overlap = static_cast<std::uint32_t>(m_overlap->value());
    options.repeats = static_cast<std::uint32_t>(m_repeats->value());
    options.order = m_order->currentIndex() == 0 ? plans::Order::Own : plans::Order::Shared;
    options.sight = m_blind->isChecked() ? plans::Sight::Blind : plans::Sight::Open;
    options.truth = m_truth->isChecked() ? plans::Truth::Shown : plans::Truth::Hidden;
    if (m_minimum->value() > 0)
        options.minimum = static_cast<std::uint32_t>(m_minimum->value());
    options.seed = m_seed->text().toULongLong(); // make() checks it
    request.guidelines = m_guidelines->toPlainText().toStdString();
    request.annotators = m_people->typed();
    return request;
}

void PlanDialog::readGuidelines() {
    const QString path = QFileDialog::getOpenFileName(this, tr("Guidelines"), QString(),
                                                      tr("Markdown (*.md *.markdown *.txt);;All files (*)"));
    if (path.isEmpty())
        return;
    constexpr std::uint64_t largest = 1u << 20;
    const auto bytes = base::readFile(path.toStdString(), largest);
    const std::string text = bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
    const bool isText = bytes && base::isUtf8(text);
    m_problem->setVisible(!isText);
    if (isText)
        m_guidelines->setPlainText(QString::fromStdString(text));
    else
        m_problem->setText(bytes ? tr("%1 is not UTF-8 text.").arg(path)
                                 : QString::fromStdString(bytes.error().message));
}

void PlanDialog::make() {
    if (!m_workspace.study().isWritable())
        return;
    bool isNumber = false;
    m_seed->text().toULongLong(&isNumber);
    if (!isNumber) {
        m_problem->setText(tr("The seed is a whole number from 0 to 18446744073709551615."));
        m_problem->setVisible(true);
        m_seed->setFocus();
        return;
    }
    if (m_people->isRefused()) { // it says below why
        m_people->edit()->setFocus();
        return;
    }
    m_make->setEnabled(false);
    // The answer is the queue's, too: a dialog that is closed meanwhile takes no plan back.
    m_workspace.study().thread()->post(
        &m_workspace,
        [request = request(), run = m_workspace.study().run()](study::Study& file) {
            return workbench::makePlan(file, run, request);
        },
        [&workspace = m_workspace, dialog = QPointer(this)](const base::Result<workbench::PlanMade>& plan) {
            if (plan) {
                workspace.queue().reload();
                workspace.labelling().reload(); // it has made annotators of those whom it names
            }
            if (dialog)
                dialog->take(plan);
        });
}

void PlanDialog::take(const base::Result<workbench::PlanMade>& plan) {
    m_make->setEnabled(true);
    m_problem->setVisible(!plan);
    if (!plan) {
        m_problem->setText(QString::fromStdString(plan.error().message));
        return;
    }
    std::uint32_t lacking = 0;
    for (const auto& [id, count] : plan->lackingControls)
        lacking += count;
    const auto failures = std::ranges::count(plan->plan.items, plans::Role::Failure, &plans::PlanItem::role);
    const auto all = static_cast<std::ptrdiff_t>(plan->plan.items.size());
    QString sentence =
        tr("Plan %1: %2 failures and %3 controls")
            .arg(QString::number(plan->plan.version), countText(failures), countText(all - failures));
    if (plan->pinnedItems > 0)
        sentence += tr("; %1 of the examples in the guidelines are asked for as well")
                        .arg(countText(plan->pinnedItems));
    if (lacking > 0)
        sentence += tr("; %1 controls are lacking, which the run has not stored").arg(countText(lacking));
    accept();
    Q_EMIT made(sentence);
}

} // namespace faultline::ui
