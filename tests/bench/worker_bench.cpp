// SPDX-License-Identifier: GPL-3.0-or-later
// Images per second of the classifier that the worker runs, with its run logic, warm, one JSON object a
// repetition:
//   faultline_bench_worker --dataset DIR --model FILE [--images N] [--batch N] [--device D] [--precision P]
//                          [--repeat N]
// tests/bench/run alternates it with PyTorch in Python on the same weights, threads, precision and batch.
#include "core/dataset/cifar10.h"
#include "core/inference/run.h"
#include "core/inference/screening.h"
#include "core/torch/classifier.h"

#include <chrono>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;

namespace {

template <class Value>
Value valueOf(base::Result<Value> result) {
    if (result)
        return std::move(*result);
    std::cerr << "faultline_bench_worker: " << result.error().message << '\n';
    std::exit(1);
}

} // namespace

int main(int argc, char** argv) {
    std::string folder, model;
    inference::RunOptions options;
    options.limit = 2'000;
    int repeat = 1;
    CLI::App app("Measures the worker's throughput");
    app.add_option("--dataset", folder)->required();
    app.add_option("--model", model)->required();
    app.add_option("--images", options.limit);
    app.add_option("--batch", options.batch);
    app.add_option("--device", options.device);
    app.add_option("--precision", options.precision);
    app.add_option("--repeat", repeat);
    CLI11_PARSE(app, argc, argv);

    const auto images = valueOf(dataset::openCifar10(folder, dataset::Split::Test));
    const auto classifier = valueOf(libtorch::openClassifier(model, options));
    if (const auto measured = inference::measureScreeningBound(*images, *classifier, 0, {}); !measured) {
        std::cerr << "faultline_bench_worker: " << measured.error().message << '\n';
        return 1;
    }
    inference::RunOptions warmUp = options;
    warmUp.limit = 4 * classifier->efficientBatch();
    for (int i = -1; i < repeat; ++i) {
        const inference::RunOptions& now = i < 0 ? warmUp : options;
        std::uint64_t visited = 0, failures = 0;
        const auto start = std::chrono::steady_clock::now();
        (void)valueOf(inference::runInference(*images, *classifier, now, 0, {},
                                              [&](const inference::BatchReport& report) {
                                                  visited += report.predictions.size();
                                                  failures += report.failures.size();
                                              }));
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (i < 0)
            continue;
        std::cout << nlohmann::json{{"program", "faultline"},
                                    {"backend", classifier->device().backend},
                                    {"device", classifier->device().device},
                                    {"precision", options.precision},
                                    {"screening_bound", classifier->screeningBound()},
                                    {"threads", classifier->device().threads},
                                    {"batch",
                                     options.batch > 0 ? options.batch : classifier->efficientBatch()},
                                    {"images", visited},
                                    {"failures", failures},
                                    {"seconds", seconds.count()},
                                    {"images_per_second", static_cast<double>(visited) / seconds.count()}}
                         .dump()
                  << std::endl;
    }
    return 0;
}
