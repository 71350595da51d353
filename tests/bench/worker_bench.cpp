// SPDX-License-Identifier: GPL-3.0-or-later
// Images per second of the classifier that the worker runs, with its run logic, warm, one JSON object a
// repetition:
//   faultline_bench_worker --dataset DIR --model FILE [--images N] [--batch N] [--device D] [--precision P]
//                          [--controls] [--repeat N]
// What a fast run measures beforehand is part of its time; with --controls, so are the scores of the
// controls. tests/bench/run alternates it with PyTorch in Python on the same weights, threads, precision and
// batch.
#include "core/dataset/cifar/cifar10.h"
#include "core/inference/controls.h"
#include "core/inference/run.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/torch/resnet_classifier.h"
#include "tests/support/file_contents.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;

namespace {

[[noreturn]] void end(const base::Error& error) {
    std::cerr << "faultline_bench_worker: " << error.message << '\n';
    std::exit(1);
}

template <class Value>
Value valueOf(base::Result<Value> result) {
    if (!result)
        end(result.error());
    return std::move(*result);
}

/// The images that a run visits, classified.
std::vector<model::Prediction> classified(const dataset::ImageSet& images, inference::Classifier& classifier,
                                          const model::RunOptions& options, bool withControls) {
    std::vector<model::Prediction> predictions;
    if (const auto prepared = inference::prepareScreening(images, classifier, options, {}); !prepared)
        end(prepared.error());
    (void)valueOf(
        inference::runInference(images, classifier, options, 0, {}, [&](const model::BatchReport& report) {
            predictions.insert(predictions.end(), report.predictions.begin(), report.predictions.end());
        }));
    if (withControls) {
        const auto classes = static_cast<std::uint32_t>(images.info().classes.size());
        const inference::Controls controls = inference::drawControls(predictions, classes, options.seed);
        (void)valueOf(
            inference::collectSamples(images, classifier, controls.samples, {}, [](auto&&, bool) {}));
    }
    return predictions;
}

} // namespace

int main(int argc, char** argv) {
    std::string folder, model, device = "auto", precision = "fp32";
    model::RunOptions options;
    options.limit = 2'000;
    int repeat = 1;
    bool withControls = false;
    CLI::App app("Measures the worker's throughput");
    app.add_option("--dataset", folder)->required();
    app.add_option("--model", model)->required();
    app.add_option("--images", options.limit);
    app.add_option("--batch", options.batch);
    app.add_option("--device", device);
    app.add_option("--precision", precision);
    app.add_flag("--controls", withControls);
    app.add_option("--repeat", repeat);
    CLI11_PARSE(app, argc, argv);
    options.device = valueOf(model::parsedDevice(device));
    options.precision = base::valueNamed<model::Precision>(precision).value();

    const auto images = valueOf(dataset::openCifar10(folder, dataset::Split::Test));
    const auto classifier = valueOf(libtorch::openClassifier(tests::fileContents(model), options));
    model::RunOptions warmUp = options;
    warmUp.limit = 4 * classifier->efficientBatch();
    for (int i = -1; i < repeat; ++i) {
        const model::RunOptions& now = i < 0 ? warmUp : options;
        const auto start = std::chrono::steady_clock::now();
        const auto predictions = classified(*images, *classifier, now, withControls);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (i < 0)
            continue;
        const auto failures = std::ranges::count_if(predictions, &model::Prediction::isFailure);
        std::cout << nlohmann::json{{"program", "faultline"},
                                    {"backend", classifier->device().backend},
                                    {"device", classifier->device().device},
                                    {"precision", precision},
                                    {"screening_bound", classifier->screening().bound},
                                    {"threads", classifier->device().threads},
                                    {"batch",
                                     options.batch > 0 ? options.batch : classifier->efficientBatch()},
                                    {"images", predictions.size()},
                                    {"failures", failures},
                                    {"controls_included", withControls},
                                    {"seconds", seconds.count()},
                                    {"images_per_second",
                                     static_cast<double>(predictions.size()) / seconds.count()}}
                         .dump()
                  << std::endl;
    }
    return 0;
}
