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
    return QStringLiteral("<tr><td width=\"190\">%1</td><td>%2</td></tr>").arg(keys, what);
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

QString section(const QString& title, const QString& rows) {
    return QStringLiteral("<h3>%1</h3><table cellpadding=\"3\">%2</table>").arg(title, rows);
}

} // namespace

QString ShortcutSheet::html(const QMenuBar& menus) {
    QString text;
    for (const QAction* action : menus.actions()) {
        const QString rows = action->menu() != nullptr ? rowsOf(*action->menu()) : QString();
        if (!rows.isEmpty())
            text += section(plain(action->text()), rows);
    }
    const auto key = [](const QString& name) { return QStringLiteral("<b>%1</b>").arg(name); };
    return text + section(tr("In the grid"), row(key(tr("Arrows")), tr("Move in two dimensions")) +
                                                 row(key(tr("Home, End, Page Up, Page Down")),
                                                     tr("First, last, one page up or down")) +
                                                 row(key(tr("Shift or Ctrl + click")), tr("Select several")) +
                                                 row(key(tr("Enter, double click")), tr("Single view")) +
                                                 row(key(tr("Ctrl + wheel")), tr("Thumbnail size")));
}

ShortcutSheet::ShortcutSheet(const QMenuBar& menus, QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* text = new QTextBrowser(this);
    text->setHtml(html(menus));
    text->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(text);
    layout->addWidget(buttons);
    resizeWithinScreen(*this, {560, 640});
}

} // namespace faultline::ui
