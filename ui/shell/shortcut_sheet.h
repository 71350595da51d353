// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QMenuBar;
class QTextBrowser;

namespace faultline::ui {

/// All keys of the window, made from its menus, so that the list is never out of date. Stays open beside the
/// window, whose keys can be tried meanwhile.
class ShortcutSheet : public QDialog {
    Q_OBJECT

public:
    ShortcutSheet(const QMenuBar& menus, QWidget* parent);

    /// The keys are others.
    void refresh();
    /// The list in two columns, an HTML table a menu; the grid's own keys (arrows, Home, Enter …) come last.
    [[nodiscard]] static QString html(const QMenuBar& menus);

private:
    const QMenuBar& m_menus; ///< of the window, which outlives this
    QTextBrowser* m_text;
};

} // namespace faultline::ui
