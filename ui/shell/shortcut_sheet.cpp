// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcut_sheet.h"

#include "ui/fitting/screen_room.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QMenu>
#include <QMenuBar>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString plain(QString text) {
    return text.remove(QLatin1Char('&')).toHtmlEscaped();
}

QString keysOf(const QAction& action) {
    QStringList keys;
    for (const QKeySequence& key : action.shortcuts())
        keys << QStringLiteral("<b>%1</b>").arg(key.toString(QKeySequence::NativeText).toHtmlEscaped());
    return keys.join(QStringLiteral(" &nbsp;or&nbsp; "));
}

QString row(const QString& keys, const QString& what) {
    return QStringLiteral("<tr><td width=\"160\">%1</td><td>%2</td></tr>").arg(keys, what);
}

QString rowsOf(const QMenu& menu) {
    QString rows;
    for (const QAction* action : menu.actions()) {
        if (!action->shortcuts().isEmpty())
            rows += row(keysOf(*action), action->iconText().toHtmlEscaped());
        if (action->menu() != nullptr)
            rows += rowsOf(*action->menu());
    }
    return rows;
}

/// A menu's keys under its title.
struct Section {
    QString title;
    QString rows;

    [[nodiscard]] QString html() const {
        return QStringLiteral("<h3>%1</h3><table cellpadding=\"3\">%2</table>").arg(title, rows);
    }
    [[nodiscard]] qsizetype lines() const { return 2 + rows.count(QStringLiteral("<tr>")); }
};

QList<Section> sectionsOf(const QMenuBar& menus) {
    QList<Section> sections;
    for (const QAction* action : menus.actions()) {
        const QString rows = action->menu() != nullptr ? rowsOf(*action->menu()) : QString();
        if (!rows.isEmpty())
            sections.append({plain(action->text()), rows});
    }
    const auto key = [](const QString& name) { return QStringLiteral("<b>%1</b>").arg(name); };
    const auto tr = [](const char* text) { return ShortcutSheet::tr(text); };
    sections.append({tr("In the grid"), row(key(tr("Arrows")), tr("Move in two dimensions")) +
                                            row(key(tr("Home, End, Page Up, Page Down")),
                                                tr("First, last, one page up or down")) +
                                            row(key(tr("Shift or Ctrl + click")), tr("Select several")) +
                                            row(key(tr("Enter, double click")), tr("Single view")) +
                                            row(key(tr("Ctrl + wheel")), tr("Thumbnail size"))});
    return sections;
}

} // namespace

QString ShortcutSheet::html(const QMenuBar& menus) {
    const QList<Section> sections = sectionsOf(menus);
    qsizetype all = 0, lines = 0;
    for (const Section& section : sections)
        all += section.lines();
    QString columns[2];
    for (const Section& section : sections) {
        columns[lines * 2 < all ? 0 : 1] += section.html();
        lines += section.lines();
    }
    return QStringLiteral("<table width=\"100%\"><tr><td width=\"50%\">%1</td><td>%2</td></tr></table>")
        .arg(columns[0], columns[1]);
}

ShortcutSheet::ShortcutSheet(const QMenuBar& menus, QWidget* parent)
    : QDialog(parent)
    , m_menus(menus)
    , m_text(new QTextBrowser(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    refresh();
    m_text->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    resizeWithinScreen(*this, {880, 760});
}

void ShortcutSheet::refresh() {
    m_text->setHtml(html(m_menus));
}

} // namespace faultline::ui
