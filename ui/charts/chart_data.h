// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics.h"

#include <string>
#include <vector>

#include <QString>
#include <QStringList>

namespace faultline::ui {

/// How groups are shown: all of their failures as stacked bars, the decided ones alone as such, or the shares
/// of the labelled ones with intervals. Roles have intervals always, labels are curves.
enum class GroupForm { Stacks, Decided, Intervals };

/// What a chart of failure modes is drawn from: values only.
struct ChartData {
    QString title;                    ///< plain text, one line; empty: none is drawn
    std::vector<std::string> classes; ///< names, by ClassId
    labels::Taxonomy taxonomy;
    analysis::Statistics statistics; ///< grouped: a row for each group, or curves; else a bar for each mode
    GroupForm form = GroupForm::Stacks;
    // The last line of a file; empty: nothing of it.
    QString origin{}; ///< model and data set
    QString date{};   ///< of the export

    [[nodiscard]] bool hasIntervals() const {
        return form == GroupForm::Intervals || statistics.grouping == analysis::Grouping::Role;
    }
};

/// "312 of 541 failures labelled, 4 excluded"; of several annotators, who have no numbers together: "541
/// failures, labelled by 2 annotators".
[[nodiscard]] QString labellingProgress(const ChartData& data);
/// Whose labels they are; empty: each bar is one annotator's.
[[nodiscard]] QString whoseLabels(const ChartData& data);
/// That they are no random sample of what the plan draws from; empty: nothing of it.
[[nodiscard]] QString howSampled(const ChartData& data);
/// How to read the bars, and how the intervals are made.
[[nodiscard]] QString chartCaption(const ChartData& data);
/// "cat", "dog": of a class pair the true and the predicted class, else one name
[[nodiscard]] QStringList groupNames(const ChartData& data, const analysis::StatisticsGroup& group);
/// "cat → dog"
[[nodiscard]] QString groupName(const ChartData& data, const analysis::StatisticsGroup& group);
/// "pair", "true class": what one group is; the plural with more than one.
[[nodiscard]] QString groupNoun(const ChartData& data, std::size_t count);
/// Origin and date in one line; empty: none.
[[nodiscard]] QString originLine(const ChartData& data);
/// All numbers of the chart as sentences, for those who can't see it.
[[nodiscard]] QString chartInWords(const ChartData& data);

} // namespace faultline::ui
