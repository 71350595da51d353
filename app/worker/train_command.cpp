// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/train_command.h"

#include "app/worker/interrupts.h"
#include "app/worker/train_report.h"
#ifdef FAULTLINE_WITH_CODECS
#include "core/codecs/opencv_decoder.h"
#endif
#include "core/base/files.h"
#include "core/dataset/open.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace faultline::app {

namespace {

namespace fs = std::filesystem;
using base::ErrorKind;
using base::failure;
using base::Result;

constexpr int done = 0, failed = 1, wrongUsage = 2, interrupted = 130;

struct Arguments {
    std::string dataset, output, checkpoint;
    std::string device = "auto", precision = "auto", storage = "fp32";
    training::TrainingOptions options;
    bool resume = false, force = false, json = false;

    [[nodiscard]] fs::path checkpointFile() const {
        return checkpoint.empty() ? fs::path(output + ".checkpoint") : fs::path(checkpoint);
    }
};

struct Images {
    std::unique_ptr<dataset::ImageSet> train, test;
};

Result<Images> openImages(const std::string& path) {
    dataset::OpenOptions options;
#ifdef FAULTLINE_WITH_CODECS
    options.decoder = codecs::imageDecoder();
#endif
    options.split = dataset::Split::Train;
    FAULTLINE_TRY(train, dataset::openImageSet(path, options));
    options.split = dataset::Split::Test;
    FAULTLINE_TRY(test, dataset::openImageSet(path, options));
    return Images{std::move(train), std::move(test)};
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

/// Hours of training must not end with a file that can't be written.
Result<> checkWritable(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        return failure(errno == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
                       "cannot write into the folder " + folder.string() + ": " + base::systemMessage(errno) +
                           "; make it or choose another one");
    return {};
}

Result<> checkFiles(const Arguments& arguments) {
    const fs::path checkpoint = arguments.checkpointFile();
    FAULTLINE_CHECK(checkWritable(arguments.output));
    FAULTLINE_CHECK(checkWritable(checkpoint));
    if (isThere(arguments.output) && !arguments.force)
        return failure(ErrorKind::Refused,
                       arguments.output + " exists already; choose another name or --force");
    if (isThere(checkpoint) && !arguments.resume && !arguments.force)
        return failure(ErrorKind::Refused, checkpoint.string() +
                                               " is there from a training that has not ended; --resume goes "
                                               "on with it, --force starts anew");
    if (!isThere(checkpoint) && arguments.resume)
        return failure(ErrorKind::NotFound, "there is no checkpoint " + checkpoint.string() +
                                                " to resume from; start without --resume");
    return {};
}

Result<training::Checkpoint> startingPoint(const Arguments& arguments, const training::TrainingTask& task) {
    if (arguments.resume)
        return training::readCheckpoint(arguments.checkpointFile(), task);
    std::error_code ignored; // an older training's must not be taken for this one's
    fs::remove(arguments.checkpointFile(), ignored);
    return training::firstCheckpoint(task);
}

Result<training::TrainingOutcome> train(const Arguments& arguments, const training::TrainingTask& task,
                                        const std::stop_token& stop) {
    FAULTLINE_TRY(from, startingPoint(arguments, task));
    std::fprintf(stderr, "%s\n", taskText(task).c_str());
    TrainingLines lines;
    training::TrainingHooks hooks;
    hooks.progress = [&](const training::Progress& progress) { lines.show(progress, task); };
    hooks.keep = [&](const training::Checkpoint& checkpoint) {
        return training::writeCheckpoint(arguments.checkpointFile(), task, checkpoint);
    };
    auto outcome = training::train(task, std::move(from), stop, hooks);
    lines.close();
    return outcome;
}

/// Measures and writes the model; its checkpoint has served.
Result<training::TrainedModel> finished(const Arguments& arguments, const training::TrainingTask& task,
                                        const training::Checkpoint& last, const std::stop_token& stop) {
    auto model = training::finishedModel(task, last.state.weights, stop);
    if (!model)
        return model;
    FAULTLINE_CHECK(base::writeFileAtomically(arguments.output, model->file,
                                              arguments.force ? base::Overwrite::Yes : base::Overwrite::No));
    std::error_code ignored;
    fs::remove(arguments.checkpointFile(), ignored);
    return model;
}

int print(const std::string& text) {
    const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    return written ? done : failed;
}

/// The exit code, or why there is no model; Cancelled where it can be resumed.
Result<int> trained(const Arguments& arguments) {
    FAULTLINE_CHECK(checkFiles(arguments));
    const auto started = std::chrono::steady_clock::now();
    const Interrupts interrupts;
    FAULTLINE_TRY(images, openImages(arguments.dataset));
    training::TrainingOptions options = arguments.options;
    FAULTLINE_TRY(device, model::parsedDevice(arguments.device));
    options.device = device;
    FAULTLINE_TRY(task, training::prepared(*images.train, *images.test, options));
    FAULTLINE_TRY(outcome, train(arguments, task, interrupts.token()));
    if (outcome.ending == training::Ending::Stopped)
        return failure(ErrorKind::Cancelled, "after " + std::to_string(outcome.last.step) + " of " +
                                                 std::to_string(task.steps()) + " steps");
    FAULTLINE_TRY(model, finished(arguments, task, outcome.last, interrupts.token()));
    TrainingReport report{arguments.output, &task, &model, outcome.last.history, 0};
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return print(arguments.json ? reportJson(report) : reportText(report));
}

template <base::Named Enum>
Result<> take(const std::string& option, const std::string& text, const std::string& allowed, Enum& into) {
    const auto value = base::valueNamed<Enum>(text);
    if (!value)
        return failure(ErrorKind::InvalidInput, option + " \"" + text + "\" is not possible; use " + allowed);
    into = *value;
    return {};
}

Result<> takeOptions(Arguments& arguments) {
    training::TrainingOptions& options = arguments.options;
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_CHECK(take("precision", arguments.precision, "auto, fp32 or bf16", options.precision));
    return take("storage", arguments.storage, "fp32 or fp16", options.storage);
}

int run(Arguments& arguments) {
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is an error of the write
    const auto complain = [](const std::string& message) {
        std::fprintf(stderr, "faultline-worker: %s\n", message.c_str());
    };
    if (const Result<> sound = takeOptions(arguments); !sound) {
        complain(sound.error().message);
        return wrongUsage;
    }
    const Result<int> outcome = trained(arguments);
    if (outcome)
        return *outcome;
    if (outcome.error().kind != ErrorKind::Cancelled) {
        const bool fetching = dataset::fetchingHelps(arguments.dataset, outcome.error());
        complain(outcome.error().message + (fetching ? "; `faultline fetch cifar10` gets CIFAR-10" : ""));
        return failed;
    }
    complain("interrupted " + outcome.error().message + "; the same command with --resume goes on from " +
             arguments.checkpointFile().string());
    return interrupted;
}

void addRecipe(CLI::App& command, Arguments& arguments) {
    training::TrainingOptions& options = arguments.options;
    command.option_defaults()->always_capture_default(); // shown by --help
    command.add_option("--architecture", options.architecture,
                       "resnet18, resnet34, resnet20, resnet32, resnet44, resnet56 or resnet110");
    command.add_option(
        "--start-from", options.startFrom,
        "Model file of that architecture whose weights are the first ones; else they are drawn");
    command.add_option("--epochs", options.epochs, "Passes over the training images");
    command.add_option("--batch", options.batch, "Images a step, at most");
    command.add_option("--learning-rate", options.learningRate, "Peak of the one-cycle schedule");
    command.add_option("--momentum", options.momentum, "Nesterov's");
    command.add_option("--weight-decay", options.weightDecay, "Of convolutions and matrix");
    command.add_option("--label-smoothing", options.labelSmoothing, "Share spread over all classes");
    command.add_option("--cutout", options.cutout, "Side of the square in pixels; 0: none");
    command.add_option("--validation", options.validation,
                       "Training images held out and measured in place of the test split");
    command.add_option("--seed", options.seed, "Of all random numbers");
    command.add_option("--device", arguments.device, "auto, cpu, cuda or cuda:N");
    command.add_option("--precision", arguments.precision, "auto, fp32 or bf16");
    command.add_option("--storage", arguments.storage, "fp32 or fp16: convolutions and matrix in the file");
}

} // namespace

void addTrain(CLI::App& root, int& exitCode) {
    CLI::App* command = root.add_subcommand("train", "Train a model on images of your own");
    auto arguments = std::make_shared<Arguments>();
    command
        ->add_option("--dataset", arguments->dataset,
                     "Image set with both splits, all images of one size: CIFAR, .npy or folders")
        ->required();
    command->add_option("--output", arguments->output, "Model file that is written (.safetensors)")
        ->required();
    command->add_option("--checkpoint", arguments->checkpoint,
                        "File that keeps the training after each epoch and when it is interrupted, and goes "
                        "when the model is written; by default OUTPUT.checkpoint");
    addRecipe(*command, *arguments);
    command->add_flag("--resume", arguments->resume, "Go on from the checkpoint, with the same options");
    command->add_flag("--force", arguments->force, "Overwrite an existing output or checkpoint");
    command->add_flag("--json", arguments->json, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace faultline::app
