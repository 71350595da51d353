// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_view.h"

#include "core/model/run_header.h"
#include "ui/fitting/focus_line.h"
#include "ui/inspector/filmstrip.h"
#include "ui/queue/break_reminder.h"
#include "ui/queue/contrast.h"
#include "ui/queue/guidelines_view.h"
#include "ui/queue/plan_dialog.h"
#include "ui/queue/queue_end.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <chrono>
#include <utility>

#include <QAction>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

/// "4 s", "12 min", "3 h 20 min"
QString durationText(std::chrono::milliseconds time) {
    const auto seconds = std::chrono::round<std::chrono::seconds>(time).count();
    if (seconds < 90)
        return QueueView::tr("%1 s").arg(seconds);
    const auto minutes = (seconds + 30) / 60;
    if (minutes < 90)
        return QueueView::tr("%1 min").arg(minutes);
    return QueueView::tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

} // namespace

QueueView::QueueView(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_picture(new ImageView(this))
    , m_guidelines(new GuidelinesView(workspace, this))
    , m_strip(new Filmstrip(workspace.pixels(), this))
    , m_progress(new PlainLabel(this))
    , m_caption(new PlainLabel(this))
    , m_last(new PlainLabel(this))
    , m_break(new BreakReminder(this))
    , m_empty(new PlainLabel(this))
    , m_end(new QueueEnd(workspace, this))
    , m_planButton(new QPushButton(tr("&Plan…"), this))
    , m_showButton(new QPushButton(tr("&Show the failures…"), this)) {
    setObjectName(QStringLiteral("queueView"));
    setFocusPolicy(Qt::StrongFocus);
    layOut();
    addActions();
    connect(&workspace.queue(), &QueueSession::changed, this, &QueueView::refresh);
    connect(&workspace, &Workspace::opened, this, &QueueView::refresh);
    connect(&workspace, &Workspace::closed, this, &QueueView::refresh);
    connect(&workspace, &Workspace::lost, this, &QueueView::refresh);
    connect(&workspace, &Workspace::found, this, &QueueView::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this, &QueueView::refreshPicture);
    connect(&workspace.items(), &Items::predictionsArrived, this, [this] {
        if (m_workspace.queue().isHeldBack())
            refresh();
    });
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &QueueView::forgetPlanDialog);
    connect(m_end, &QueueEnd::verdictWanted, this, &QueueView::verdictWanted);
    connect(m_end, &QueueEnd::adjudicationWanted, this, &QueueView::adjudicationWanted);
    connect(m_showButton, &QPushButton::clicked, this, &QueueView::showHeldBack);
    connect(m_strip, &Filmstrip::chosen, this,
            [this](int place) { m_workspace.queue().goTo(static_cast<std::uint32_t>(place)); });
    refresh();
}

void QueueView::layOut() {
    m_caption->setObjectName(QStringLiteral("queueCaption"));
    QFont bold = m_caption->font();
    bold.setBold(true);
    m_caption->setFont(bold);
    m_progress->setObjectName(QStringLiteral("queueProgress"));
    m_progress->setForegroundRole(QPalette::PlaceholderText);
    m_last->setAlignment(Qt::AlignCenter);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_asking = new QWidget(this);
    auto* asking = new QVBoxLayout(m_asking);
    asking->setContentsMargins(12, 8, 12, 8);
    auto* above = new QHBoxLayout; // notices float below
    above->addWidget(m_caption);
    above->addStretch(1);
    above->addWidget(m_progress);
    asking->addLayout(above);
    auto* split = new QSplitter(m_asking);
    split->setObjectName(QStringLiteral("guidelinesSplitter"));
    split->addWidget(m_picture);
    split->addWidget(m_guidelines);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setCollapsible(0, false);
    asking->addWidget(split, 1);
    asking->addWidget(m_strip);
    asking->addWidget(m_last);
    asking->addWidget(m_break);
    m_idle = new QWidget(this);
    auto* idle = new QVBoxLayout(m_idle);
    idle->addStretch(1);
    idle->addWidget(m_empty);
    idle->addSpacing(12);
    idle->addWidget(m_end);
    idle->addWidget(m_planButton, 0, Qt::AlignHCenter);
    idle->addWidget(m_showButton, 0, Qt::AlignHCenter);
    idle->addStretch(1);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_asking);
    m_stack->addWidget(m_idle);
}

QAction* QueueView::add(const QString& text, const QList<QKeySequence>& keys,
                        const std::function<void()>& act) {
    auto* action = new QAction(text, this);
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, act);
    m_actions.append(action);
    return action;
}

void QueueView::addActions() {
    m_reveal = add(tr("&Reveal the last one"), {QKeySequence(Qt::Key_R)}, [this] { reveal(); });
    setTip(m_reveal,
           tr("What the model predicted for the item that you decided last; what you change there after "
              "that is no longer blind"));
    m_contrast = add(tr("Stretch &contrast"), {QKeySequence(Qt::Key_K)}, [this] { refreshPicture(); });
    m_contrast->setCheckable(true);
    m_guidelinesAction = add(tr("Show &guidelines"), {QKeySequence(Qt::SHIFT | Qt::Key_F7)}, [] {});
    m_guidelinesAction->setCheckable(true);
    m_guidelinesAction->setChecked(true);
    m_guidelinesAction->setObjectName(QStringLiteral("guidelines"));
    connect(m_guidelinesAction, &QAction::toggled, this, &QueueView::refreshActions);
    connect(m_guidelines, &GuidelinesView::textChanged, this, &QueueView::refreshActions);
    m_actions.append(nullptr);
    m_planAction = add(tr("&Plan…"), {}, [this] { plan(); });
    connect(m_planButton, &QPushButton::clicked, m_planAction, &QAction::trigger);
    m_leave = add(tr("Lea&ve blind mode…"), {}, [this] { leaveBlind(); });
    connect(&m_workspace.queue(), &QueueSession::activeChanged, this, &QueueView::refreshActions);
}

void QueueView::refreshActions() {
    const QueueSession& queue = m_workspace.queue();
    const bool isAsking = queue.isActive() && queue.place().has_value();
    const bool isPackage = m_workspace.study().isPackage();
    m_reveal->setEnabled(queue.isActive() && queue.lastAnswered().has_value() && !isPackage);
    m_contrast->setEnabled(isAsking);
    m_guidelinesAction->setEnabled(queue.isActive() && m_guidelines->hasText());
    m_guidelines->setVisible(m_guidelines->hasText() && m_guidelinesAction->isChecked());
    m_planAction->setEnabled(m_workspace.study().isWritable() && !isPackage);
    m_leave->setEnabled(queue.isBlind() && !queue.isHeldBack() && m_workspace.study().isWritable() &&
                        !isPackage);
}

QString QueueView::progressText() const {
    const QueueSession& queue = m_workspace.queue();
    const std::size_t all = queue.walk().places().size(), answered = queue.walk().answeredCount();
    QString text = tr("%1 of %2 answered").arg(countText(answered), countText(all));
    if (const auto pace = queue.pace())
        text += tr("  ·  %1 each, about %2 left")
                    .arg(tr("%1 s").arg(decimalText(static_cast<double>(pace->count()) / 1000, 1)),
                         durationText(*pace * static_cast<std::int64_t>(all - answered)));
    return text;
}

bool QueueView::isEvaluated() const {
    return m_workspace.study().isOpen() &&
           m_workspace.items().predictions().size() >= m_workspace.study().header().positions;
}

QString QueueView::emptyText() const {
    const QueueSession& queue = m_workspace.queue();
    if (!m_workspace.study().isOpen())
        return {};
    if (queue.isHeldBack()) {
        const QString count = countText(m_workspace.items().failureCount());
        const QString done = countText(m_workspace.items().predictions().size());
        return isEvaluated()
                   ? tr("%1 failures among %2 images.\n\nNone is shown until it is planned who labels what, "
                        "so "
                        "that your labels can be blind.")
                         .arg(count, done)
                   : tr("%1 failures among %2 of %3 images so far.\n\nNone is shown until it is planned who "
                        "labels what, so that your labels can be blind. A plan can be made once all images "
                        "are "
                        "evaluated.")
                         .arg(count, done, countText(m_workspace.study().header().positions));
    }
    if (!queue.isPlanned())
        return tr(
            "This run has no plan.\n\nA plan draws at random which failures, and which controls that the "
            "model "
            "had right, are asked for, in which order, and whether blind: before anybody sees what the model "
            "predicted. Then shares and tests may speak for all failures.");
    if (m_workspace.study().isPackage()) {
        const QString owner = QString::fromStdString(*m_workspace.study().thread()->packagedFor());
        return queue.walk().places().empty()
                   ? tr("This is a package for %1, and asks nobody else for anything.").arg(owner)
                   : tr("All %1 places of the queue are answered.\n\nGive this file back to whoever made it: "
                        "they take your labels in with \u201cMerge labels\u2026\u201d.")
                         .arg(countText(queue.walk().places().size()));
    }
    if (queue.walk().places().empty())
        return tr("The plan asks you for nothing: its items are divided among other annotators.");
    return tr("All %1 places of the queue are answered.").arg(countText(queue.walk().places().size()));
}

void QueueView::refresh() {
    QueueSession& queue = m_workspace.queue();
    const auto place = queue.place();
    const bool hadKeys = window()->focusWidget() == m_planButton; // a plan's dialog may be before the window
    m_stack->setCurrentWidget(place ? m_asking : m_idle);
    m_empty->setText(emptyText());
    m_planButton->setVisible(m_workspace.study().isOpen() && !queue.isPlanned());
    m_planButton->setEnabled(m_workspace.study().isWritable() && isEvaluated());
    if (hadKeys && (m_planButton->isHidden() || !m_planButton->isEnabled()))
        setFocus(); // they have gone to whatever comes next
    else if (hasFocus())
        giveFocusToPlan();
    m_showButton->setVisible(queue.isHeldBack());
    m_end->setVisible(queue.isPlanned() && queue.isOfPresent() && !place && !queue.walk().places().empty() &&
                      !m_workspace.study().isPackage());
    if (place) {
        m_progress->setText(progressText());
        QString caption = QStringLiteral("#%1").arg(place->sample.value);
        if (const QString truth = queue.truth(); !truth.isEmpty())
            caption += tr("  ·  it is: %1").arg(truth);
        const model::Prediction* known = queue.prediction(place->sample);
        if (queue.plan().options.sight == plans::Sight::Open && known != nullptr) {
            caption += tr("  ·  predicted: %1").arg(m_workspace.study().className(known->predicted));
            if (isVisible())
                m_workspace.disclosure().show(place->sample);
        }
        m_caption->setText(caption);
        setAccessibleName(caption);
    } else {
        setAccessibleName(tr("Session"));
    }
    if (m_revealed != queue.lastAnswered())
        m_revealed.reset();
    m_last->setText(m_revealed ? revealedText(*m_revealed)
                    : queue.lastAnswered() && !m_workspace.study().isPackage()
                        ? tr("R reveals #%1, the last one").arg(queue.lastAnswered()->value)
                        : QString());
    refreshStrip();
    refreshPicture();
    refreshActions();
}

void QueueView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (event->reason() != Qt::BacktabFocusReason) // whoever comes from it leaves the page
        giveFocusToPlan();
}

/// Where it is what comes next here.
void QueueView::giveFocusToPlan() {
    if (!m_planButton->isVisible() || !m_planButton->isEnabled())
        return;
    window()->setAttribute(Qt::WA_KeyboardFocusChange); // as by Tab: the style shows that it has the keys
    m_planButton->setFocus();
}

void QueueView::refreshStrip() {
    const plans::QueueWalk& walk = m_workspace.queue().walk();
    m_strip->showAround(walk.current() ? static_cast<int>(*walk.current()) : -1,
                        static_cast<int>(walk.places().size()),
                        [this](int place) -> std::optional<base::SampleIndex> {
                            const auto& places = m_workspace.queue().walk().places();
                            const auto at = static_cast<std::size_t>(place);
                            return at < places.size() ? std::optional(places[at].sample) : std::nullopt;
                        });
}

void QueueView::refreshPicture() {
    const auto place = m_workspace.queue().place();
    m_shown = place ? std::optional(place->sample) : std::nullopt;
    if (!place || !isVisible()) { // one whole picture is held at a time: it is that of the page that is seen
        m_picture->setImage({});
        return;
    }
    QImage image = m_workspace.pixels().whole(place->sample).image;
    if (m_contrast->isChecked())
        image = contrastStretched(image.convertToFormat(QImage::Format_RGB888));
    m_picture->setImage(image);
}

PictureView QueueView::view() const {
    return {m_shown, m_picture->zoom(), m_contrast->isChecked() ? "stretched" : ""};
}

void QueueView::reveal() {
    m_revealed = m_workspace.queue().lastAnswered();
    if (m_revealed)
        m_workspace.disclosure().show(*m_revealed);
    refresh();
}

QString QueueView::revealedText(base::SampleIndex sample) const {
    const model::Prediction* known = m_workspace.queue().prediction(sample);
    if (known == nullptr)
        return {};
    const OpenStudy& study = m_workspace.study();
    return known->isFailure() ? tr("#%1 was %2 taken for %3")
                                    .arg(QString::number(sample.value), study.className(known->truth),
                                         study.className(known->predicted))
                              : tr("#%1 was %2, which the model had right")
                                    .arg(QString::number(sample.value), study.className(known->truth));
}

void QueueView::leaveBlind() {
    PlainMessageBox box(this);
    box.setIcon(QMessageBox::Question);
    box.setText(tr("Leave blind mode?"));
    box.setInformativeText(
        tr("The predictions of all items of your queue may then be seen. From now on no label of "
           "yours in this plan counts as blind, and this can't be taken back."));
    QPushButton* leave = box.addButton(tr("Leave blind mode"), QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    if (box.clickedButton() == leave)
        m_workspace.queue().leaveBlind();
}

void QueueView::showHeldBack() {
    PlainMessageBox box(this);
    box.setIcon(QMessageBox::Question);
    box.setText(tr("Show the failures before they are planned?"));
    box.setInformativeText(tr("What has been seen with its prediction is never labelled blind afterwards."));
    QPushButton* show = box.addButton(tr("Show the failures"), QMessageBox::AcceptRole);
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    if (box.clickedButton() == show)
        m_workspace.queue().holdBack(false);
}

void QueueView::plan() {
    const QueueSession& queue = m_workspace.queue();
    std::string plan = queue.isPlanned() ? queue.plan().uuid : std::string();
    if (std::exchange(m_planAsked, plan) != plan)
        forgetPlanDialog(); // it began with another one
    if (m_planDialog == nullptr) {
        m_planDialog = new PlanDialog(m_workspace, this);
        connect(m_planDialog, &PlanDialog::made, this, [this](const QString& sentence) {
            forgetPlanDialog();
            // Once the queue is there: the page that it leads to would take the notice of another one away.
            connect(
                &m_workspace.queue(), &QueueSession::changed, this,
                [this, sentence] { Q_EMIT told(sentence); },
                static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        });
    }
    m_planDialog->exec();
}

void QueueView::forgetPlanDialog() {
    if (m_planDialog == nullptr)
        return;
    if (m_planDialog->isVisible())
        m_planDialog->reject();
    m_planDialog->deleteLater();
    m_planDialog = nullptr;
}

void QueueView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_workspace.labelling().watch(this, [this] { return view(); });
    m_workspace.queue().setActive(true);
    m_break->begin();
    refresh();
}

void QueueView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_workspace.labelling().forget(this);
    m_workspace.queue().setActive(false);
    m_break->end();
}

void QueueView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_strip->fitInto(height());
}

void QueueView::paintEvent(QPaintEvent*) {
    paintFocusLine(*this);
}

} // namespace faultline::ui
