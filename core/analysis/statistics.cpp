// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <utility>

namespace faultline::analysis {

namespace {

Grouping groupingOf(GroupBy by) {
    switch (by) {
    case GroupBy::Pair:
        return Grouping::Pair;
    case GroupBy::TrueClass:
        return Grouping::TrueClass;
    case GroupBy::PredictedClass:
        return Grouping::PredictedClass;
    }
    return Grouping::None;
}

std::vector<StatisticsGroup> groupsOf(std::span<const model::Prediction> failures,
                                      std::span<const labels::Judgement> judgements,
                                      const labels::Taxonomy& taxonomy, GroupBy by) {
    using Key = std::pair<std::optional<base::ClassId>, std::optional<base::ClassId>>;
    std::map<Key, std::vector<labels::Judgement>> members; // ordered by class numbers
    for (std::size_t i = 0; i < failures.size(); ++i) {
        Key key;
        if (by != GroupBy::PredictedClass)
            key.first = failures[i].truth;
        if (by != GroupBy::TrueClass)
            key.second = failures[i].predicted;
        members[key].push_back(judgements[i]);
    }
    std::vector<StatisticsGroup> groups;
    for (const auto& [key, theirs] : members)
        groups.push_back({key.first, key.second, {}, distributionOf(theirs, taxonomy)});
    std::stable_sort(groups.begin(), groups.end(), [](const StatisticsGroup& a, const StatisticsGroup& b) {
        return a.distribution.failures > b.distribution.failures;
    });
    return groups;
}

} // namespace

Statistics statisticsOf(std::span<const model::Prediction> failures,
                        std::span<const labels::Judgement> judgements, const labels::Taxonomy& taxonomy,
                        std::optional<GroupBy> by) {
    assert(failures.size() == judgements.size());
    Statistics statistics;
    statistics.whole = distributionOf(judgements, taxonomy);
    if (by) {
        statistics.grouping = groupingOf(*by);
        statistics.groups = groupsOf(failures, judgements, taxonomy, *by);
    }
    return statistics;
}

Statistics statisticsByAnnotator(std::span<const AnnotatorJudgements> annotators,
                                 const labels::Taxonomy& taxonomy) {
    Statistics statistics;
    statistics.grouping = Grouping::Annotator;
    for (const AnnotatorJudgements& one : annotators)
        statistics.groups.push_back({{}, {}, one.annotator, distributionOf(one.judgements, taxonomy)});
    return statistics;
}

Statistics statisticsByRole(std::span<const labels::Judgement> failures,
                            std::span<const labels::Judgement> controls, const labels::Taxonomy& taxonomy) {
    Statistics statistics;
    statistics.grouping = Grouping::Role;
    statistics.whole = distributionOf(failures, taxonomy);
    statistics.groups.push_back({{}, {}, {}, *statistics.whole, Role::Failure});
    statistics.groups.push_back({{}, {}, {}, distributionOf(controls, taxonomy), Role::Control});
    return statistics;
}

Statistics statisticsOverLabels(std::span<const labels::Judgement> decisions, std::uint64_t failures,
                                const labels::Taxonomy& taxonomy) {
    Statistics statistics;
    statistics.grouping = Grouping::Labels;
    std::vector<labels::Judgement> all(decisions.begin(), decisions.end());
    all.resize(std::max<std::size_t>(all.size(), failures)); // the others are unlabelled
    statistics.whole = distributionOf(all, taxonomy);
    const std::size_t steps = std::min(decisions.size(), mostLabelSteps);
    for (std::size_t step = 1; step <= steps; ++step) {
        const std::size_t count = decisions.size() * step / steps;
        statistics.groups.push_back(
            {{}, {}, {}, distributionOf(decisions.first(count), taxonomy), {}, count});
    }
    return statistics;
}

} // namespace faultline::analysis
