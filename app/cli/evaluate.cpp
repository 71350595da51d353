// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluate.h"

#include "app/cli/command.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/headless.h"
#include "app/cli/named_option.h"
#include "app/cli/output.h"
#include "app/signals/interrupt_watch.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/dataset/open.h"
#include "core/model/class_mapping.h"
#include "core/model/preprocessing_text.h"
#include "core/protocol/messages.h"
#include "core/workbench/import_doubt.h"
#include "ui/workspace/evaluation_request.h"

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include <QEventLoop>
#include <QFileInfo>

namespace faultline::app {

namespace {

using Arguments = EvaluateArguments;
using Outcome = EvaluationOutcome;
using ui::EvaluationEnding;

/// A local worker shares our file system, so that paths are stored whole; another machine's are left alone.
QString workerPath(const std::string& path, const std::string& worker) {
    const QString text = QString::fromStdString(path);
    return worker.empty() ? QFileInfo(text).absoluteFilePath() : text;
}

std::string progressText(const ui::EvaluationProgress& progress, std::size_t failures) {
    std::string text = base::groupedText(progress.done) + " of " + base::groupedText(progress.positions) +
                       " images, " + base::groupedText(failures) + " failures in this call";
    if (progress.imagesPerSecond > 0)
        text += ", " + base::fixedText(progress.imagesPerSecond, 0) + " images/s";
    if (progress.remainingSeconds)
        text += ", " + base::fixedText(*progress.remainingSeconds, 0) + " s left";
    return text;
}

ui::EvaluationRequest requestOf(const Arguments& arguments) {
    ui::EvaluationRequest request;
    request.dataset = workerPath(arguments.dataset, arguments.worker);
    request.model = workerPath(arguments.model, arguments.worker);
    request.options = arguments.options;
    request.study = arguments.study;
    request.workerCommand = QString::fromStdString(arguments.worker);
    request.isFurtherRun = arguments.add;
    request.runName = QString::fromStdString(arguments.runName);
    return request;
}

/// One evaluation from its start to its end, in an event loop.
class Run {
public:
    Run() {
        const auto take = [this](auto signal, auto action) {
            QObject::connect(&m_evaluation, signal, &m_loop, action);
        };
        QObject::connect(&m_interrupts, &InterruptWatch::interrupted, &m_evaluation, &ui::Evaluation::cancel);
        take(&ui::Evaluation::prepared, [this](const protocol::Preparing& preparing) {
            m_line.show(preparing.what + ": " + base::groupedText(preparing.done) + " of " +
                        base::groupedText(preparing.total) + " images");
        });
        take(&ui::Evaluation::opened, [this](const model::RunHeader& header) { m_outcome.header = header; });
        take(&ui::Evaluation::studyReady, [this](const auto& study, base::RunId run) {
            m_study = study;
            m_run = run;
        });
        take(&ui::Evaluation::batchStored,
             [this](const auto& batch) { m_failures += batch->failures.size(); });
        take(&ui::Evaluation::progressed,
             [this](const auto& progress) { m_line.show(progressText(progress, m_failures)); });
        take(&ui::Evaluation::stalled, [this](bool isStalled) {
            if (!isStalled)
                return;
            m_line.clear();
            std::fprintf(
                stderr,
                "faultline: the worker answers but has finished nothing for %lld min; it goes on: wait, "
                "or end it by Ctrl+C, which keeps what is finished\n",
                static_cast<long long>(
                    std::chrono::duration_cast<std::chrono::minutes>(m_evaluation.stallTime()).count()));
        });
        take(&ui::Evaluation::ended, [this](EvaluationEnding ending, const auto& summary, const auto& error) {
            m_outcome.ending = ending;
            m_outcome.summary = summary;
            m_outcome.error = error;
            m_loop.quit();
        });
    }

    Outcome outcomeOf(const Arguments& arguments) {
        m_line.show("starting the worker");
        m_evaluation.start(requestOf(arguments));
        m_loop.exec();
        if (m_outcome.ending == EvaluationEnding::Finished)
            readResults();
        m_line.clear();
        return std::move(m_outcome);
    }

private:
    struct Results {
        std::vector<model::Prediction> failures;
        std::optional<std::string> doubt;
    };

    void readResults() {
        m_study->post(
            &m_loop,
            [run = m_run](study::Study& study) -> base::Result<Results> {
                FAULTLINE_TRY(failures, study.runs().failures(run));
                FAULTLINE_TRY(doubt, workbench::importDoubt(study.runs(), run));
                return Results{std::move(failures), std::move(doubt)};
            },
            [this](base::Result<Results> stored) {
                if (stored) {
                    m_outcome.failures = std::move(stored->failures);
                    m_outcome.doubt = std::move(stored->doubt);
                } else {
                    m_outcome.ending = EvaluationEnding::Failed;
                    m_outcome.error = stored.error();
                }
                m_loop.quit();
            });
        m_loop.exec();
    }

    HeadlessApplication m_application;
    InterruptWatch m_interrupts;
    ProgressLine m_line;
    QEventLoop m_loop;
    std::shared_ptr<ui::StudyThread> m_study;
    base::RunId m_run;
    ui::Evaluation m_evaluation;
    Outcome m_outcome;
    std::size_t m_failures = 0;
};

/// Of another computer nobody knows what is there.
base::Error withRemedy(const Arguments& arguments, base::Error error) {
    if (arguments.worker.empty() && dataset::fetchingHelps(requestOf(arguments).dataset.toStdString(), error))
        error.message += "; `faultline fetch cifar10` gets CIFAR-10";
    return error;
}

/// A path is read here: the worker may run on another machine.
base::Result<model::PreprocessingChoice> preprocessingOption(const std::string& argument) {
    constexpr std::uint64_t limit = 4096;
    auto choice = model::parsedChoice(argument);
    if (choice || !QFileInfo::exists(QString::fromStdString(argument)))
        return choice;
    FAULTLINE_TRY(bytes, base::readFile(argument, limit));
    auto preprocessing = model::parsedPreprocessing(std::string(bytes.begin(), bytes.end()));
    if (!preprocessing)
        return base::failure(preprocessing.error().within(argument));
    return model::PreprocessingChoice{std::move(*preprocessing)};
}

base::Result<model::ClassRule> classesOption(const std::string& argument) {
    model::ClassRule rule = model::classRule(argument);
    if (rule.kind != model::ClassRule::Kind::File)
        return rule;
    FAULTLINE_TRY(bytes, base::readFile(argument, model::classFileLimit));
    rule.file.assign(bytes.begin(), bytes.end());
    return rule;
}

} // namespace

int runEvaluation(EvaluateArguments& arguments) {
    auto preprocessing = preprocessingOption(arguments.preprocessing);
    if (!preprocessing)
        return reportUsage(preprocessing.error());
    arguments.options.preprocessing = std::move(*preprocessing);
    auto classes = classesOption(arguments.classes);
    if (!classes)
        return reportUsage(classes.error());
    arguments.options.classes = std::move(*classes);
    const Outcome outcome = Run().outcomeOf(arguments);
    if (outcome.ending == EvaluationEnding::Failed)
        return report(withRemedy(arguments, outcome.error));
    if (outcome.ending == EvaluationEnding::Cancelled) {
        report(outcome.error);
        return exit_code::interrupted;
    }
    return printOutcome(arguments, outcome);
}

namespace {

/// A misspelt device is a usage error.
std::string deviceProblem(const std::string& text) {
    const auto device = model::parsedDevice(text);
    return device ? std::string() : device.error().message;
}

} // namespace

void addNumbering(CLI::App& command, model::RunOptions& options) {
    addNamedOption(command, "--numbering", options.numbering,
                   "In which order the files of a folder are numbered: auto (default; as the study, else "
                   "natural), natural (img2 before img10), or text, as torchvision's ImageFolder does");
}

void addRunOptions(CLI::App& command, EvaluateArguments& arguments) {
    command.add_flag("--add", arguments.add,
                     "Add a further run on the same images to the study, which is there");
    command.add_option("--run-name", arguments.runName, "What to call a new run; after its model by default");
}

void addEvaluate(CLI::App& root, int& exitCode) {
    CLI::App* command =
        root.add_subcommand("evaluate", "Run a model over a data set and keep its failures in a study");
    auto arguments = std::make_shared<Arguments>();
    model::RunOptions& options = arguments->options;
    command
        ->add_option(
            "--dataset", arguments->dataset,
            "CIFAR-10 or CIFAR-100 (binary or Python), a folder of images with one folder a class or with a "
            "table of their labels, an .npy file with its labels beside it, or an .npz file with both")
        ->required();
    command
        ->add_option("--model", arguments->model,
                     "Model file: safetensors, PyTorch's .pt .pth .th .ckpt .bin, TorchScript or ONNX")
        ->required();
    command->add_option("--classes", arguments->classes,
                        "Which class each output of the model stands for: auto (default), order, name, or a "
                        "file: a JSON object from class to outputs, or the outputs' names, one a line");
    addAnyCaseOption(*command, "--labels", options.labels, "Of CIFAR-100: fine (default) or coarse");
    command->add_option("--preprocessing", arguments->preprocessing,
                        "auto (default): what the model's file says, else found by trial; cifar10, "
                        "cifar10-kuangliu, imagenet, unit, symmetric; or a JSON file");
    addNamedOption(
        *command, "--stem", options.stem,
        "Of a network whose 3 × 3 stem may have a max-pool: auto (default): found by trial, plain, pool");
    command->add_option("--study", arguments->study, "Study file; an interrupted run of it is resumed")
        ->required();
    addRunOptions(*command, *arguments);
    addAnyCaseOption(*command, "--split", options.split, "test (default) or train");
    addNumbering(*command, options);
    command->add_option(
        "--weights", options.weights,
        "Of a file that holds several networks (raw and averaged): which one, by the name that "
        "the file gives it");
    command
        ->add_option_function<std::string>(
            "--device",
            [&options](const std::string& text) {
                options.device = model::parsedDevice(text).value_or(options.device);
            },
            "auto (default), cpu, cuda or cuda:N; only auto falls back")
        ->check(CLI::Validator(deviceProblem, "DEVICE"));
    addNamedOption(
        *command, "--precision", options.precision,
        "fp32 (default), bf16, fp16 (GPU), or fast: screens in bf16 (fp16 on a GPU) and repeats in fp32 "
        "what fails or could");
    command
        ->add_option("--batch", options.batch, "Images computed at once; 0 (default): what suits the device")
        ->check(CLI::Range(0, 4096));
    addAnyCaseOption(*command, "--order", options.order, "random (default) or index");
    command->add_option("--seed", options.seed, "Of the random order and of the controls; 0 by default");
    command->add_option("--limit", options.limit, "Only the first N images of the order; 0 (default): all");
    command->add_flag("--trust-code", options.trustCode,
                      "The model's file is a program (TorchScript), and I trust it: it is run");
    command->add_option("--worker", arguments->worker,
                        "Command that starts the worker, for example \"ssh gpubox faultline-worker\"");
    command->add_flag("--json", arguments->json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = runEvaluation(*arguments); });
}

} // namespace faultline::app
