// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/kept_filter_menu.h"

#include "core/workbench/clause_text.h"
#include "ui/failures/filter_words.h"
#include "ui/places/kept_filters.h"
#include "ui/text/plain_text.h"

#include <QInputDialog>
#include <QLineEdit>

namespace faultline::ui {

namespace {

QAction* addEntry(QMenu& menu, const QString& name) {
    QString text = name;
    QAction* action = menu.addAction(text.replace(u'&', QStringLiteral("&&")));
    setTip(action, name);
    return action;
}

} // namespace

KeptFilterMenu::KeptFilterMenu(Workspace& workspace, QWidget* parent)
    : QMenu(tr("&Kept filters"), parent)
    , m_workspace(workspace)
    , m_keep(tr("&Keep this filter…")) {
    setObjectName(QStringLiteral("keptFilterMenu"));
    // A menu that loses an action cuts all that joins it to the menu.
    connect(&m_keep, &QAction::triggered, &m_keep, [this] { keepPresent(); });
    for (const auto signal : {&Workspace::opened, &Workspace::closed})
        connect(&workspace, signal, this, &KeptFilterMenu::refreshKeep);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, &KeptFilterMenu::refreshKeep);
    connect(this, &QMenu::aboutToShow, this, &KeptFilterMenu::fill);
    fill(); // a menu without entries does not open
}

std::optional<workbench::Filter> KeptFilterMenu::filterOf(const QStringList& conditions) const {
    std::vector<std::string> texts;
    for (const QString& each : conditions)
        texts.push_back(each.toStdString());
    const auto filter = workbench::parsedFilter(texts, vocabularyOf(m_workspace.study()));
    return filter ? std::optional(*filter) : std::nullopt;
}

QStringList KeptFilterMenu::names() const {
    QStringList names;
    if (!m_workspace.study().isOpen())
        return names;
    const auto filters = keptFilters();
    for (auto each = filters.begin(); each != filters.end(); ++each)
        if (filterOf(each.value()))
            names << each.key();
    return names;
}

bool KeptFilterMenu::show(const QString& name) {
    const auto filters = keptFilters();
    const auto found = filters.find(name);
    const auto filter =
        found == filters.end() || !m_workspace.study().isOpen() ? std::nullopt : filterOf(found.value());
    if (!filter)
        return false;
    m_workspace.visible().setFilter(*filter);
    Q_EMIT shown();
    return true;
}

void KeptFilterMenu::fill() {
    clear();
    qDeleteAll(findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
    const QStringList all = names();
    for (const QString& name : all)
        connect(addEntry(*this, name), &QAction::triggered, this, [this, name] { show(name); });
    addSeparator();
    addAction(&m_keep);
    refreshKeep();
    QMenu* removal = addMenu(tr("&Remove"));
    removal->setEnabled(!all.isEmpty());
    for (const QString& name : all)
        connect(addEntry(*removal, name), &QAction::triggered, this, [this, name] {
            removeKeptFilter(name);
            Q_EMIT changed();
        });
}

void KeptFilterMenu::refreshKeep() {
    m_keep.setEnabled(m_workspace.study().isOpen() && !m_workspace.visible().filter().isEmpty());
}

void KeptFilterMenu::keepPresent() {
    const QString name = QInputDialog::getText(parentWidget(), tr("Keep this filter"),
                                               tr("Name; a filter of that name is replaced:"))
                             .trimmed();
    if (name.isEmpty() || !m_workspace.study().isOpen())
        return;
    QStringList conditions;
    for (const std::string& each :
         workbench::filterTexts(m_workspace.visible().filter(), vocabularyOf(m_workspace.study())))
        conditions << QString::fromStdString(each);
    keepFilter(name, conditions);
    Q_EMIT changed();
}

} // namespace faultline::ui
