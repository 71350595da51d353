// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/transaction_scenes.h"

#include "core/study/log_copy.h"
#include "tests/core/study/old_studies.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <algorithm>
#include <cstdlib>

namespace faultline::tests {

using study::Study;

namespace {

SyntheticOptions small() {
    SyntheticOptions options;
    options.batch = 40;
    return options;
}

// What fails is an answer here, and no failure of the test.

base::Result<base::AnnotatorId> ann(Study& study) {
    FAULTLINE_TRY(annotator, study.labels().annotator("ann"));
    return annotator.id;
}

base::Result<std::vector<base::SampleIndex>> failing(const Study& study) {
    FAULTLINE_TRY(failures, failuresOf(study));
    std::vector<base::SampleIndex> samples;
    for (const model::Prediction& failure : failures)
        samples.push_back(failure.sample);
    return samples;
}

/// With an annotator and a label of theirs, so that the act is one transaction.
void makeLabelled(const std::filesystem::path& path) {
    makeClosedStudy(path, small());
}

void makeUpTo(const std::filesystem::path& path, Completion completion) {
    SyntheticOptions options = small();
    options.completion = completion;
    static_cast<void>(makeSyntheticStudy(path, options));
}

template <class Value>
base::Result<> nothingOf(const base::Result<Value>& result) {
    return result ? base::Result<>() : base::failure(result.error());
}

base::Result<> label(Study& study, std::size_t count) {
    FAULTLINE_TRY(annotator, ann(study));
    FAULTLINE_TRY(samples, failing(study));
    samples.resize(std::min(count, samples.size()));
    return nothingOf(applyTo(study, request(annotator, samples, mode(3), "a note")));
}

base::Result<> appendRest(Study& study) {
    FAULTLINE_TRY(state, stateOf(study));
    return appendTo(study, syntheticBatch(small(), syntheticPredictions(small()), state.done));
}

base::Result<> finish(Study& study) {
    std::vector<model::SampleDetail> controls;
    for (const model::Prediction& prediction : syntheticPredictions(small()))
        if (!prediction.isFailure() && controls.size() < 5)
            controls.push_back(syntheticDetail(small(), prediction));
    return finishRunOf(study, controls, std::vector<std::uint32_t>(small().classes, 0));
}

base::Result<> importSome(Study& study) {
    std::vector<labels::ImportedLabel> imported;
    FAULTLINE_TRY(samples, failing(study));
    for (const base::SampleIndex sample : samples) {
        labels::ImportedLabel label;
        label.annotator = "ben";
        label.sample = sample;
        label.judgement = mode(2);
        label.labelledAt = base::Timestamp(std::chrono::milliseconds(1000));
        imported.push_back(std::move(label));
    }
    return nothingOf(importInto(study, imported));
}

base::Result<> undo(Study& study) {
    FAULTLINE_TRY(annotator, ann(study));
    return nothingOf(study.labels().undo(annotator));
}

void makeApart(const std::filesystem::path& path) {
    makeLabelled(path);
    const auto other = path.parent_path() / "other.faultline";
    std::filesystem::copy_file(path, other);
    Study copy = opened(other);
    valueOf(label(copy, 12));
}

} // namespace

const std::vector<Scene>& transactionScenes() {
    static const std::vector<Scene> scenes{
        {"opening", makeLabelled, {}, true, true},
        {"label", makeLabelled, [](Study& study) { return label(study, 1); }},
        {"bulk", makeLabelled, [](Study& study) { return label(study, 12); }},
        {"undo", makeLabelled, undo},
        {"batch", [](const auto& path) { makeUpTo(path, Completion::Partial); }, appendRest},
        {"finish", [](const auto& path) { makeUpTo(path, Completion::Visited); }, finish},
        {"import", makeLabelled, importSome},
        {"merge", makeApart,
         [](Study& study) -> base::Result<> {
             FAULTLINE_TRY(copy, study::LogCopy::open(study.path().parent_path() / "other.faultline"));
             return nothingOf(study.merge({&copy, 1}));
         }},
        {"migration", makeOld, {}, true, true}};
    return scenes;
}

bool tryAllPlaces() {
    return std::getenv("FAULTLINE_LONG_TESTS") != nullptr;
}

std::string summaryOf(const std::filesystem::path& path) {
    const Study study = valueOf(Study::open(path, study::Access::ReadWrite));
    const study::Verification found = valueOf(study.verify());
    if (!found.problems.empty())
        throw std::runtime_error("the study is damaged: " + found.problems.front());
    const study::RunState state = valueOf(stateOf(study));
    std::string summary = std::to_string(state.done) + (state.finished ? " finished " : " open ") +
                          std::to_string(found.predictions) + " predictions " +
                          std::to_string(found.controls) + " controls " + std::to_string(found.events) +
                          " events\n";
    for (const labels::Annotator& annotator : valueOf(study.labels().annotators()))
        for (const labels::Label& label : valueOf(labelsOf(study, annotator.id)))
            summary += annotator.name + " " + std::to_string(label.sample.value) + " " +
                       labels::judgementText(label.judgement, study.labels().taxonomy()) + " " + label.note +
                       "\n";
    return summary;
}

} // namespace faultline::tests
