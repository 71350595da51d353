// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/run_comparison.h"

#include "core/model/imported.h"
#include "core/study/run_entry.h"

#include <unordered_map>

namespace faultline::workbench {

namespace {

using Outcomes = std::unordered_map<base::SampleIndex, model::Outcome>;

Outcomes outcomesOf(std::span<const model::Prediction> predictions) {
    Outcomes outcomes;
    outcomes.reserve(predictions.size());
    for (const model::Prediction& prediction : predictions)
        outcomes.emplace(prediction.sample, prediction.outcome());
    return outcomes;
}

analysis::PairedErrors pairedErrors(std::span<const model::Prediction> first,
                                    std::span<const model::Prediction> second) {
    const Outcomes others = outcomesOf(second);
    analysis::PairedErrors errors;
    for (const model::Prediction& prediction : first) {
        const auto other = others.find(prediction.sample);
        if (other == others.end())
            continue;
        const bool firstFails = prediction.isFailure();
        const bool secondFails = other->second == model::Outcome::Failure;
        ++(firstFails ? (secondFails ? errors.bothWrong : errors.onlyFirst)
                      : (secondFails ? errors.onlySecond : errors.neither));
    }
    return errors;
}

report::RunComparison::Side side(const std::string& name, std::uint64_t failures, std::uint64_t images) {
    return {name, failures,
            images == 0 ? 0 : 1 - static_cast<double>(failures) / static_cast<double>(images)};
}

} // namespace

base::Result<report::RunComparison> compareRuns(const study::Study& study, base::RunId first,
                                                base::RunId second) {
    if (first == second)
        return base::failure(base::ErrorKind::InvalidInput,
                             "a run can't be compared with itself; name two runs");
    FAULTLINE_TRY(ofFirst, study.runs().predictions(first));
    FAULTLINE_TRY(ofSecond, study.runs().predictions(second));
    report::RunComparison comparison;
    comparison.errors = pairedErrors(ofFirst, ofSecond);
    const std::uint64_t images = comparison.errors.images();
    comparison.runs = {side(study.runs().entry(first).name,
                            comparison.errors.bothWrong + comparison.errors.onlyFirst, images),
                       side(study.runs().entry(second).name,
                            comparison.errors.bothWrong + comparison.errors.onlySecond, images)};
    comparison.consistency =
        analysis::errorConsistency(comparison.errors, study.runs().header(first).options.seed);
    if (!comparison.consistency)
        comparison.whyNoConsistency = images == 0 ? "no image was evaluated by both runs"
                                                  : "the answers of both are all right or all wrong";
    return comparison;
}

base::Result<std::vector<report::RunRow>> runRows(const study::Study& study) {
    std::vector<report::RunRow> rows;
    for (const study::RunEntry& run : study.runs().all()) {
        FAULTLINE_TRY(state, study.runs().state(run.id));
        FAULTLINE_TRY(controls, study.runs().controls(run.id));
        FAULTLINE_TRY(labels, study.labels().labels(run.id));
        report::RunRow row;
        row.name = run.name;
        row.architecture = run.header.model.architecture;
        row.device = run.header.device.device;
        row.imported = model::importedText(run.header);
        row.positions = run.header.positions;
        row.done = state.done;
        row.failures = state.failures;
        row.controls = controls.size();
        row.labels = labels.size();
        row.finished = state.finished;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace faultline::workbench
