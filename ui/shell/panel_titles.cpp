// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panel_titles.h"

#include <algorithm>

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>

namespace faultline::ui {

namespace {

constexpr int low = 700; ///< pixels

} // namespace

PanelTitles::PanelTitles(QMainWindow* window, const QList<QDockWidget*>& panels)
    : QObject(window)
    , m_window(window)
    , m_panels(panels) {
    window->installEventFilter(this);
    for (QDockWidget* panel : panels) {
        for (const auto signal : {&QDockWidget::topLevelChanged, &QDockWidget::visibilityChanged})
            connect(panel, signal, this, &PanelTitles::fit, Qt::QueuedConnection);
        connect(panel, &QDockWidget::dockLocationChanged, this, &PanelTitles::fit, Qt::QueuedConnection);
    }
}

bool PanelTitles::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize)
        fit();
    return QObject::eventFilter(watched, event);
}

void PanelTitles::fit() {
    for (QDockWidget* panel : m_panels) {
        const QList<QDockWidget*> beside = m_window->tabifiedDockWidgets(panel);
        const bool hasTab =
            !panel->isFloating() && std::any_of(beside.begin(), beside.end(),
                                                [](const QDockWidget* each) { return !each->isHidden(); });
        QWidget* before = panel->titleBarWidget();
        if ((before != nullptr) == (hasTab && m_window->height() < low))
            continue;
        panel->setTitleBarWidget(before == nullptr ? new QWidget(panel) : nullptr); // it takes no room
        delete before;
    }
}

} // namespace faultline::ui
