// SPDX-License-Identifier: GPL-3.0-or-later
// A worker without LibTorch: the real protocol around a network that knows the answers and gets every k-th
// image wrong. FAULTLINE_SCRIPTED_WRONG_EVERY sets k (default 4: images 0, 4, 8 …; 0: none), and
// FAULTLINE_SCRIPTED_FAULT one way to misbehave, after FAULTLINE_SCRIPTED_AFTER batches (default 1) where it
// concerns batches:
//   hang-before-hello   says nothing, for ever
//   wrong-version       greets with version 999
//   hang                computes a batch for ever, but answers pings
//   freeze              stops as a whole (SIGSTOP)
//   die                 is killed
//   garbage             writes bytes that are no CBOR
//   oversized           announces a frame of 4 GB
//   fail                reports that it has not enough memory
//   refuse-open         refuses a model of which the request leaves preprocessing or stem open
//   flood               tells of its preparation for ever, as fast as the pipe takes it
//   pongs               answers pings that nobody sent
//   dribble             begins a message of 10,000 bytes and sends one of them in 10 ms
//   slow                takes FAULTLINE_SCRIPTED_MILLISECONDS (default 50) more for each batch
// FAULTLINE_SCRIPTED_FORMAT is what it takes its model for (default "safetensors"; "predictions": an import).
// With FAULTLINE_SCRIPTED_OPEN=1 its model does not say its preprocessing, which is then sought; all
// candidates are alike.
#include "core/base/hash.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/protocol/frame.h"
#include "core/protocol/worker_session.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

#include <unistd.h>

using namespace faultline;

namespace {

std::string setting(const char* name, const char* standard) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : standard;
}

const std::string fault = setting("FAULTLINE_SCRIPTED_FAULT", "");
const int faultAfter = std::atoi(setting("FAULTLINE_SCRIPTED_AFTER", "1").c_str());
const int wrongEvery = std::atoi(setting("FAULTLINE_SCRIPTED_WRONG_EVERY", "4").c_str());
const std::chrono::milliseconds slowness(std::atoi(setting("FAULTLINE_SCRIPTED_MILLISECONDS", "50").c_str()));

void write(base::ByteView bytes) {
    if (::write(STDOUT_FILENO, bytes.data(), bytes.size()) < 0)
        std::_Exit(1);
}

void writeForEver(const protocol::Event& event, std::chrono::milliseconds pause) {
    for (const base::Bytes frame = protocol::framed(protocol::encoded(event));;
         std::this_thread::sleep_for(pause))
        write(frame);
}

/// The images by the place of their pixels, by which the network recognises them.
std::map<const std::uint8_t*, base::SampleIndex> knownImages;
const dataset::ImageSet* knownSet = nullptr;

class ScriptedNetwork : public inference::Network {
public:
    ScriptedNetwork(std::size_t classes, std::uint32_t features)
        : m_classes(classes)
        , m_features(features)
        , m_device{"cpu", "scripted", "fp32", "the scripted worker has no GPU", "scripted", 1} {}

    const model::DeviceInfo& device() const override { return m_device; }
    std::uint32_t efficientBatch() const override { return 32; }

    base::Result<inference::Scores> classify(std::span<const base::ImageView> images) override {
        if (m_batches++ >= faultAfter)
            FAULTLINE_CHECK(misbehave());
        inference::Scores scores;
        for (const base::ImageView& image : images)
            answer(knownImages.at(image.pixels().data()), scores);
        return scores;
    }

private:
    static base::Result<> misbehave() {
        if (fault == "hang")
            std::this_thread::sleep_for(std::chrono::hours(24));
        else if (fault == "freeze")
            std::raise(SIGSTOP);
        else if (fault == "die")
            std::raise(SIGKILL);
        else if (fault == "garbage")
            write(protocol::framed(base::Bytes(64, 0xff)));
        else if (fault == "oversized")
            write(base::Bytes{0xff, 0xff, 0xff, 0xff});
        else if (fault == "flood")
            writeForEver(protocol::Preparing{1, "Finding the preprocessing", 1, 2, {}, 0}, {});
        else if (fault == "pongs")
            writeForEver(protocol::Pong{1}, std::chrono::milliseconds(1));
        else if (fault == "dribble") {
            write(base::Bytes{0x10, 0x27, 0, 0});
            for (;; std::this_thread::sleep_for(std::chrono::milliseconds(10)))
                write(base::Bytes{0});
        } else if (fault == "fail")
            return base::failure(base::ErrorKind::Io, "the device has not enough memory");
        else if (fault == "slow")
            std::this_thread::sleep_for(slowness);
        return {};
    }

    /// Confidence and margin vary with the index; a wrong answer is one to nine classes off.
    void answer(base::SampleIndex sample, inference::Scores& scores) const {
        const bool wrong = wrongEvery > 0 && sample.value % static_cast<std::uint32_t>(wrongEvery) == 0;
        const std::size_t truth = knownSet->label(sample).value;
        const std::size_t predicted =
            wrong ? (truth + 1 + sample.value % (m_classes - 1)) % m_classes : truth;
        for (std::size_t i = 0; i < m_classes; ++i)
            scores.logits.push_back(i == predicted ? 3.0F + static_cast<float>(sample.value % 17) / 8
                                    : i == truth   ? 2.0F
                                                   : 0.1F * static_cast<float>(i));
        for (std::uint32_t i = 0; i < m_features; ++i)
            scores.features.push_back(static_cast<float>(sample.value + i) / 16);
    }

    std::size_t m_classes;
    std::uint32_t m_features;
    model::DeviceInfo m_device;
    int m_batches = 0;
};

base::Result<std::unique_ptr<dataset::ImageSet>> openImages(const std::string& path,
                                                            const dataset::OpenOptions& options) {
    FAULTLINE_TRY(set, dataset::openCifar10(path, options.split));
    knownSet = set.get();
    knownImages.clear();
    base::Image unused;
    for (std::uint32_t i = 0; i < set->info().size; ++i)
        knownImages[set->image(base::SampleIndex(i), unused)->pixels().data()] = base::SampleIndex(i);
    return std::move(set);
}

/// Any file is a model to it.
base::Result<inference::OpenedModel> openModel(const std::string& path, const model::RunOptions& options,
                                               const dataset::ImageSet&) {
    if (fault == "refuse-open" && (options.preprocessing.isAuto() || options.stem == model::Stem::Auto))
        return base::failure(base::ErrorKind::Refused, "preprocessing or stem is left open");
    FAULTLINE_TRY(digest, base::sha256OfFile(path));
    model::ModelInfo model;
    model.sha256 = base::hex(digest);
    model.format = setting("FAULTLINE_SCRIPTED_FORMAT", "safetensors");
    model.architecture = "scripted";
    model.classes = dataset::cifar10Classes();
    model.featureCount = 8;
    model.preprocessing.name = "custom";
    model.preprocessing.mean = {0.5, 0.5, 0.5};
    model.preprocessing.standardDeviation = {0.25, 0.25, 0.25};
    model.location = path;
    auto network = std::make_unique<ScriptedNetwork>(model.classes.size(), model.featureCount);
    std::vector<inference::ModelVariant> variants;
    if (setting("FAULTLINE_SCRIPTED_OPEN", "") == "1" && options.preprocessing.isAuto())
        for (const model::Preprocessing& preset : model::presets())
            variants.push_back({preset, false});
    return inference::OpenedModel(std::move(network), std::move(model), std::move(variants));
}

} // namespace

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    if (fault == "hang-before-hello")
        std::this_thread::sleep_for(std::chrono::hours(24));
    if (fault == "wrong-version")
        write(protocol::framed(protocol::encoded(
            protocol::Event(protocol::Hello{std::string(protocol::protocolMagic), 999, "scripted 9"}))));
    protocol::WorkerBackend backend;
    backend.program = "scripted worker";
    backend.describe = [] {
        return protocol::Description{"scripted", {"cpu"}, "the scripted worker has no GPU", {}};
    };
    backend.openImages = openImages;
    backend.openModel = openModel;
    backend.ended = [](protocol::SessionEnding ending) {
        std::_Exit(ending == protocol::SessionEnding::InputEnded ? 0 : 1);
    };
    protocol::serve(STDIN_FILENO, STDOUT_FILENO, backend);
}
