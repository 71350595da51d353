// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QDockWidget;
class QMainWindow;

namespace faultline::ui {

/// In a low window what a tab says is not said once more above its panel: there the room is what is shown's.
class PanelTitles : public QObject {
public:
    /// @param window becomes the parent
    PanelTitles(QMainWindow* window, const QList<QDockWidget*>& panels);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();

    QMainWindow* m_window;
    QList<QDockWidget*> m_panels;
};

} // namespace faultline::ui
