// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcut_sheet.h"

#include "ui/fitting/screen_room.h"

#include <utility>

#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QEvent>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
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

QString paler(const QString& html) {
    return QStringLiteral("<span style=\"color:%1\">%2</span>")
        .arg(QApplication::palette().color(QPalette::PlaceholderText).name(), html);
}

/// With those of their menus.
void collect(const QList<QAction*>& actions, QList<QAction*>& found) {
    for (QAction* action : actions) {
        if (action == nullptr)
            continue;
        if (!action->shortcuts().isEmpty())
            found.append(action);
        if (action->menu() != nullptr)
            collect(action->menu()->actions(), found);
    }
}

QList<QAction*> allOf(const QList<QAction*>& actions) {
    QList<QAction*> found;
    collect(actions, found);
    return found;
}

/// A page's or a menu's keys under its title.
struct Section {
    QString title;
    QString rows;

    [[nodiscard]] QString html() const {
        return QStringLiteral("<h3>%1</h3><table cellpadding=\"3\">%2</table>").arg(title, rows);
    }
    [[nodiscard]] qsizetype lines() const { return 2 + rows.count(QStringLiteral("<tr>")); }
};

/// What acts on the page that is seen, and what on others alone.
struct Acting {
    QList<QAction*> here, elsewhere;

    Acting(const QList<Page>& pages, const QString& shown) {
        for (const Page& page : pages)
            if (page.actions)
                (page.id == shown ? here : elsewhere) += allOf(page.actions());
    }
    [[nodiscard]] QString rowOf(QAction* action) const {
        const QString keys = keysOf(*action);
        const QString what = action->iconText().toHtmlEscaped();
        const bool acts = action->isEnabled() && (here.contains(action) || !elsewhere.contains(action));
        return acts ? row(keys, what) : row(paler(keys), paler(what));
    }
};

Section sectionOf(const Page& page, const Acting& acting) {
    Section section{plain(page.title), {}};
    for (const auto& [keys, what] : page.ownKeys)
        section.rows += row(QStringLiteral("<b>%1</b>").arg(keys.toHtmlEscaped()), what.toHtmlEscaped());
    for (QAction* action : acting.here)
        section.rows += acting.rowOf(action);
    return section;
}

QList<Section> sectionsOf(const QMenuBar& menus, const QList<Page>& pages, const QString& shown) {
    const Acting acting(pages, shown);
    QList<Section> sections;
    for (const Page& page : pages)
        if (page.id == shown)
            sections.append(sectionOf(page, acting));
    for (const QAction* title : menus.actions()) {
        Section section{plain(title->text()), {}};
        for (QAction* action : title->menu() != nullptr ? allOf(title->menu()->actions()) : QList<QAction*>())
            if (!acting.here.contains(action))
                section.rows += acting.rowOf(action);
        if (!section.rows.isEmpty())
            sections.append(section);
    }
    return sections;
}

} // namespace

QString ShortcutSheet::html(const QMenuBar& menus, const QList<Page>& pages, const QString& page) {
    const QList<Section> sections = sectionsOf(menus, pages, page);
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

ShortcutSheet::ShortcutSheet(const QMenuBar& menus, QList<Page> pages, QWidget* parent)
    : QDialog(parent)
    , m_menus(menus)
    , m_pages(std::move(pages))
    , m_text(new QTextBrowser(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &ShortcutSheet::refresh);
    m_text->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    resizeWithinScreen(*this, {880, 760});
    refresh();
}

void ShortcutSheet::showFor(const QString& page) {
    if (page != m_page)
        m_text->verticalScrollBar()->setValue(0);
    m_page = page;
    m_soon.start(0); // what a page lets be done is settled after it is shown
}

void ShortcutSheet::refresh() {
    const int place = m_text->verticalScrollBar()->value();
    m_text->setHtml(html(m_menus, m_pages, m_page));
    m_text->verticalScrollBar()->setValue(place);
    for (const QAction* action : allOf(m_menus.actions()))
        connect(action, &QAction::enabledChanged, &m_soon, qOverload<>(&QTimer::start), Qt::UniqueConnection);
}

void ShortcutSheet::changeEvent(QEvent* event) {
    QDialog::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_soon.start(0);
}

} // namespace faultline::ui
