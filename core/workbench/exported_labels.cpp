// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/exported_labels.h"

#include "core/exchange/label_fields.h"
#include "core/model/run_header.h"
#include "core/workbench/consensus.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/study_table.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline::workbench {

namespace {

using labels::Exclusion;
using labels::Judgement;

/// What was said more often than anything else; nothing: a tie, or nothing was said.
template <class Value>
std::optional<Value> mostFrequent(const std::map<Value, std::size_t>& counts) {
    std::optional<Value> most;
    std::size_t votes = 0;
    for (const auto& [value, count] : counts) {
        if (count == votes)
            most.reset();
        if (count > votes) {
            most = value;
            votes = count;
        }
    }
    return most;
}

/// Of an item that a consensus excludes. Who gave no reason has no say in it.
Judgement exclusionOf(const std::vector<const labels::Label*>& votes) {
    std::map<Exclusion, std::size_t> reasons;
    std::map<base::ClassId, std::size_t> classes;
    for (const labels::Label* vote : votes) {
        if (!vote->judgement.isExcluded() || vote->judgement.reason() == Exclusion::Unspecified)
            continue;
        ++reasons[vote->judgement.reason()];
        if (const auto right = vote->judgement.rightClass())
            ++classes[*right];
    }
    const auto reason = mostFrequent(reasons);
    if (!reason)
        return Judgement::excluded();
    return Judgement::excluded(*reason, *reason == Exclusion::WrongTruth ? mostFrequent(classes)
                                                                         : std::optional<base::ClassId>());
}

void addReasons(std::vector<labels::Label>& agreed, const std::vector<labels::Label>& given) {
    std::map<base::SampleIndex, std::vector<const labels::Label*>> votes;
    for (const labels::Label& label : given)
        votes[label.sample].push_back(&label);
    for (labels::Label& label : agreed)
        if (label.judgement == Judgement::excluded() && label.given.how != labels::How::Adjudication)
            label.judgement = exclusionOf(votes[label.sample]);
}

/// What is for one annotator does not tell what the model said of items that they are yet to label blind, of
/// which they may have a note, nor the true class where the plan hides it.
base::Result<> hideOpenItems(const study::Study& study, base::RunId run, const labels::Annotator& annotator,
                             exchange::LabelContext& context) {
    FAULTLINE_TRY(plan, study.plans().current(run));
    if (!plan || plan->options.sight != plans::Sight::Blind)
        return {};
    FAULTLINE_TRY(queue, annotatorQueue(study, *plan, annotator));
    std::set<base::SampleIndex> open;
    for (std::size_t position = 0; position < queue.places.size(); ++position)
        if (!queue.isAnswered(position))
            open.insert(queue.places[position].sample);
    const bool hidesTruth = plan->options.truth == plans::Truth::Hidden;
    for (exchange::LabelCarrier& carrier : context.samples) {
        if (!open.contains(carrier.sample))
            continue;
        carrier.predicted.reset();
        if (hidesTruth) {
            carrier.truth.reset();
            context.paths.erase(carrier.sample); // the folder of a picture is its class
        }
    }
    return {};
}

} // namespace

base::Result<std::vector<exchange::LabelCarrier>> labelCarriers(const study::Study& study, base::RunId run) {
    if (!study.runs().packagedFor()) {
        FAULTLINE_TRY(samples, labellable(study, run));
        return exchange::carriersOf(samples);
    }
    FAULTLINE_TRY(items, study.runs().items(run));
    FAULTLINE_TRY(truths, study.runs().truths(run));
    std::vector<exchange::LabelCarrier> result;
    for (const study::Item& item : items) {
        const auto truth = truths.find(item.sample);
        result.push_back(
            {item.sample, truth == truths.end() ? std::nullopt : std::optional(truth->second), std::nullopt});
    }
    return result;
}

base::Result<ExportedLabels> exportedLabels(const study::Study& study, base::RunId run,
                                            const std::optional<std::string>& consensus) {
    FAULTLINE_TRY(annotations, annotationsOf(study, run));
    FAULTLINE_TRY(samples, labelCarriers(study, run));
    FAULTLINE_TRY(paths, study.runs().paths(run));
    const std::vector<std::string> classes = study.runs().header(run).classNames();
    exchange::LabelContext context{std::move(samples), classes, study.labels().taxonomy(), std::move(paths)};
    ExportedLabels exported;
    if (consensus) {
        FAULTLINE_TRY(chosen, consensusOf(*consensus, annotations));
        std::vector<labels::Label> agreed = consensusLabels(chosen, annotations);
        exported.whose = chosen.annotator;
        if (const labels::Annotator* who = annotations.find(chosen.annotator))
            FAULTLINE_CHECK(hideOpenItems(study, run, *who, context));
        if (chosen.rule != Consensus::Rule::Annotator) {
            context.consensus = chosen.text();
            exported.whose = std::string(exchange::consensusAnnotator) + context.consensus;
            addReasons(agreed, annotations.labels);
        }
        annotations.labels = std::move(agreed);
    }
    exported.labels = exchange::labelTexts(annotations.labels, annotations.annotators, context);
    return exported;
}

void keepDecided(ExportedLabels& exported) {
    std::erase_if(exported.labels, [](const exchange::LabelTexts& label) {
        return label[exchange::LabelMember::Mode].empty();
    });
}

} // namespace faultline::workbench
