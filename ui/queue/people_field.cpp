// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/people_field.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/number_text.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString listText(const std::vector<std::string>& names) {
    QStringList list;
    for (const std::string& name : names)
        list << QString::fromStdString(name);
    return list.join(QStringLiteral(", "));
}

} // namespace

PeopleField::PeopleField(Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_edit(new QLineEdit(this))
    , m_note(new PlainLabel(this)) {
    m_edit->setObjectName(QStringLiteral("planPeople"));
    m_edit->setPlaceholderText(tr("everybody gets all; or names, with commas between them"));
    m_edit->setMinimumWidth(320);
    m_note->setObjectName(QStringLiteral("planPeopleNote"));
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit);
    layout->addWidget(m_note);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PeopleField::refresh);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, &PeopleField::refresh);
    refresh();
}

/// A comma lies between two names, but for one within the name of somebody who is known.
std::vector<std::string> PeopleField::typed() const {
    const QStringList known = m_workspace.labelling().annotators();
    const QStringList parts = m_edit->text().split(u',');
    std::vector<std::string> names;
    for (qsizetype at = 0; at < parts.size();) {
        qsizetype count = parts.size() - at;
        while (count > 1 && !known.contains(parts.mid(at, count).join(u',').trimmed()))
            --count;
        if (const QString name = parts.mid(at, count).join(u',').trimmed(); !name.isEmpty())
            names.push_back(name.toStdString());
        at += count;
    }
    return names;
}

base::Result<workbench::PlanPeople> PeopleField::people() const {
    std::vector<std::string> known;
    for (const QString& name : m_workspace.labelling().annotators())
        known.push_back(name.toStdString());
    return workbench::planPeople(typed(), known);
}

void PeopleField::refresh() {
    const auto people = this->people();
    QString note;
    if (!people) {
        note = QString::fromStdString(people.error().message);
        note.replace(0, 1, note.left(1).toUpper());
    } else if (!people->names.empty()) {
        note = people->names.size() == 1
                   ? tr("1 person: %1").arg(listText(people->names))
                   : tr("%1 people: %2").arg(countText(people->names.size()), listText(people->names));
        if (!people->fresh.empty())
            note += tr("; new here: %1").arg(listText(people->fresh));
    }
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_note->setForegroundRole(people ? QPalette::PlaceholderText : QPalette::WindowText);
    m_edit->setAccessibleDescription(note);
}

} // namespace faultline::ui
