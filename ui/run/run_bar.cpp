// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_bar.h"

#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"
#include "core/protocol/messages.h"
#include "ui/fitting/elided_label.h"
#include "ui/run/remaining_text.h"
#include "ui/run/run_details.h"
#include "ui/text/announce.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QResizeEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::ui {

namespace {

const QString betweenParts = QStringLiteral(" · ");
constexpr int widestOrigin = 360; ///< logical pixels, of what a study calls a model

constexpr int progressWidth = 160;
constexpr int progressHeight = 6;
constexpr int spacing = 10;
constexpr int margin = 6; ///< at the sides

QToolButton* buttonOf(QAction* action, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setAutoRaise(false);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

RunBar::RunBar(QWidget* parent)
    : QWidget(parent)
    , m_resume(new QAction(tr("Re&sume run"), this))
    , m_cancel(new QAction(tr("&Cancel run"), this))
    , m_details(new QAction(tr("Run &details…"), this))
    , m_search(new QAction(tr("Sho&w the search for the preprocessing"), this))
    , m_device(new ElidedLabel(Qt::ElideMiddle, this))
    , m_message(new PlainLabel(this))
    , m_progress(new QProgressBar(this))
    , m_row(new QHBoxLayout(this))
    , m_searchButton(buttonOf(m_search, this))
    , m_resumeButton(buttonOf(m_resume, this))
    , m_cancelButton(buttonOf(m_cancel, this)) {
    m_resume->setObjectName(QStringLiteral("resumeRun"));
    m_resume->setIconText(tr("Resume"));
    m_resume->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    setTip(m_resume, tr("Go on with the interrupted run (Ctrl+R)"));
    m_cancel->setObjectName(QStringLiteral("cancelRun"));
    m_cancel->setIconText(tr("Cancel"));
    setTip(m_cancel, tr("Stop the run; what is finished is kept and can be resumed"));
    m_search->setObjectName(QStringLiteral("showSearch"));
    m_search->setIconText(tr("Show"));
    setTip(m_search, tr("Show which preprocessing is being tried, and how well each does"));
    connect(m_resume, &QAction::triggered, this, &RunBar::resumeRequested);
    connect(m_details, &QAction::triggered, this,
            [this] { RunDetails(*m_header, window(), m_doubt).exec(); });
    m_stallClock.setObjectName(QStringLiteral("stallClock"));
    m_stallClock.setInterval(std::chrono::minutes(1));
    connect(&m_stallClock, &QTimer::timeout, this, [this] {
        m_stallTime += std::chrono::minutes(1);
        tellStall();
    });

    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_message->setAccessibleName(tr("Run"));
    m_device->setAccessibleName(tr("Device"));
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(progressWidth, progressHeight);
    m_progress->setAccessibleName(tr("Progress of the run"));

    m_row->setContentsMargins(margin, 0, margin, 0);
    m_row->setSpacing(spacing);
    m_row->addWidget(m_device);
    m_row->addWidget(m_progress, 0, Qt::AlignVCenter);
    m_row->addWidget(m_message, 1);
    m_row->addWidget(m_searchButton);
    m_row->addWidget(m_cancelButton);
    m_row->addWidget(m_resumeButton);
    clear();
}

void RunBar::addOffer(QAction* action) {
    QToolButton* button = buttonOf(action, this);
    button->setVisible(action->isVisible());
    connect(action, &QAction::changed, button, [button, action] { button->setVisible(action->isVisible()); });
    m_row->insertWidget(m_row->indexOf(m_searchButton), button);
}

void RunBar::follow(Evaluation* evaluation) {
    connect(m_cancel, &QAction::triggered, evaluation, &Evaluation::cancel);
    connect(evaluation, &Evaluation::started, this, &RunBar::start);
    connect(evaluation, &Evaluation::prepared, this, &RunBar::showPreparation);
    connect(evaluation, &Evaluation::opened, this, [this](const model::RunHeader& header) {
        if (!m_isFollowing)
            return;
        takeHeader(header);
        setState(State::Running);
    });
    connect(evaluation, &Evaluation::studyReady, this, [this] { m_isStored = m_isFollowing; });
    connect(evaluation, &Evaluation::progressed, this, &RunBar::showProgress);
    connect(evaluation, &Evaluation::stalled, this,
            [this, evaluation](bool isStalled) { showStall(isStalled, evaluation->stallTime()); });
    connect(evaluation, &Evaluation::ended, this, &RunBar::showEnding);
}

void RunBar::start() {
    m_isFollowing = true;
    m_isStored = false;
    m_latest = {};
    m_progress->setRange(0, 0);
    m_device->setText(tr("Starting the worker…"));
    setTip(m_device, {});
    m_device->setAccessibleDescription(m_device->text());
    setState(State::Starting);
    tellProgress({});
    announce(m_device);
}

void RunBar::showPreparation(const protocol::Preparing& preparing) {
    if (!m_isFollowing)
        return;
    m_progress->setRange(0, progressWidth);
    m_progress->setValue(
        static_cast<int>(progressWidth * preparing.done / std::max<std::uint64_t>(preparing.total, 1)));
    m_device->setText(QString::fromStdString(preparing.what) + QStringLiteral("…"));
    m_device->setAccessibleDescription(m_device->text());
    const QString done = countText(preparing.done);
    const QString total = countText(preparing.total);
    const bool isSearch = !preparing.trials.empty();
    tellProgress(isSearch ? tr("%1 of at most %2 images").arg(done, total)
                          : tr("%1 of %2 images").arg(done, total));
    m_search->setEnabled(isSearch);
    m_searchButton->setVisible(isSearch);
}

void RunBar::showStudy(const model::RunHeader& header, const study::RunState& state, GoOn goOn) {
    m_former = Former{header, state, goOn};
    takeHeader(header);
    if (state.finished) {
        setState(State::Done);
        setMessage(tr("%1 images evaluated").arg(countText(header.positions)) + betweenParts +
                   accuracyText(state.done - state.failures, state.done));
    } else if (goOn == GoOn::Possible) {
        showStopped(state.done, header.positions);
    } else {
        setState(State::Done);
        setMessage(tr("%1 of %2 images are evaluated by now")
                       .arg(countText(state.done), countText(header.positions)));
    }
}

void RunBar::showStopped(std::uint32_t done, std::uint32_t positions) {
    setState(State::Interrupted);
    setMessage(tr("The run stopped after %1 of %2 images").arg(countText(done), countText(positions)));
}

void RunBar::showFormer() {
    if (m_former)
        showStudy(model::RunHeader(m_former->header), study::RunState(m_former->state), m_former->goOn);
    else
        clear();
}

void RunBar::clear() {
    m_isFollowing = false;
    m_former.reset();
    m_header.reset();
    m_details->setEnabled(false);
    m_device->clear();
    setTip(m_device, {});
    setState(State::Empty);
    setMessage({});
}

void RunBar::setState(State state) {
    m_stallClock.stop();
    const bool runs = state == State::Starting || state == State::Running;
    m_cancel->setEnabled(runs);
    m_resume->setEnabled(state == State::Interrupted);
    m_isRunning = runs;
    m_cancelButton->setVisible(runs);
    m_resumeButton->setVisible(state == State::Interrupted);
    m_search->setEnabled(false);
    m_searchButton->setVisible(false);
    fit();
}

void RunBar::takeHeader(const model::RunHeader& header) {
    m_header = header;
    m_doubt.clear();
    m_details->setEnabled(true);
    showDevice(header);
}

void RunBar::showDevice(const model::RunHeader& header) {
    const model::DeviceInfo& device = header.device;
    const model::ModelInfo& model = header.model;
    const QString reason = QString::fromStdString(device.reason);
    QStringList shown;
    const QString imported = QString::fromStdString(model::importedText(header));
    if (!imported.isEmpty())
        shown << m_device->fontMetrics().elidedText(imported, Qt::ElideMiddle, widestOrigin);
    else
        shown << QString::fromStdString(device.device).toUpper() << QString::fromStdString(device.precision);
    if (!reason.isEmpty())
        shown << tr("no GPU");
    const QString preprocessing = QString::fromStdString(model.preprocessing.name);
    if (model.basis == model::PreprocessingBasis::Likeliest)
        shown << tr("%1 (uncertain)").arg(preprocessing);
    m_device->setText(shown.join(betweenParts));
    QStringList lines{QString::fromStdString(device.name), QString::fromStdString(device.backend)};
    if (device.threads > 0)
        lines << tr("%n thread(s)", nullptr, static_cast<int>(device.threads));
    if (!reason.isEmpty())
        lines << tr("Why not a GPU: %1").arg(reason);
    if (imported.isEmpty()) // else nobody knows it
        lines << tr("Preprocessing: %1, %2")
                     .arg(preprocessing, QString::fromStdString(model::description(model.preprocessing)));
    if (model.basis == model::PreprocessingBasis::Likeliest)
        lines << tr("The file does not say it; File → Run details… shows what was tried");
    if (!imported.isEmpty())
        lines.prepend(imported);
    lines.removeAll(QString());
    setTip(m_device, lines.join(u'\n'));
    m_device->setAccessibleDescription(lines.join(QStringLiteral(", ")));
}

void RunBar::showStall(bool isStalled, std::chrono::milliseconds time) {
    if (!m_isFollowing)
        return;
    if (!isStalled) {
        m_stallClock.stop();
        return setMessage(m_progressText); // as it is by now
    }
    m_stallTime = time;
    m_stallClock.start();
    tellStall();
    announce(m_message);
}

void RunBar::tellStall() {
    setMessage(
        tr("The worker answers but has finished nothing for %1 min: wait, or cancel the run, which keeps "
           "what is finished")
            .arg(std::chrono::duration_cast<std::chrono::minutes>(m_stallTime).count()));
}

void RunBar::showProgress(const EvaluationProgress& progress) {
    if (!m_isFollowing)
        return;
    m_latest = progress;
    m_progress->setRange(0, static_cast<int>(progress.positions));
    m_progress->setValue(static_cast<int>(progress.done));
    QStringList parts{tr("%1 of %2 images").arg(countText(progress.done), countText(progress.positions))};
    if (progress.imagesPerSecond > 0)
        parts << tr("%1 images/s").arg(countText(std::llround(progress.imagesPerSecond)));
    if (progress.done == progress.positions)
        parts << tr("storing the controls");
    else if (progress.remainingSeconds)
        parts << remainingText(*progress.remainingSeconds);
    tellProgress(parts.join(betweenParts));
}

void RunBar::tellProgress(const QString& text) {
    m_progressText = text;
    m_stallClock.stop(); // something came of it
    setMessage(text);
}

void RunBar::showEnding(EvaluationEnding ending, const EvaluationSummary& summary) {
    if (!std::exchange(m_isFollowing, false))
        return;
    if (ending == EvaluationEnding::Finished) {
        QStringList parts{
            tr("%1 images, %2 failures").arg(countText(summary.samples), countText(summary.failures))};
        parts << accuracyText(summary.correct, summary.samples);
        if (summary.evaluated > 0 && summary.seconds > 0)
            parts << tr("%1 images/s")
                         .arg(countText(
                             std::llround(static_cast<double>(summary.evaluated) / summary.seconds)));
        setState(State::Done);
        setMessage(parts.join(betweenParts));
    } else if (m_isStored) {
        showStopped(m_latest.done, m_latest.positions);
    } else {
        showFormer();
    }
    announce(m_message);
}

QString RunBar::accuracyText(std::uint64_t correct, std::uint64_t images) const {
    const auto percent = [](double value) { return percentText(value, 2); };
    const double share = images > 0 ? static_cast<double>(correct) / static_cast<double>(images) : 0;
    if (m_header && m_header->model.statedAccuracy)
        return tr("%1 % correct (its file states %2 %)")
            .arg(percent(share), percent(*m_header->model.statedAccuracy));
    return tr("%1 % correct").arg(percent(share));
}

void RunBar::setMessage(const QString& text) {
    m_fullMessage = text;
    elideMessage();
}

int RunBar::textWidth(const QString& text) const {
    return m_message->fontMetrics().horizontalAdvance(text);
}

int RunBar::messageBegin(bool withDevice, bool withProgress) const {
    const int device = std::min(m_device->sizeHint().width(), width() / 2);
    return margin + (withDevice ? device + spacing : 0) + (withProgress ? progressWidth + spacing : 0);
}

int RunBar::filledWidth() const {
    return messageBegin(true, m_isRunning) + textWidth(m_fullMessage);
}

int RunBar::countWidth() const {
    // With the ellipsis in the place of the rest, and free of what lies beside it.
    return messageBegin(false, false) + textWidth(m_fullMessage.section(betweenParts, 0, 0) + u'…') + 2 +
           spacing;
}

void RunBar::giveWay(std::optional<int> x) {
    m_end = x;
    fit();
}

void RunBar::fit() {
    const int least = countWidth() - messageBegin(false, false);
    const auto fits = [&](bool withDevice, bool withProgress) {
        return !m_end || messageBegin(withDevice, withProgress) + least <= *m_end;
    };
    const bool withDevice = fits(true, m_isRunning);
    m_device->setVisible(withDevice);
    m_progress->setVisible(m_isRunning && (withDevice || fits(false, true)));
    elideMessage();
}

void RunBar::elideMessage() {
    layout()->activate(); // buttons and bar may have come or gone
    const int room =
        m_end ? std::min(m_message->width(), *m_end - spacing - m_message->x()) : m_message->width();
    const QString shown = m_message->fontMetrics().elidedText(m_fullMessage, Qt::ElideRight, room);
    m_message->setText(shown);
    m_message->setAccessibleDescription(m_fullMessage);
    setTip(m_message, shown == m_fullMessage ? QString() : m_fullMessage);
}

void RunBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_device->setMaximumWidth(width() / 2);
    fit();
}

void RunBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        elideMessage();
}

} // namespace faultline::ui
