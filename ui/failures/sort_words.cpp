// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/sort_words.h"

#include "core/workbench/covariate_condition.h"

#include <QCoreApplication>

namespace faultline::ui {

using workbench::SortDirection;
using workbench::SortKey;

namespace {

struct SortWords {
    Q_DECLARE_TR_FUNCTIONS(SortWords)
};

/// What comes first when ascending, and when descending.
std::pair<QString, QString> directionsOf(SortKey key) {
    switch (key) {
    case SortKey::Arrival:
        return {SortWords::tr("Oldest first"), SortWords::tr("Newest first")};
    case SortKey::ClassPair:
        return {SortWords::tr("In the order of classes"), SortWords::tr("Against the order of classes")};
    case SortKey::Label:
        return {SortWords::tr("In the order of modes"), SortWords::tr("Against the order of modes")};
    case SortKey::Decided:
        return {SortWords::tr("Longest ago first"), SortWords::tr("Latest first")};
    case SortKey::Brightness:
        return {SortWords::tr("Darkest first"), SortWords::tr("Brightest first")};
    case SortKey::Sharpness:
        return {SortWords::tr("Most blurred first"), SortWords::tr("Sharpest first")};
    case SortKey::People:
        return {SortWords::tr("Fewest agree first"), SortWords::tr("Most agree first")};
    case SortKey::Confidence:
    case SortKey::Margin:
    case SortKey::Index:
        break;
    }
    return {SortWords::tr("Lowest first"), SortWords::tr("Highest first")};
}

} // namespace

QList<SortChoice> sortChoices(const OpenStudy& study) {
    QList<SortChoice> choices;
    for (const auto& [text, key] : {std::pair(SortWords::tr("Arrival"), SortKey::Arrival),
                                    {SortWords::tr("Confidence"), SortKey::Confidence},
                                    {SortWords::tr("Margin"), SortKey::Margin},
                                    {SortWords::tr("Index"), SortKey::Index},
                                    {SortWords::tr("Class pair"), SortKey::ClassPair},
                                    {SortWords::tr("Label"), SortKey::Label},
                                    {SortWords::tr("Time of decision"), SortKey::Decided},
                                    {SortWords::tr("Brightness"), SortKey::Brightness},
                                    {SortWords::tr("Sharpness"), SortKey::Sharpness}})
        choices.append({text, QString::fromStdString(std::string(workbench::name(key)))});
    for (const workbench::CovariatePtr& each : study.covariates())
        if (each->answers() != nullptr) {
            const workbench::Sorting byPeople{SortKey::People, SortDirection::Ascending, each};
            choices.append({SortWords::tr("People: %1").arg(QString::fromStdString(each->name)),
                            QString::fromStdString(workbench::sortingText(byPeople))});
        }
    return choices;
}

QString directionText(SortKey key, SortDirection direction) {
    const auto both = directionsOf(key);
    return direction == SortDirection::Ascending ? both.first : both.second;
}

void sortBy(Workspace& workspace, const QString& name) {
    VisibleFailures& visible = workspace.visible();
    if (const auto sorting = workbench::sortingNamed(name.toStdString(), visible.sorting().direction,
                                                     workspace.study().covariates()))
        visible.setSorting(*sorting);
}

void sortIn(Workspace& workspace, SortDirection direction) {
    workbench::Sorting sorting = workspace.visible().sorting();
    sorting.direction = direction;
    workspace.visible().setSorting(sorting);
}

} // namespace faultline::ui
