// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/train_report.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <cstdio>

#include <nlohmann/json.hpp>
#include <unistd.h>

namespace faultline::app {

using base::fixedText;
using base::groupedText;

namespace {

std::string percent(double share) {
    return fixedText(100 * share, 2) + " %";
}

std::string durationText(std::chrono::seconds time) {
    const auto minutes = time.count() / 60;
    if (minutes == 0)
        return std::to_string(time.count()) + " s";
    if (minutes < 60)
        return std::to_string(minutes) + " min";
    const std::string rest = std::to_string(minutes % 60);
    return std::to_string(minutes / 60) + " h " + (rest.size() < 2 ? "0" : "") + rest + " min";
}

std::string_view measuredName(const training::TrainingTask& task) {
    return task.samples.validation.empty() ? "test" : "validation";
}

} // namespace

std::string taskText(const training::TrainingTask& task) {
    const model::DeviceInfo& device = task.device;
    std::string text = task.plan.architecture + " (" + groupedText(resnet::parameterCount(task.plan)) +
                       " parameters) on " + task.train.info().name + ", " +
                       groupedText(task.samples.training.size()) + " images in " +
                       groupedText(task.stepsPerEpoch()) + " steps an epoch; " + device.device + " (" +
                       device.name + "), " + device.precision + ", " + std::to_string(device.threads) +
                       (device.threads == 1 ? " thread" : " threads");
    for (const std::string& reason : {device.reason, device.precisionReason})
        if (!reason.empty())
            text += "; " + reason;
    return text;
}

std::string progressText(const training::Progress& progress, const training::TrainingTask& task) {
    std::string text = "epoch " + std::to_string(progress.epoch) + "/" + std::to_string(progress.epochs);
    if (!progress.accuracy)
        text += " step " + std::to_string(progress.step) + "/" + std::to_string(progress.steps);
    text += "  loss " + fixedText(progress.loss, 4) + "  train " + percent(progress.trainAccuracy);
    if (progress.accuracy)
        text += "  " + std::string(measuredName(task)) + " " + percent(*progress.accuracy);
    return text + "  " + fixedText(progress.imagesPerSecond, 0) + " images/s  " +
           durationText(progress.remaining) + " left";
}

std::string reportText(const TrainingReport& report) {
    const training::TrainedModel& model = *report.model;
    return report.output.string() + "\naccuracy  " + percent(model.accuracy()) + " on the test split (" +
           groupedText(model.images - model.correct) + " failures of " + groupedText(model.images) +
           " images)\n";
}

std::string reportJson(const TrainingReport& report) {
    using Json = nlohmann::ordered_json;
    const training::TrainingTask& task = *report.task;
    Json epochs = Json::array();
    for (const training::EpochResult& epoch : report.history)
        epochs.push_back({{"loss", epoch.loss},
                          {"train_accuracy", epoch.trainAccuracy},
                          {std::string(measuredName(task)) + "_accuracy", epoch.accuracy}});
    Json all = Json::object();
    all["output"] = report.output.string();
    all["sha256"] = base::hex(base::sha256(report.model->file));
    all["architecture"] = task.plan.architecture;
    all["parameters"] = resnet::parameterCount(task.plan);
    all["classes"] = task.train.info().classes;
    all["train_images"] = task.samples.training.size();
    all["test_images"] = report.model->images;
    all["test_failures"] = report.model->images - report.model->correct;
    all["test_accuracy"] = report.model->accuracy();
    all["epochs"] = std::move(epochs);
    all["seed"] = task.options.seed;
    all["device"] = task.device.device;
    all["device_name"] = task.device.name;
    all["precision"] = task.device.precision;
    all["threads"] = task.device.threads;
    all["backend"] = task.device.backend;
    all["seconds"] = report.seconds;
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

TrainingLines::TrainingLines()
    : m_isTerminal(::isatty(STDERR_FILENO) == 1) {}

void TrainingLines::show(const training::Progress& progress, const training::TrainingTask& task) {
    const bool isKept = progress.accuracy.has_value();
    if (!m_isTerminal && !isKept)
        return;
    std::fprintf(stderr, "%s%s%s%s", m_isTerminal ? "\r" : "", progressText(progress, task).c_str(),
                 m_isTerminal ? "\033[K" : "", isKept ? "\n" : "");
    std::fflush(stderr);
    m_isOpen = !isKept;
}

void TrainingLines::close() {
    if (m_isOpen)
        std::fputs("\n", stderr);
    m_isOpen = false;
}

} // namespace faultline::app
