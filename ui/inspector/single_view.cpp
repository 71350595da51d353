// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/single_view.h"

#include "core/model/run_header.h"
#include "ui/fitting/elided_label.h"
#include "ui/fitting/focus_line.h"
#include "ui/inspector/filmstrip.h"
#include "ui/inspector/original_picture.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <algorithm>

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace faultline::ui {

SingleView::SingleView(Workspace& workspace, ImageView& companion, SampleDetails& details, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_picture(new ImageView(this))
    , m_caption(new ElidedLabel(Qt::ElideMiddle, this))
    , m_answer(new ElidedLabel(Qt::ElideRight, this))
    , m_strip(new Filmstrip(workspace.pixels(), this))
    , m_original(new OriginalPicture(workspace, this)) {
    setObjectName(QStringLiteral("singleView"));
    setFocusPolicy(Qt::StrongFocus);
    m_answer->setObjectName(QStringLiteral("singleAnswer"));
    m_answer->setForegroundRole(QPalette::PlaceholderText);
    for (ElidedLabel* line : {m_caption, m_answer})
        line->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 8);
    layout->addWidget(m_picture, 1);
    layout->addWidget(m_caption);
    layout->addWidget(m_answer);
    layout->addWidget(m_strip);

    addActions();
    lead(*m_picture);
    lead(companion);
    connect(&workspace.cursor(), &Cursor::currentChanged, this, &SingleView::refresh);
    connect(&workspace, &Workspace::opened, this, &SingleView::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &SingleView::refresh); // of another annotator
    connect(&workspace, &Workspace::closed, this, [this] {
        setSmoothing(std::nullopt);
        refresh();
    });
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &SingleView::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this, &SingleView::refresh);
    for (const auto signal :
         {&VisibleFailures::wasReset, &VisibleFailures::inserted, &VisibleFailures::removed})
        connect(&workspace.visible(), signal, this, &SingleView::refresh);
    connect(m_original, &OriginalPicture::changed, this, &SingleView::refresh);
    connect(&details, &SampleDetails::cleared, this, [this] { m_facts.reset(); });
    connect(&details, &SampleDetails::ready, this, [this](const SampleFacts& facts) {
        m_facts = facts;
        refresh();
    });
    connect(m_strip, &Filmstrip::chosen, this,
            [this](int place) { m_workspace.cursor().setCurrent(m_workspace.visible().rowAt(place)); });
    refresh();
}

void SingleView::addActions() {
    const auto add = [this](const QString& name, const QString& text, const QKeySequence& key) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setCheckable(true);
        action->setShortcut(key);
        m_viewActions.append(action);
        return action;
    };
    m_wholePixels = add(QStringLiteral("wholePixels"), tr("Whole-pixel &zoom"), QKeySequence(Qt::Key_Z));
    connect(m_wholePixels, &QAction::toggled, this, [this](bool on) {
        for (ImageView* picture : m_led)
            picture->setMagnification(on ? Magnification::WholePixels : Magnification::Fit);
    });
    m_smoothPixels =
        add(QStringLiteral("smoothPixels"), tr("S&mooth pixels"), QKeySequence(Qt::SHIFT | Qt::Key_Z));
    setTip(m_smoothPixels, tr("Without your choice small pictures are smooth, those of less than %1 pixels")
                               .arg(ImageView::smallPicture));
    connect(m_smoothPixels, &QAction::triggered, this, [this](bool on) { setSmoothing(on); });
    m_information = add(QStringLiteral("informationBelow"), tr("I&nformation below the picture"),
                        QKeySequence(Qt::Key_I));
    m_information->setChecked(true);
    connect(m_information, &QAction::toggled, this, &SingleView::refresh);
    m_showOriginal =
        add(QStringLiteral("originalPicture"), tr("&Original picture"), QKeySequence(Qt::SHIFT | Qt::Key_E));
    connect(m_showOriginal, &QAction::toggled, this,
            [this](bool on) { m_original->setWanted(on && isVisible()); });
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&m_workspace, signal, this, &SingleView::offerOriginal);
    offerOriginal();
}

void SingleView::offerOriginal() {
    const OpenStudy& study = m_workspace.study();
    const bool isArray = study.isOpen() && !dataset::isImageFolder(study.header().dataset.format);
    m_showOriginal->setEnabled(!isArray);
    setTip(m_showOriginal,
           isArray
               ? tr("The pictures of this data set are no files of their own: what is shown is all of them")
               : tr("The file at full resolution, where the data set is still on this computer"));
}

void SingleView::lead(ImageView& companion) {
    m_led.append(&companion);
    companion.setMagnification(m_wholePixels->isChecked() ? Magnification::WholePixels : Magnification::Fit);
    // The check mark says how the picture is that came last.
    connect(&companion, &ImageView::smoothnessShown, m_smoothPixels, &QAction::setChecked);
}

void SingleView::setSmoothing(std::optional<bool> isSmooth) {
    m_smoothing = isSmooth;
    for (ImageView* picture : m_led)
        picture->setSmoothing(!isSmooth   ? Smoothing::BySize
                              : *isSmooth ? Smoothing::Smooth
                                          : Smoothing::Nearest);
}

void SingleView::clear() {
    m_shown.reset();
    m_picture->setImage({});
    m_caption->setText(tr("No failure is selected"));
    showAnswer({});
    m_strip->showAround(-1, 0, {});
    setAccessibleName(m_caption->text());
}

void SingleView::refreshStrip() {
    const VisibleFailures& visible = m_workspace.visible();
    m_strip->showAround(visible.positionOf(m_workspace.cursor().current()), visible.count(),
                        [this](int place) -> std::optional<base::SampleIndex> {
                            const std::vector<int>& rows = m_workspace.visible().rows();
                            const auto at = static_cast<std::size_t>(place);
                            if (at >= rows.size() || rows[at] >= m_workspace.items().failureCount())
                                return std::nullopt;
                            const base::SampleIndex sample = m_workspace.items().failure(rows[at]).sample;
                            m_workspace.disclosure().show(sample); // that it is here tells that it failed
                            return sample;
                        });
}

/// Where the confidence is the probability of the first class it is said once; who made predictions elsewhere
/// may have stated another one.
QString SingleView::answerText(const model::Prediction& failure) const {
    if (!failure.confidence)
        return tr("confidence not known");
    const OpenStudy& study = m_workspace.study();
    if (!m_facts || m_facts->sample != failure.sample ||
        study.header().model.answers == model::AnswersAre::ClassesOnly)
        return tr("confidence %1 %").arg(percentText(*failure.confidence));
    constexpr std::size_t named = 3;
    QStringList classes;
    for (std::size_t i = 0; i < std::min(named, m_facts->top.size()); ++i)
        classes << tr("%1 %2 %").arg(study.outputName(m_facts->top[i].id.value),
                                     percentText(m_facts->top[i].probability));
    const QString confidence = percentText(*failure.confidence), all = classes.join(QStringLiteral(", "));
    if (!m_facts->top.empty() && percentText(m_facts->top.front().probability) == confidence)
        return tr("confidence: %1").arg(all);
    return all.isEmpty() ? tr("confidence %1 %").arg(confidence)
                         : tr("confidence %1 %, by the outputs: %2").arg(confidence, all);
}

/// Without it the picture has its room.
void SingleView::showAnswer(const QString& text) {
    m_answer->setText(text);
    m_answer->setVisible(!text.isEmpty());
}

void SingleView::refresh() {
    const int row = m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    if (row < 0)
        return clear();
    const model::Prediction& failure = m_workspace.items().failure(row);
    if (isVisible())
        m_workspace.disclosure().show(failure.sample);
    const QString truth = m_workspace.study().className(failure.truth);
    const QString predicted = m_workspace.study().className(failure.predicted);
    const QString label =
        judgementStyle(m_workspace.labelling().judgement(row), m_workspace.study().taxonomy()).name;
    const QImage original = m_original->image();
    const PixelSource::Picture kept = m_workspace.pixels().whole(failure.sample);
    const bool isWhole = !original.isNull() || kept.isWhole;
    const QImage image = original.isNull() ? kept.image : original;
    m_shown = failure.sample;
    m_picture->setImage(image);
    m_picture->setCrop(isWhole ? cropOf(image, m_workspace.study().header().model.preprocessing) : QRectF());
    const QString size = original.isNull()
                             ? QString()
                             : tr("  ·  original, %1 × %2 pixels")
                                   .arg(countText(original.width()), countText(original.height()));
    m_caption->setPairText(tr("%1 of %2  ·  #%3  ·  ")
                               .arg(countText(m_workspace.visible().positionOf(row) + 1),
                                    countText(m_workspace.visible().count()),
                                    QString::number(failure.sample.value)),
                           truth, predicted, QStringLiteral("  ·  ") + label + size);
    QStringList answer;
    if (const QString problem = m_original->problem(); !problem.isEmpty())
        answer << tr("No original: %1").arg(problem);
    if (m_information->isChecked())
        answer << answerText(failure);
    showAnswer(answer.join(QStringLiteral("  ·  ")));
    refreshStrip();
    setAccessibleName(m_caption->text());
}

void SingleView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_strip->fitInto(height());
}

void SingleView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    m_workspace.labelling().watch(this, [this] { return PictureView{m_shown, m_picture->zoom()}; });
    refresh();
    m_original->setWanted(m_showOriginal->isChecked());
}

void SingleView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    m_workspace.labelling().forget(this);
    m_original->setWanted(false);
}

void SingleView::keyPressEvent(QKeyEvent* event) {
    int target = -1;
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        target = m_workspace.cursor().neighbour(1);
        break;
    case Qt::Key_Left:
    case Qt::Key_Up:
        target = m_workspace.cursor().neighbour(-1);
        break;
    case Qt::Key_Home:
        target = m_workspace.visible().count() > 0 ? m_workspace.visible().rowAt(0) : -1;
        break;
    case Qt::Key_End:
        target = m_workspace.visible().count() > 0
                     ? m_workspace.visible().rowAt(m_workspace.visible().count() - 1)
                     : -1;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (target >= 0)
        m_workspace.cursor().setCurrent(target);
}

void SingleView::paintEvent(QPaintEvent*) {
    paintFocusLine(*this);
}

} // namespace faultline::ui
