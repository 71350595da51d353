// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/desk_keeper.h"

#include "core/study/run_entry.h"
#include "core/workbench/clause_text.h"
#include "core/workbench/covariate_condition.h"
#include "ui/places/desk.h"

#include <utility>

namespace faultline::ui {

namespace {

const QString annotatorKey = QStringLiteral("annotator");
const QString shownRunKey = QStringLiteral("run");
const QString sortKey = QStringLiteral("sort");
const QString descendingKey = QStringLiteral("descending");
const QString filterKey = QStringLiteral("filter");
const QString currentKey = QStringLiteral("current");

QString text(const std::string& name) {
    return QString::fromStdString(name);
}

workbench::Vocabulary vocabularyOf(const OpenStudy& study) {
    return {study.classNames(), study.taxonomy(), study.otherRuns(), study.covariates()};
}

QString uuidOf(const OpenStudy& study) {
    return text(study.thread()->uuid());
}

} // namespace

QString annotatorLeftOn(const study::Study& study) {
    return deskOf(text(study.uuid())).value(annotatorKey).toString();
}

std::optional<base::RunId> runLeftOn(const study::Study& study) {
    const std::string uuid = deskOf(text(study.uuid())).value(shownRunKey).toString().toStdString();
    for (const study::RunEntry& run : study.runs().all())
        if (run.uuid == uuid)
            return run.id;
    return std::nullopt;
}

DeskKeeper::DeskKeeper(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    connect(&m_everyMinute, &QTimer::timeout, this, &DeskKeeper::save);
}

void DeskKeeper::begin() {
    connect(&m_workspace, &Workspace::leaving, this, &DeskKeeper::save);
    m_everyMinute.start(std::chrono::minutes(1));
}

void DeskKeeper::add(const QString& key, std::function<QVariant()> give,
                     std::function<void(const QVariant&)> take) {
    m_values.push_back({key, std::move(give), std::move(take)});
}

QString DeskKeeper::runKey(const QString& key) const {
    return text(m_workspace.study().thread()->run(m_workspace.study().run()).uuid) + u'/' + key;
}

QStringList DeskKeeper::filterTexts() const {
    QStringList texts;
    for (const std::string& condition :
         workbench::filterTexts(m_workspace.visible().filter(), vocabularyOf(m_workspace.study())))
        texts << text(condition);
    return texts;
}

void DeskKeeper::save() {
    const OpenStudy& study = m_workspace.study();
    if (!study.isOpen())
        return;
    const workbench::Sorting sorting = m_workspace.visible().sorting();
    const int current = m_workspace.cursor().current();
    QVariantMap values{{annotatorKey, m_workspace.labelling().annotator()},
                       {shownRunKey, text(study.thread()->run(study.run()).uuid)},
                       {sortKey, text(workbench::sortingText(sorting))},
                       {descendingKey, sorting.direction == workbench::SortDirection::Descending},
                       {runKey(filterKey), filterTexts()}};
    if (current >= 0)
        values.insert(runKey(currentKey), m_workspace.items().failure(current).sample.value);
    for (const Value& value : m_values)
        if (const QVariant given = value.give(); given.isValid())
            values.insert(value.key, given);
    leaveOnDesk(uuidOf(study), values);
}

void DeskKeeper::restore() {
    const QVariantMap values = deskOf(uuidOf(m_workspace.study()));
    const auto direction = values.value(descendingKey).toBool() ? workbench::SortDirection::Descending
                                                                : workbench::SortDirection::Ascending;
    // What it was sorted by may have gone.
    m_workspace.visible().setSorting(
        workbench::sortingNamed(values.value(sortKey).toString().toStdString(), direction,
                                m_workspace.study().covariates())
            .value_or(workbench::Sorting{workbench::SortKey::Arrival, direction}));
    restoreFilter(values.value(runKey(filterKey)).toStringList());
    for (const Value& value : m_values)
        if (values.contains(value.key))
            value.take(values.value(value.key));
    restoreCurrent(values.value(runKey(currentKey)));
}

void DeskKeeper::restoreFilter(const QStringList& texts) {
    workbench::Filter filter;
    for (const QString& each : texts)
        // A run, a class or a mode of that name may have gone.
        if (const auto clause =
                workbench::parsedClause(each.toStdString(), vocabularyOf(m_workspace.study())))
            filter = workbench::with(filter, *clause);
    m_workspace.visible().setFilter(filter);
}

void DeskKeeper::restoreCurrent(const QVariant& sample) {
    bool isNumber = false;
    const base::SampleIndex index(sample.toUInt(&isNumber));
    const int row = isNumber ? m_workspace.items().rowOf(index) : -1;
    if (m_workspace.visible().positionOf(row) >= 0)
        m_workspace.cursor().setCurrent(row);
    else if (const int first = m_workspace.cursor().firstUndecided(); first >= 0)
        m_workspace.cursor().setCurrent(first);
}

} // namespace faultline::ui
