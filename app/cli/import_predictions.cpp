// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/evaluate.h"
#include "app/cli/named_option.h"
#include "core/base/text.h"

#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

namespace faultline::app {

namespace {

std::string fileProblem(const std::string& file) {
    const std::string suffix = base::lowered(std::filesystem::path(file).extension().string());
    return suffix == ".csv" || suffix == ".json" || suffix == ".npy"
               ? std::string()
               : "a file of predictions ends in .csv, .json or .npy, not \"" + suffix + "\"";
}

std::string nameProblem(const std::string& name) {
    constexpr std::size_t longest = 200;
    return name.size() <= longest && base::isUtf8(name) ? std::string()
                                                        : "a model's name is up to 200 bytes of UTF-8";
}

} // namespace

void addImportPredictions(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("import-predictions",
                                            "Make a study of what a model answered elsewhere to a data set");
    auto arguments = std::make_shared<EvaluateArguments>();
    model::RunOptions& options = arguments->options;
    options.order = model::Order::Index;
    command->add_option("STUDY", arguments->study, "Study file; an interrupted import is gone on with")
        ->required();
    command
        ->add_option("FILE", arguments->model,
                     "FILE.csv or FILE.json: file or index, and predicted or logits; FILE.npy: predicted "
                     "classes, or logits or probabilities, row i of image i")
        ->required()
        ->check(CLI::Validator(fileProblem, ""));
    command->add_option("--dataset", arguments->dataset, "Data set that the model answered, as for evaluate")
        ->required();
    addAnyCaseOption(*command, "--split", options.split, "test (default) or train");
    addNumbering(*command, options);
    addAnyCaseOption(*command, "--labels", options.labels, "Of CIFAR-100: fine (default) or coarse");
    command->add_option("--classes", arguments->classes,
                        "Which class each output of the model stands for: auto (default): those of the data "
                        "set; order, name, or a file, as for evaluate");
    addAnyCaseOption(*command, "--order", options.order, "index (default) or random");
    command->add_option("--seed", options.seed, "Of the controls and of a random order; 0 by default");
    command->add_option("--model-name", options.modelName, "What to call the model; else the file's name")
        ->check(CLI::Validator(nameProblem, ""));
    addRunOptions(*command, *arguments);
    command->add_flag("--json", arguments->json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = runEvaluation(*arguments); });
}

} // namespace faultline::app
