// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/image_view.h"
#include "ui/workspace/workspace.h"

#include <QList>

class QAction;

namespace faultline::ui {

class ElidedLabel;
class OriginalPicture;

/// The current failure over the whole central area, with an information overlay; labels and steps act on it
/// as in the grid; on demand at full resolution, from the data set. Its zoom and smoothing actions drive the
/// inspector's picture too.
class SingleView : public QWidget {
    Q_OBJECT

public:
    /// @param companion a smaller picture that follows zoom and smoothing
    SingleView(Workspace& workspace, ImageView& companion, QWidget* parent = nullptr);

    /// Zoom, smoothing, information, original, for the menu "View": checkable, each with a name of its own.
    [[nodiscard]] const QList<QAction*>& viewActions() const { return m_viewActions; }
    /// One of them: shows the file of an image folder instead of what the study keeps of it.
    [[nodiscard]] QAction* originalAction() const { return m_showOriginal; }

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void addActions(ImageView& companion);
    void refresh();

    Workspace& m_workspace;
    ImageView* m_picture;
    ElidedLabel* m_caption;
    OriginalPicture* m_original;
    QAction* m_information = nullptr;
    QAction* m_showOriginal = nullptr;
    QList<QAction*> m_viewActions;
};

} // namespace faultline::ui
