// SPDX-License-Identifier: GPL-3.0-or-later
// Images per second of the network that the worker runs, with its run logic, warm, one JSON object a
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
#include "core/model/run_options.h"
#include "core/torch/resnet_model.h"
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

struct Classified {
    std::vector<model::Prediction> predictions;
    double screeningBound = 0; ///< 0: it did not screen
};

/// The images that a run visits.
Classified classified(const dataset::ImageSet& images, inference::OpenedModel& opened,
                      const model::RunOptions& options, bool withControls) {
    std::vector<model::Prediction> predictions;
    auto screening = valueOf(inference::prepareScreening(images, opened, options, {}));
    inference::Screening* const screens = screening ? &*screening : nullptr;
    const auto keep = [&](const model::BatchReport& report) {
        predictions.insert(predictions.end(), report.predictions.begin(), report.predictions.end());
    };
    (void)valueOf(inference::runInference(images, opened, options, 0, {}, keep, screens));
    if (withControls) {
        const auto classes = static_cast<std::uint32_t>(images.info().classes.size());
        const inference::Controls controls = inference::drawControls(predictions, classes, options.seed);
        (void)valueOf(inference::collectSamples(
            images, opened, controls.samples, {}, [](auto&&, bool) {}, screens));
    }
    return {std::move(predictions), screening ? screening->bound() : 0};
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
    auto opened = valueOf(libtorch::openResnet(tests::fileContents(model), options));
    model::RunOptions warmUp = options;
    warmUp.limit = 4 * opened.network().efficientBatch();
    for (int i = -1; i < repeat; ++i) {
        const model::RunOptions& now = i < 0 ? warmUp : options;
        const auto start = std::chrono::steady_clock::now();
        const auto [predictions, bound] = classified(*images, opened, now, withControls);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (i < 0)
            continue;
        const auto failures = std::ranges::count_if(predictions, &model::Prediction::isFailure);
        std::cout << nlohmann::json{{"program", "faultline"},
                                    {"backend", opened.network().device().backend},
                                    {"device", opened.network().device().device},
                                    {"precision", precision},
                                    {"screening_bound", bound},
                                    {"threads", opened.network().device().threads},
                                    {"batch",
                                     options.batch > 0 ? options.batch : opened.network().efficientBatch()},
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
