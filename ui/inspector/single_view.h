// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/image_view.h"
#include "ui/inspector/sample_details.h"
#include "ui/workspace/workspace.h"

#include <optional>

#include <QList>

class QAction;

namespace faultline::ui {

class ElidedLabel;
class Filmstrip;
class OriginalPicture;

/// The current failure over the whole central area, with where it stands and what the model said below, each
/// once, and its neighbours in the grid as a strip; labels and steps act on it as in the grid; on demand at
/// full resolution, from the data set. Its zoom and smoothing actions drive the inspector's picture too.
class SingleView : public QWidget {
    Q_OBJECT

public:
    /// @param companion a smaller picture that follows zoom and smoothing
    /// @param details of the current failure; outlives the view
    SingleView(Workspace& workspace, ImageView& companion, SampleDetails& details, QWidget* parent = nullptr);

    /// Zoom, smoothing, information, original, for the menu "View": checkable, each with a name of its own.
    [[nodiscard]] const QList<QAction*>& viewActions() const { return m_viewActions; }
    /// One of them: shows the file of an image folder instead of what the study keeps of it.
    [[nodiscard]] QAction* originalAction() const { return m_showOriginal; }
    /// A further picture that follows zoom and smoothing.
    void lead(ImageView& companion);
    /// Whether the user wants pixels smooth; nothing: each picture by its size.
    [[nodiscard]] std::optional<bool> smoothing() const { return m_smoothing; }
    void setSmoothing(std::optional<bool> isSmooth);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void addActions();
    void offerOriginal();
    void refresh();
    void clear();
    void refreshStrip();
    [[nodiscard]] QString answerText(const model::Prediction& failure) const;
    void showAnswer(const QString& text);

    Workspace& m_workspace;
    ImageView* m_picture;
    ElidedLabel* m_caption;
    ElidedLabel* m_answer; ///< the most probable classes, where they are wanted; why there is no original
    Filmstrip* m_strip;
    OriginalPicture* m_original;
    std::optional<SampleFacts> m_facts; ///< of a failure that was current
    QList<ImageView*> m_led;            ///< all that follow zoom and smoothing
    std::optional<bool> m_smoothing;
    std::optional<base::SampleIndex> m_shown; ///< whose picture it is
    QAction* m_wholePixels = nullptr;
    QAction* m_smoothPixels = nullptr;
    QAction* m_information = nullptr;
    QAction* m_showOriginal = nullptr;
    QList<QAction*> m_viewActions;
};

} // namespace faultline::ui
