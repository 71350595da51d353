// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/contents.h"

#include <QDialog>
#include <QTimer>

class QMenuBar;
class QTextBrowser;

namespace faultline::ui {

/// All keys of the window, made from its menus, so that the list is never out of date: those of the page that
/// is seen come first, and what does nothing there now is paler. Stays open beside the window, whose keys can
/// be tried meanwhile.
class ShortcutSheet : public QDialog {
    Q_OBJECT

public:
    /// @param menus of the window, which outlives this
    ShortcutSheet(const QMenuBar& menus, QList<Page> pages, QWidget* parent);

    /// @param page the id of the one that is seen; empty: none
    void showFor(const QString& page);
    /// The keys are others.
    void refresh();
    /// The list in two columns, an HTML table for the page and for each menu.
    [[nodiscard]] static QString html(const QMenuBar& menus, const QList<Page>& pages = {},
                                      const QString& page = {});

protected:
    void changeEvent(QEvent* event) override;

private:
    const QMenuBar& m_menus;
    QList<Page> m_pages;
    QString m_page;
    QTextBrowser* m_text;
    QTimer m_soon; ///< many actions change at once
};

} // namespace faultline::ui
