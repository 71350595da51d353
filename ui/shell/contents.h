// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QKeySequence>
#include <QList>
#include <QPair>
#include <QSize>
#include <QString>

class QAction;
class QMenu;
class QWidget;

namespace faultline::ui {

/// A view of the open study that has the whole centre of the window.
struct Page {
    QString id;
    QString title;    ///< with a mnemonic, for the toolbar and the menu "View"
    QKeySequence key; ///< shows it
    QWidget* widget;
    /// What of the menus acts on it, besides what is of the whole window; nullptr: nothing
    std::function<QList<QAction*>()> actions = {};
    QList<QPair<QString, QString>> ownKeys = {}; ///< those that are in no menu, and what they do
};

/// A view of the open study at a side of the window, which the user may move or hide.
struct Panel {
    QString id; ///< stays the same: the user's layout is stored by it
    QString title;
    QWidget* widget;
    Qt::DockWidgetArea area;
    QSize size;    ///< to begin with, logical pixels; 0: as it comes
    QString tabOf; ///< stands as a tab behind the panel of this id; empty: on its own
};

/// What the window consists of. Widgets and menus become the window's.
struct Contents {
    QWidget* start = nullptr;     ///< what stands there while no study is open
    QWidget* interlude = nullptr; ///< what stands there instead while something is waited for
    QList<Page> pages;            ///< the first one is where Esc leads back to
    QList<Panel> panels;          ///< from top to bottom at each side
    QList<QMenu*> menus;          ///< before "View" and "Help", which the shell makes
    QList<QAction*> view;         ///< of the pages, for the menu "View"; nullptr: a separator
    QList<QAction*> tools;        ///< at the left of the toolbar, after the pages
    QList<QAction*> toolsAtEnd;   ///< at its right
    QWidget* status = nullptr;    ///< in the status bar
    QList<QAction*> fixedKeys;    ///< whose keys the user can't change
};

} // namespace faultline::ui
