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

/// What is said of each control; unlabelled where nothing is.
std::vector<labels::Label> controlLabels(const StudyTable& table, std::span<const labels::Label> labels) {
    std::map<base::SampleIndex, const labels::Label*> held;
    for (const labels::Label& label : labels)
        held[label.sample] = &label;
    std::vector<labels::Label> ofControls;
    for (const base::SampleIndex sample : table.controls()) {
        const auto found = held.find(sample);
        ofControls.push_back(found == held.end() ? labels::Label() : *found->second);
    }
    return ofControls;
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

/// Counts what is labelled, and what of it was not in the plan.
class SamplingCount {
public:
    /// @param plan the run's newest; nullptr: none
    explicit SamplingCount(const plans::Plan* plan)
        : m_plan(plan) {}

    void add(const labels::Judgement& judgement, std::optional<std::uint32_t> planVersion) {
        look(judgement);
        if (m_plan == nullptr || !judgement.isCategory())
            return;
        ++m_counted.labels;
        m_counted.outsidePlan += planVersion == m_plan->version ? 0 : 1;
    }
    /// At one that is not counted, but belongs to the set.
    void look(const labels::Judgement& judgement) {
        m_isComplete = m_isComplete && !judgement.isUnlabelled();
    }
    void add(const AnnotationTable& labels) {
        for (std::size_t row = 0; row < labels.judgements().size(); ++row)
            add(labels.judgements()[row], labels.planVersion(row));
    }
    /// How those of a complete set were chosen doesn't matter, nor within a pair how many of it were drawn.
    [[nodiscard]] std::optional<analysis::Sampling> sampling(std::optional<GroupBy> by = std::nullopt) const {
        if (m_plan == nullptr || m_isComplete)
            return std::nullopt;
        analysis::Sampling sampling = m_counted;
        sampling.isPerPair = m_plan->options.failures.kind == plans::FailureChoice::Kind::PerPair &&
                             by != GroupBy::Pair && sampling.labels > sampling.outsidePlan;
        return sampling.outsidePlan > 0 || sampling.isPerPair ? std::optional(sampling) : std::nullopt;
    }

private:
    const plans::Plan* m_plan;
    analysis::Sampling m_counted;
    bool m_isComplete = true;
};

const plans::Plan* planOf(const Annotations& annotations) {
    return annotations.plan ? &*annotations.plan : nullptr;
}

analysis::Statistics eachAnnotator(const StudyTable& table, const Annotations& annotations,
                                   const std::vector<labels::Annotator>& annotators) {
    std::vector<analysis::AnnotatorJudgements> judgements;
    SamplingCount count(planOf(annotations));
    for (const labels::Annotator& annotator : annotators) {
        const AnnotationTable theirs = annotations.of(annotator.id, table);
        judgements.push_back({annotator.name, theirs.judgements()});
        count.add(theirs);
    }
    analysis::Statistics statistics = analysis::statisticsByAnnotator(judgements, table.taxonomy());
    statistics.sampling = count.sampling();
    return statistics;
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
    analysis::Statistics statistics =
        statisticsOf(table, consensusLabels(consensus, annotations), grouping, planOf(annotations));
    statistics.consensus = consensus.text();
    return statistics;
}

analysis::Statistics statisticsOf(const StudyTable& table, std::span<const labels::Label> labels,
                                  Grouping grouping, const plans::Plan* plan) {
    const AnnotationTable held(table, labels);
    if (grouping != Grouping::Role && grouping != Grouping::Labels)
        return statisticsOf(table, held, classesOf(grouping), plan);
    SamplingCount count(plan);
    count.add(held);
    analysis::Statistics statistics;
    if (grouping == Grouping::Labels) {
        statistics = analysis::statisticsOverLabels(decisionsInOrder(table, labels), table.failures().size(),
                                                    table.taxonomy());
    } else {
        std::vector<labels::Judgement> controls;
        for (const labels::Label& label : controlLabels(table, labels)) {
            controls.push_back(label.judgement);
            count.add(label.judgement, label.given.planVersion);
        }
        statistics = analysis::statisticsByRole(held.judgements(), controls, table.taxonomy());
    }
    statistics.sampling = count.sampling();
    return statistics;
}

analysis::Statistics statisticsOf(const StudyTable& table, const AnnotationTable& labels,
                                  std::optional<GroupBy> by, const plans::Plan* plan, const Filter& filter,
                                  const AnnotationTable* held) {
    std::vector<model::Prediction> failures;
    std::vector<labels::Judgement> theirs;
    SamplingCount count(plan);
    for (std::size_t row = 0; row < table.failures().size(); ++row) {
        const labels::Judgement& judgement = labels.judgements()[row];
        count.look(judgement);
        if (!filter.isEmpty()) {
            Held its = held != nullptr ? held->held(row) : Held();
            its.judgement = judgement;
            if (!filter.matches(table.failures()[row], its))
                continue;
        }
        failures.push_back(table.failures()[row]);
        theirs.push_back(judgement);
        count.add(judgement, labels.planVersion(row));
    }
    analysis::Statistics statistics = analysis::statisticsOf(failures, theirs, table.taxonomy(), by);
    statistics.sampling = count.sampling(by);
    return statistics;
}

} // namespace faultline::workbench
