// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/grouping.h"

#include "core/workbench/consensus.h"

#include <array>
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
        break;
    }
    return std::nullopt;
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
    constexpr std::array<std::pair<std::string_view, Grouping>, 5> names{
        {{"", Grouping::None},
         {"pair", Grouping::Pair},
         {"true", Grouping::TrueClass},
         {"predicted", Grouping::PredictedClass},
         {"annotator", Grouping::Annotator}}};
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
    const AnnotationTable held(table, consensusLabels(consensus, annotations));
    analysis::Statistics statistics = statisticsOf(table, held.judgements(), classesOf(grouping));
    statistics.consensus = consensus.text();
    return statistics;
}

analysis::Statistics statisticsOf(const StudyTable& table, std::span<const labels::Judgement> judgements,
                                  std::optional<GroupBy> by, const Filter& filter) {
    if (filter.isEmpty())
        return analysis::statisticsOf(table.failures(), judgements, table.taxonomy(), by);
    std::vector<model::Prediction> failures;
    std::vector<labels::Judgement> theirs;
    for (std::size_t row = 0; row < table.failures().size(); ++row) {
        if (!filter.matches(table.failures()[row], judgements[row]))
            continue;
        failures.push_back(table.failures()[row]);
        theirs.push_back(judgements[row]);
    }
    return analysis::statisticsOf(failures, theirs, table.taxonomy(), by);
}

} // namespace faultline::workbench
