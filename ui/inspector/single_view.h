// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/image_view.h"
#include "ui/workspace/workspace.h"

#include <QList>

class QAction;

namespace faultline::ui {

class ElidedLabel;

/// The current failure over the whole central area, with an information overlay; labels and steps act on it
/// as in the grid. Its zoom and smoothing actions drive the inspector's picture too.
class SingleView : public QWidget {
    Q_OBJECT

public:
    /// @param companion a smaller picture that follows zoom and smoothing
    SingleView(Workspace& workspace, ImageView& companion, QWidget* parent = nullptr);

    /// Zoom, smoothing, information, for the menu "View": checkable, each with a name of its own.
    [[nodiscard]] const QList<QAction*>& viewActions() const { return m_viewActions; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void addActions(ImageView& companion);
    void refresh();

    Workspace& m_workspace;
    ImageView* m_picture;
    ElidedLabel* m_caption;
    QAction* m_information = nullptr;
    QList<QAction*> m_viewActions;
};

} // namespace faultline::ui
