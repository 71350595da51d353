// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/task.h"

#include "core/base/text.h"
#include "core/resnet/architectures.h"
#include "core/torch/devices.h"

namespace faultline::training {

using base::Result;

const LoadedImages& TrainingTask::measuredSet() const {
    return samples.validation.empty() ? test : train;
}

Samples TrainingTask::measuredSamples() const {
    return samples.validation.empty() ? allSamples(test) : samples.validation;
}

std::uint32_t TrainingTask::stepsPerEpoch() const {
    return training::stepsPerEpoch(samples.training.size(), options.batch);
}

std::uint64_t TrainingTask::steps() const {
    return std::uint64_t{options.epochs} * stepsPerEpoch();
}

std::map<std::string, std::string> TrainingTask::circumstances() const {
    return {{"architecture", options.architecture},
            {"start", start ? start->sha256 : "drawn weights"},
            {"epochs", std::to_string(options.epochs)},
            {"batch", std::to_string(options.batch)},
            {"learning rate", base::numberText(options.learningRate)},
            {"momentum", base::numberText(options.momentum)},
            {"weight decay", base::numberText(options.weightDecay)},
            {"label smoothing", base::numberText(options.labelSmoothing)},
            {"cutout", std::to_string(options.cutout)},
            {"validation", std::to_string(options.validation)},
            {"seed", std::to_string(options.seed)},
            {"precision", device.precision},
            {"training images", train.info().identity},
            {"test images", test.info().identity}};
}

namespace {

Result<model::DeviceInfo> deviceFor(const TrainingOptions& options) {
    FAULTLINE_TRY(device, libtorch::chooseDevice(options.device));
    switch (options.precision) {
    case Precision::Auto:
        return libtorch::inBf16IfPossible(std::move(device));
    case Precision::Fp32:
        return libtorch::inPrecision(std::move(device), model::Precision::Fp32);
    case Precision::Bf16:
        return libtorch::inPrecision(std::move(device), model::Precision::Bf16);
    }
    return device;
}

} // namespace

Result<TrainingTask> prepared(const dataset::ImageSet& train, const dataset::ImageSet& test,
                              const TrainingOptions& options) {
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_TRY(device, deviceFor(options));
    TrainingTask task;
    FAULTLINE_TRY(trainImages, LoadedImages::load(train));
    FAULTLINE_TRY(testImages, LoadedImages::load(test));
    FAULTLINE_CHECK(checkSets(trainImages, testImages));
    FAULTLINE_TRY(plan, resnet::planned(options.architecture, train.info().classes.size()));
    FAULTLINE_TRY(samples, heldOut(train.info().size, options.validation, options.seed));
    if (!options.startFrom.empty()) {
        FAULTLINE_TRY(start, readStartingModel(options.startFrom, plan));
        task.start = std::move(start);
    }
    task.options = options;
    task.device = std::move(device);
    task.plan = std::move(plan);
    task.statistics = channelStatistics(trainImages, samples.training);
    task.samples = std::move(samples);
    task.train = std::move(trainImages);
    task.test = std::move(testImages);
    return task;
}

} // namespace faultline::training
