// SPDX-License-Identifier: GPL-3.0-or-later
// Images per second of the GPU engine alone, for each precision, with and without joined
// convolutions, in both layouts, and for several sizes of a piece; one JSON object a row:
//   faultline_bench_engine --dataset DIR --model FILE [--device D] [--images N] [--repeat N] [--search]
// "host_seconds" is what laying the pixels out takes on its own. On a CPU the engine computes without
// streams, so that this program is tried where there is no GPU.
#include "core/dataset/cifar/cifar10.h"
#include "core/inference/model_variant.h"
#include "core/model/run_options.h"
#include "core/resnet/model_file.h"
#include "core/torch/devices.h"
#include "core/torch/gpu_engine.h"
#include "core/torch/gpu_input.h"
#include "tests/support/file_contents.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include <ATen/Context.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using libtorch::GpuTuning;
using libtorch::Precision;

namespace {

template <class Value>
Value valueOf(base::Result<Value> result) {
    if (result)
        return std::move(*result);
    std::cerr << "faultline_bench_engine: " << result.error().message << '\n';
    std::exit(1);
}

template <class Work>
double medianSeconds(int repeat, Work&& work) {
    std::vector<double> seconds;
    for (int i = 0; i < repeat; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::ranges::sort(seconds);
    return seconds[seconds.size() / 2];
}

struct Bench {
    resnet::ModelFile model;
    model::DeviceInfo device;
    std::vector<base::ImageView> views;
    int repeat = 5;
    bool search = false;

    void measure(Precision precision, const char* name, const GpuTuning& tuning) const {
        const auto engine = valueOf(libtorch::openGpuEngine(model.weights, precision, device, tuning));
        engine->use({model.info.preprocessing, model.info.maxPool});
        const auto all = [&] {
            for (std::size_t begin = 0; begin < views.size(); begin += libtorch::imagesPerCall)
                (void)valueOf(engine->scores(std::span(views).subspan(
                    begin, std::min<std::size_t>(libtorch::imagesPerCall, views.size() - begin))));
        };
        all(); // warms up
        const double seconds = medianSeconds(repeat, all);
        std::cout << nlohmann::json{{"program", "engine"},
                                    {"device", device.device},
                                    {"precision", name},
                                    {"images_per_piece", tuning.imagesPerPiece},
                                    {"joined", tuning.joins},
                                    {"channels_last", tuning.channelsLast},
                                    {"cudnn_search", search},
                                    {"images", views.size()},
                                    {"seconds", seconds},
                                    {"host_seconds", hostSeconds(tuning)},
                                    {"images_per_second", static_cast<double>(views.size()) / seconds}}
                         .dump()
                  << std::endl;
    }

private:
    [[nodiscard]] double hostSeconds(const GpuTuning& tuning) const {
        const base::ImageView& first = views.front();
        std::vector<std::uint8_t> pixels(tuning.imagesPerPiece * first.pixels().size());
        return medianSeconds(repeat, [&] {
            for (std::size_t begin = 0; begin < views.size(); begin += tuning.imagesPerPiece) {
                const std::size_t count = std::min<std::size_t>(tuning.imagesPerPiece, views.size() - begin);
                if (!libtorch::preparePixels(std::span(views).subspan(begin, count), model.info.preprocessing,
                                             first.height(), first.width(), device.threads, pixels.data()))
                    std::exit(1);
            }
        });
    }
};

} // namespace

int main(int argc, char** argv) {
    std::string folder, file, deviceName = "auto";
    std::size_t count = 10'000;
    Bench bench;
    CLI::App app("Measures the GPU engine's throughput");
    app.add_option("--dataset", folder)->required();
    app.add_option("--model", file)->required();
    app.add_option("--device", deviceName);
    app.add_option("--images", count);
    app.add_option("--repeat", bench.repeat);
    app.add_flag("--search", bench.search, "cuDNN times its kernels and takes the fastest");
    CLI11_PARSE(app, argc, argv);
    at::globalContext().setBenchmarkCuDNN(bench.search);

    const auto images = valueOf(dataset::openCifar10(folder, dataset::Split::Test));
    model::RunOptions options;
    options.device = valueOf(model::parsedDevice(deviceName));
    bench.model = valueOf(resnet::readModelFile(tests::fileContents(file), options));
    bench.device = valueOf(libtorch::chooseDevice(options.device));
    base::Image unused;
    for (std::uint32_t i = 0; i < std::min<std::size_t>(count, images->info().size); ++i)
        bench.views.push_back(valueOf(images->image(base::SampleIndex(i), unused)));

    const bool isGpu = bench.device.device != "cpu";
    using Named = std::pair<Precision, const char*>;
    for (const auto& [precision, name] :
         {Named{Precision::Fp32, "fp32"}, Named{Precision::Bf16, "bf16"}, Named{Precision::Fp16, "fp16"}}) {
        if (precision != Precision::Fp32 && !isGpu)
            continue;
        for (const std::uint32_t piece : {64u, 128u, 256u, 512u, 1024u, 2048u}) {
            GpuTuning tuning = libtorch::tuningFor(precision, libtorch::Purpose::Screen);
            tuning.imagesPerPiece = piece;
            bench.measure(precision, name, tuning);
        }
        for (const bool joins : {true, false})
            for (const bool channelsLast : {true, false})
                bench.measure(precision, name, {.joins = joins, .channelsLast = channelsLast});
    }
    return 0;
}
