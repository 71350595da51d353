// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/single_view.h"

#include "core/model/run_header.h"
#include "ui/fitting/elided_label.h"
#include "ui/inspector/original_picture.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace faultline::ui {

SingleView::SingleView(Workspace& workspace, ImageView& companion, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_picture(new ImageView(this))
    , m_caption(new ElidedLabel(Qt::ElideMiddle, this))
    , m_original(new OriginalPicture(workspace, this)) {
    setObjectName(QStringLiteral("singleView"));
    setFocusPolicy(Qt::StrongFocus);
    m_caption->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 8);
    layout->addWidget(m_picture, 1);
    layout->addWidget(m_caption);

    addActions(companion);
    connect(&workspace.cursor(), &Cursor::currentChanged, this, &SingleView::refresh);
    connect(&workspace, &Workspace::opened, this, &SingleView::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &SingleView::refresh); // of another annotator
    connect(&workspace, &Workspace::closed, this, &SingleView::refresh);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, &SingleView::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this, &SingleView::refresh);
    connect(m_original, &OriginalPicture::changed, this, &SingleView::refresh);
    refresh();
}

void SingleView::addActions(ImageView& companion) {
    const auto add = [this](const QString& name, const QString& text, const QKeySequence& key,
                            const std::function<void(bool)>& act) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setCheckable(true);
        action->setShortcut(key);
        connect(action, &QAction::toggled, this, act);
        m_viewActions.append(action);
        return action;
    };
    add(QStringLiteral("wholePixels"), tr("Whole-pixel &zoom"), QKeySequence(Qt::Key_Z),
        [this, &companion](bool on) {
            for (ImageView* picture : {m_picture, &companion})
                picture->setMagnification(on ? Magnification::WholePixels : Magnification::Fit);
        });
    add(QStringLiteral("smoothPixels"), tr("S&mooth pixels"), QKeySequence(Qt::SHIFT | Qt::Key_Z),
        [this, &companion](bool on) {
            for (ImageView* picture : {m_picture, &companion})
                picture->setSmoothing(on ? Smoothing::Smooth : Smoothing::Nearest);
        });
    m_information = add(QStringLiteral("information"), tr("I&nformation over the picture"),
                        QKeySequence(Qt::Key_I), [this](bool) { refresh(); });
    m_showOriginal =
        add(QStringLiteral("originalPicture"), tr("&Original picture"), QKeySequence(Qt::SHIFT | Qt::Key_E),
            [this](bool on) { m_original->setWanted(on && isVisible()); });
    setTip(m_showOriginal, tr("The file at full resolution, where the data set is still on this computer"));
}

void SingleView::refresh() {
    const int row = m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    if (row < 0) {
        m_picture->setImage({});
        m_picture->setOverlay({});
        m_caption->setText(tr("No failure is selected"));
        setAccessibleName(m_caption->text());
        return;
    }
    const model::Prediction& failure = m_workspace.items().failure(row);
    if (isVisible())
        m_workspace.disclosure().show(failure.sample);
    const QString pair = tr("%1 → %2").arg(m_workspace.study().className(failure.truth),
                                           m_workspace.study().className(failure.predicted));
    const QString confidence = failure.confidence
                                   ? tr("confidence %1 %").arg(percentText(*failure.confidence))
                                   : tr("confidence not known");
    const QString label =
        judgementStyle(m_workspace.labelling().judgement(row), m_workspace.study().taxonomy()).name;
    const QImage original = m_original->image();
    const PixelSource::Picture kept = m_workspace.pixels().whole(failure.sample);
    const bool isWhole = !original.isNull() || kept.isWhole;
    const QImage image = original.isNull() ? kept.image : original;
    m_picture->setImage(image);
    m_picture->setCrop(isWhole ? cropOf(image, m_workspace.study().header().model.preprocessing) : QRectF());
    QStringList overlay;
    if (m_information->isChecked())
        overlay << pair << confidence;
    if (const QString problem = m_original->problem(); !problem.isEmpty())
        overlay << tr("No original: %1").arg(problem);
    m_picture->setOverlay(overlay.join(u'\n'));
    const QString size = original.isNull()
                             ? QString()
                             : tr("  ·  original, %1 × %2 pixels")
                                   .arg(countText(original.width()), countText(original.height()));
    m_caption->setPairText(
        tr("%1 of %2  ·  #%3  ·  ")
            .arg(countText(m_workspace.visible().positionOf(row) + 1),
                 countText(m_workspace.visible().count()), QString::number(failure.sample.value)),
        m_workspace.study().className(failure.truth), m_workspace.study().className(failure.predicted),
        QStringLiteral("  ·  ") + label + size);
    setAccessibleName(m_caption->text());
}

void SingleView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
    m_original->setWanted(m_showOriginal->isChecked());
}

void SingleView::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
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

} // namespace faultline::ui
