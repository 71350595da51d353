// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_output.h"

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/analysis/confusion.h"
#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/dataset/cifar/official.h"
#include "core/dataset/left_out.h"
#include "core/dataset/picture_lookup.h"
#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"
#include "core/report/evaluation_result.h"
#include "core/report/text_table.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

namespace faultline::app {

namespace {

constexpr std::size_t pairsShown = 10;

report::EvaluationResult resultOf(const EvaluateArguments& arguments, const EvaluationOutcome& outcome) {
    const model::DeviceInfo& device = outcome.header.device;
    report::EvaluationResult result;
    result.study = arguments.study;
    result.samples = outcome.summary.samples;
    result.correct = outcome.summary.correct;
    result.failures = outcome.summary.failures;
    result.device = device.device;
    result.deviceName = device.name;
    result.deviceReason = device.reason;
    result.precision = device.precision;
    result.precisionReason = device.precisionReason;
    result.model = outcome.header.model;
    result.backend = device.backend;
    result.evaluated = outcome.summary.evaluated;
    result.dataset = outcome.header.dataset;
    result.doubt = outcome.doubt;
    result.seconds = outcome.summary.seconds;
    result.secondsToFirstFailure = outcome.summary.secondsToFirstFailure;
    return result;
}

std::string deviceText(const model::DeviceInfo& device) {
    std::string text = device.device + " (" + device.name + "), " + device.precision;
    if (device.screeningBound > 0)
        text += " screened, fp32 where two logits are within " + base::fixedText(device.screeningBound, 3);
    if (!device.precisionReason.empty())
        text += " (" + device.precisionReason + ")";
    if (!device.reason.empty())
        text += "; not a GPU: " + device.reason;
    return text;
}

std::string preprocessingText(const model::ModelInfo& model) {
    return model.preprocessing.name + (model.maxPool ? ", max-pool" : "") + " (" +
           model::description(model.preprocessing) + "), " + std::string(report::basisText(model.basis));
}

/// What was tried to find a preprocessing that the file does not say: on stderr, since it is a warning.
void printTrials(const model::RunHeader& header) {
    if (header.model.trials.empty())
        return;
    std::vector<std::vector<std::string>> rows;
    for (const model::PreprocessingTrial& trial : header.model.trials)
        rows.push_back({trial.preprocessing.name + (trial.maxPool ? ", max-pool" : ""),
                        base::groupedText(trial.images), base::groupedText(trial.images - trial.correct),
                        base::fixedText(100.0 * trial.correct / trial.images, 2),
                        base::fixedText(trial.meanLogLikelihood, 4)});
    using report::Alignment;
    std::fprintf(stderr, "faultline: the model's file does not say its preprocessing; tried were\n%s",
                 report::alignedTable({{"preprocessing"},
                                       {"images", Alignment::Right},
                                       {"failures", Alignment::Right},
                                       {"accuracy %", Alignment::Right},
                                       {"mean log-likelihood", Alignment::Right}},
                                      rows)
                     .c_str());
    if (header.model.basis == model::PreprocessingBasis::Likeliest)
        std::fprintf(stderr,
                     "faultline: the choice of %s is uncertain; say what the model was trained with by "
                     "--preprocessing\n",
                     base::printable(header.model.preprocessing.name).c_str());
}

void printLine(const char* what, const std::string& text) {
    std::printf("%-9s %s\n", what, base::printable(text).c_str());
}

void printSummary(const EvaluateArguments& arguments, const EvaluationOutcome& outcome) {
    const ui::EvaluationSummary& summary = outcome.summary;
    const model::RunHeader& header = outcome.header;
    const double accuracy = summary.samples > 0 ? 100.0 * static_cast<double>(summary.correct) /
                                                      static_cast<double>(summary.samples)
                                                : 0;
    printLine("study", arguments.study);
    printLine("data set", header.dataset.name + " " + std::string(dataset::name(header.dataset.split)) +
                              ", " + base::groupedText(header.dataset.readableCount()) + " images");
    printLine("model", header.model.architecture + ", " + header.model.location);
    if (!model::isImported(header.model))
        printLine("input", preprocessingText(header.model));
    const std::string imported = model::importedText(header);
    printLine("device", imported.empty() ? deviceText(header.device) : imported);
    printLine("accuracy", base::fixedText(accuracy, 2) + " % (" + base::groupedText(summary.correct) +
                              " of " + base::groupedText(summary.samples) + ")");
    if (header.model.statedAccuracy)
        printLine("stated",
                  base::fixedText(100 * *header.model.statedAccuracy, 2) + " % in the model's file");
    printLine("failures", base::groupedText(summary.failures));
    if (summary.evaluated > 0 && summary.seconds > 0)
        printLine("time", base::fixedText(summary.seconds, 1) + " s for " +
                              base::groupedText(summary.evaluated) + " images, " +
                              base::fixedText(static_cast<double>(summary.evaluated) / summary.seconds, 0) +
                              " images/s");
    else
        printLine("time", "nothing to compute: the study was finished before");
    const std::vector<labels::Judgement> judgements(outcome.failures.size());
    auto pairs = analysis::classPairs(outcome.failures, judgements);
    if (pairs.empty())
        return;
    pairs.resize(std::min(pairs.size(), pairsShown));
    const std::vector<std::string> names = header.classNames();
    std::vector<std::vector<std::string>> rows;
    for (const auto& pair : pairs)
        rows.push_back(
            {names.at(pair.truth.value), names.at(pair.predicted.value), base::groupedText(pair.count)});
    std::printf(
        "\nmost frequent failures\n%s",
        report::alignedTable({{"true"}, {"predicted"}, {"count", report::Alignment::Right}}, rows).c_str());
}

/// What the results can't say: on stderr, since each is a warning.
void printNotes(const EvaluationOutcome& outcome) {
    const auto note = [](const std::string& text) {
        std::fprintf(stderr, "faultline: note: %s\n", base::printable(text).c_str());
    };
    const model::RunHeader& header = outcome.header;
    if (const std::string left = dataset::leftOutText(header.dataset.leftOut); !left.empty())
        note(header.dataset.name + ": " + left);
    if (dataset::isNumberedByTable(header.dataset)) // whose columns were found by looking
        for (const std::string& text : header.dataset.notes)
            if (text != dataset::uniqueNamesNote)
                note(header.dataset.name + ": " + text);
    for (const auto& [key, value] : header.model.metadata)
        if (key == model::noteKey)
            note(std::filesystem::path(header.model.location).filename().string() + ": " + value);
    if (outcome.doubt)
        note(*outcome.doubt);
}

} // namespace

int printOutcome(const EvaluateArguments& arguments, const EvaluationOutcome& outcome) {
    printNotes(outcome);
    if (dataset::mayBeTakenForOfficial(outcome.header.dataset))
        std::fprintf(stderr,
                     "faultline: note: this is not the official %s, so that its results can't be compared "
                     "with published ones\n",
                     base::printable(outcome.header.dataset.name).c_str());
    printTrials(outcome.header);
    if (arguments.json)
        return print(report::evaluationJson(resultOf(arguments, outcome)));
    printSummary(arguments, outcome);
    return exit_code::done;
}

} // namespace faultline::app
