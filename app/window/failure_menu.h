// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <QMenu>

namespace faultline::ui {
class LabelActions;
class OriginActions;
class Workspace;
} // namespace faultline::ui

namespace faultline::app {

/// The context menu of a failure, the same wherever it is shown: all that can be done with it. It acts on the
/// visible selection, else on the current failure, as the keys do.
class FailureMenu : public QMenu {
    Q_OBJECT

public:
    FailureMenu(ui::Workspace& workspace, const ui::LabelActions& labels, ui::OriginActions& origin,
                QWidget* parent);

    /// A further entry at its top, such as another page that shows the failure, where it is offered.
    void addAtTop(QAction* action, std::function<bool()> isOffered) {
        m_top.push_back({action, std::move(isOffered)});
    }
    /// Offered on this widget, by its right button and the menu key.
    void serve(QWidget* widget);
    /// Shows the menu where there is a current failure.
    void showAt(const QPoint& global);

private:
    void fill();

    ui::Workspace& m_workspace;
    const ui::LabelActions& m_labels;
    ui::OriginActions& m_origin;
    std::vector<std::pair<QAction*, std::function<bool()>>> m_top;
    QMenu* m_secondary;
};

} // namespace faultline::app
