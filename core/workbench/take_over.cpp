// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/take_over.h"

#include "core/study/run_entry.h"
#include "core/workbench/study_table.h"

#include <map>
#include <unordered_map>
#include <utility>

namespace faultline::workbench {

namespace {

using Predicted = std::unordered_map<base::SampleIndex, base::ClassId>;

base::Result<Predicted> predictedClasses(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(predictions, study.runs().predictions(run));
    Predicted classes;
    classes.reserve(predictions.size());
    for (const model::Prediction& prediction : predictions)
        classes.emplace(prediction.sample, prediction.predicted);
    return classes;
}

/// What of the run the annotator has not decided, as it was predicted.
base::Result<Predicted> undecidedItems(const study::Study& study, base::RunId run,
                                       base::AnnotatorId annotator) {
    FAULTLINE_TRY(items, labellable(study, run));
    FAULTLINE_TRY(labels, study.labels().labels(run, annotator));
    Predicted undecided;
    for (const model::Prediction& item : items)
        undecided.emplace(item.sample, item.predicted);
    for (const labels::Label& label : labels)
        if (!label.judgement.isUnlabelled())
            undecided.erase(label.sample);
    return undecided;
}

bool isSamePrediction(const Predicted& here, const Predicted& there, base::SampleIndex sample) {
    const auto left = here.find(sample);
    const auto right = there.find(sample);
    return left != here.end() && right != there.end() && left->second == right->second;
}

struct Latest {
    LabelOffer offer;
    base::Timestamp at{};
};

} // namespace

base::Result<std::vector<LabelOffer>> labelOffers(const study::Study& study, base::RunId run,
                                                  base::AnnotatorId annotator) {
    if (study.runs().all().size() < 2)
        return std::vector<LabelOffer>{};
    FAULTLINE_TRY(undecided, undecidedItems(study, run, annotator));
    std::map<base::SampleIndex, Latest> latest;
    for (const study::RunEntry& other : study.runs().all()) {
        if (other.id == run)
            continue;
        FAULTLINE_TRY(labels, study.labels().labels(other.id, annotator));
        if (labels.empty())
            continue;
        FAULTLINE_TRY(predicted, predictedClasses(study, other.id));
        for (const labels::Label& label : labels) {
            if (label.judgement.isUnlabelled() || !isSamePrediction(undecided, predicted, label.sample))
                continue; // a note alone, or nothing to say here
            const auto [place, isFirst] = latest.try_emplace(label.sample);
            if (isFirst || label.labelledAt > place->second.at)
                place->second = {{label.sample, label.judgement, other.name}, label.labelledAt};
        }
    }
    std::vector<LabelOffer> offers;
    offers.reserve(latest.size());
    for (auto& [sample, entry] : latest)
        offers.push_back(std::move(entry.offer));
    return offers;
}

} // namespace faultline::workbench
