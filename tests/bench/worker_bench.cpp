// SPDX-License-Identifier: GPL-3.0-or-later
// Images per second of the network that the worker runs, with its run logic, warm, one JSON object a
// repetition:
//   faultline_bench_worker --dataset DIR --model FILE [--images N] [--batch N] [--device D] [--precision P]
//                          [--controls] [--repeat N] [--reference LOGITS.npy] [--started SECONDS]
// What a fast run measures beforehand is part of its time; with --controls, so are the scores of the
// controls. With --reference the predictions, and the logits of the network in its deciding precision, are
// compared with those of the file. With --started, the time of day at which the process was started, the
// first repetition is not warm and tells when its first failure was known. tests/bench/run alternates it with
// PyTorch in Python on the same weights, threads, precision and batch.
#include "core/base/bytes.h"
#include "core/base/files.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/formats/npy.h"
#include "core/inference/controls.h"
#include "core/inference/run.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/model/run_options.h"
#include "core/torch/resnet_model.h"
#include "tests/support/file_contents.h"

#include <algorithm>
#include <chrono>
#include <cmath>
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

double timeOfDay() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

struct Classified {
    std::vector<model::Prediction> predictions;
    double screeningBound = 0; ///< 0: it did not screen
    double firstFailure = 0;   ///< time of day when it was known, s
};

/// The images that a run visits.
Classified classified(const dataset::ImageSet& images, inference::OpenedModel& opened,
                      const model::RunOptions& options, bool withControls) {
    std::vector<model::Prediction> predictions;
    auto screening = valueOf(inference::prepareScreening(images, opened, options, {}));
    inference::Screening* const screens = screening ? &*screening : nullptr;
    double firstFailure = 0;
    const auto keep = [&](const model::BatchReport& report) {
        if (firstFailure == 0 && std::ranges::any_of(report.predictions, &model::Prediction::isFailure))
            firstFailure = timeOfDay();
        predictions.insert(predictions.end(), report.predictions.begin(), report.predictions.end());
    };
    (void)valueOf(inference::runInference(images, opened, options, 0, {}, keep, screens));
    if (withControls) {
        const auto classes = static_cast<std::uint32_t>(images.info().classes.size());
        const inference::Controls controls = inference::drawControls(predictions, classes, options.seed);
        (void)valueOf(inference::collectSamples(
            images, opened, controls.samples, {}, [](auto&&, bool) {}, screens));
    }
    return {std::move(predictions), screening ? screening->bound() : 0, firstFailure};
}

/// Logits that another program computed, n × classes.
class Reference {
public:
    explicit Reference(const std::string& path) {
        const auto bytes = valueOf(base::readFile(path, 1 << 26));
        const auto array = valueOf(formats::readNpy(bytes));
        m_logits = base::unpacked<float>(array.bytes);
        m_classes = array.shape.back();
    }

    [[nodiscard]] std::vector<std::uint32_t> differing(const std::vector<model::Prediction>& ours) const {
        std::vector<std::uint32_t> samples;
        for (const model::Prediction& prediction : ours) {
            const auto theirs = row(prediction.sample.value);
            if (std::ranges::max_element(theirs) - theirs.begin() != prediction.predicted.value)
                samples.push_back(prediction.sample.value);
        }
        std::ranges::sort(samples);
        return samples;
    }

    [[nodiscard]] double largestDifference(const dataset::ImageSet& images,
                                           inference::OpenedModel& opened) const {
        constexpr std::uint32_t each = 1000;
        double largest = 0;
        base::Image unused;
        for (std::uint32_t first = 0; first + each <= images.info().size; first += each) {
            std::vector<base::ImageView> views;
            for (std::uint32_t i = first; i < first + each; ++i)
                views.push_back(valueOf(images.image(base::SampleIndex(i), unused)));
            const auto scores = valueOf(opened.network().classify(views));
            for (std::size_t i = 0; i < scores.logits.size(); ++i)
                largest = std::max(
                    largest, std::abs(double(scores.logits[i]) - double(m_logits[first * m_classes + i])));
        }
        return largest;
    }

private:
    [[nodiscard]] std::span<const float> row(std::size_t sample) const {
        return std::span(m_logits).subspan(sample * m_classes, m_classes);
    }

    std::vector<float> m_logits;
    std::size_t m_classes = 0;
};

} // namespace

int main(int argc, char** argv) {
    std::string folder, model, reference, device = "auto", precision = "fp32";
    double started = 0;
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
    app.add_option("--reference", reference);
    app.add_option("--started", started);
    CLI11_PARSE(app, argc, argv);
    options.device = valueOf(model::parsedDevice(device));
    options.precision = base::valueNamed<model::Precision>(precision).value();

    const auto images = valueOf(dataset::openCifar10(folder, dataset::Split::Test));
    auto opened = valueOf(libtorch::openResnet(tests::fileContents(model), options));
    model::RunOptions warmUp = options;
    warmUp.limit = 4 * opened.network().efficientBatch();
    for (int i = started > 0 ? 0 : -1; i < repeat; ++i) {
        const model::RunOptions& now = i < 0 ? warmUp : options;
        const auto start = std::chrono::steady_clock::now();
        const auto [predictions, bound, firstFailure] = classified(*images, opened, now, withControls);
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
        if (i < 0)
            continue;
        const auto failures = std::ranges::count_if(predictions, &model::Prediction::isFailure);
        nlohmann::json line{{"program", "faultline"},
                            {"backend", opened.network().device().backend},
                            {"device", opened.network().device().device},
                            {"device_name", opened.network().device().name},
                            {"precision", precision},
                            {"screening_bound", bound},
                            {"threads", opened.network().device().threads},
                            {"batch", options.batch > 0 ? options.batch : opened.network().efficientBatch()},
                            {"images", predictions.size()},
                            {"failures", failures},
                            {"controls_included", withControls},
                            {"seconds", seconds.count()},
                            {"images_per_second", static_cast<double>(predictions.size()) / seconds.count()}};
        if (started > 0 && i == 0)
            line["first_failure_after_seconds"] = firstFailure - started;
        if (!reference.empty()) {
            const Reference theirs(reference);
            line["differing_predictions"] = theirs.differing(predictions);
            line["largest_logit_difference"] = theirs.largestDifference(*images, opened);
        }
        std::cout << line.dump() << std::endl;
    }
    return 0;
}
