// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/grouping.h"

#include "core/workbench/consensus.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

namespace faultline::workbench {

using analysis::GroupBy;
using analysis::Grouping;

namespace {

std::optional<GroupBy> classesOf(Grouping grouping) {
    switch (grouping) {
    case Grouping::Pair:
        return GroupBy::Pair;
    case Grouping::TrueClass:
        return GroupBy::TrueClass;
    case Grouping::PredictedClass:
        return GroupBy::PredictedClass;
    case Grouping::None:
    case Grouping::Annotator:
    case Grouping::Role:
    case Grouping::Labels:
        break;
    }
    return std::nullopt;
}

std::vector<labels::Judgement> controlJudgements(const StudyTable& table,
                                                 std::span<const labels::Label> labels) {
    std::map<base::SampleIndex, labels::Judgement> held;
    for (const labels::Label& label : labels)
        held[label.sample] = label.judgement;
    std::vector<labels::Judgement> judgements;
    for (const base::SampleIndex sample : table.controls()) {
        const auto found = held.find(sample);
        judgements.push_back(found == held.end() ? labels::Judgement() : found->second);
    }
    return judgements;
}

/// What was decided of failures, the earliest first; of one moment, as by an import, by index.
std::vector<labels::Judgement> decisionsInOrder(const StudyTable& table,
                                                std::span<const labels::Label> labels) {
    std::vector<labels::Label> decisions;
    for (const labels::Label& label : labels)
        if (table.rowOf(label.sample) && !label.judgement.isUnlabelled())
            decisions.push_back(label);
    std::sort(decisions.begin(), decisions.end(), [](const labels::Label& left, const labels::Label& right) {
        return std::tie(left.labelledAt, left.sample) < std::tie(right.labelledAt, right.sample);
    });
    std::vector<labels::Judgement> judgements;
    for (const labels::Label& each : decisions)
        judgements.push_back(each.judgement);
    return judgements;
}

analysis::Statistics eachAnnotator(const StudyTable& table, const Annotations& annotations,
                                   const std::vector<labels::Annotator>& annotators) {
    std::vector<analysis::AnnotatorJudgements> judgements;
    for (const labels::Annotator& annotator : annotators)
        judgements.push_back({annotator.name, annotations.of(annotator.id, table).judgements()});
    return analysis::statisticsByAnnotator(judgements, table.taxonomy());
}

} // namespace

std::optional<Grouping> groupingNamed(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, Grouping>, 7> names{
        {{"", Grouping::None},
         {"pair", Grouping::Pair},
         {"true", Grouping::TrueClass},
         {"predicted", Grouping::PredictedClass},
         {"annotator", Grouping::Annotator},
         {"role", Grouping::Role},
         {"labels", Grouping::Labels}}};
    for (const auto& [name, grouping] : names)
        if (name == text)
            return grouping;
    return std::nullopt;
}

base::Result<analysis::Statistics> statisticsOf(const StudyTable& table, const Annotations& annotations,
                                                Grouping grouping, std::string_view text) {
    if (grouping == Grouping::Annotator && text.empty())
        return eachAnnotator(table, annotations, annotations.labellers(table));
    FAULTLINE_TRY(consensus, consensusOf(text, annotations));
    if (grouping == Grouping::Annotator) {
        if (consensus.rule != Consensus::Rule::Annotator)
            return base::failure(base::ErrorKind::InvalidInput,
                                 "by annotator each is counted apart, and a consensus is of all together; "
                                 "leave one of them out");
        return eachAnnotator(table, annotations, {*annotations.find(consensus.annotator)});
    }
    analysis::Statistics statistics = statisticsOf(table, consensusLabels(consensus, annotations), grouping);
    statistics.consensus = consensus.text();
    return statistics;
}

analysis::Statistics statisticsOf(const StudyTable& table, std::span<const labels::Label> labels,
                                  Grouping grouping) {
    if (grouping == Grouping::Labels)
        return analysis::statisticsOverLabels(decisionsInOrder(table, labels), table.failures().size(),
                                              table.taxonomy());
    const AnnotationTable held(table, labels);
    if (grouping == Grouping::Role)
        return analysis::statisticsByRole(held.judgements(), controlJudgements(table, labels),
                                          table.taxonomy());
    return statisticsOf(table, held.judgements(), classesOf(grouping));
}

analysis::Statistics statisticsOf(const StudyTable& table, std::span<const labels::Judgement> judgements,
                                  std::optional<GroupBy> by, const Filter& filter,
                                  const AnnotationTable* held) {
    if (filter.isEmpty())
        return analysis::statisticsOf(table.failures(), judgements, table.taxonomy(), by);
    std::vector<model::Prediction> failures;
    std::vector<labels::Judgement> theirs;
    for (std::size_t row = 0; row < table.failures().size(); ++row) {
        Held its = held != nullptr ? held->held(row) : Held();
        its.judgement = judgements[row];
        if (!filter.matches(table.failures()[row], its))
            continue;
        failures.push_back(table.failures()[row]);
        theirs.push_back(judgements[row]);
    }
    return analysis::statisticsOf(failures, theirs, table.taxonomy(), by);
}

} // namespace faultline::workbench
