// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/memory_images.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/torch/script_message.h"
#include "core/torch/script_network.h"
#include "tests/support/file_contents.h"
#include "tests/support/temporary_folder.h"

#include <cmath>
#include <numeric>

#include <ATen/Functions.h>
#include <torch/csrc/jit/api/module.h>

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Contains;

namespace {

constexpr int side = 2; ///< pixels

/// Three images of 2 × 2 pixels whose red values are 0, 1, …, the green ones 100 more, the blue ones 200.
std::unique_ptr<dataset::ImageSet> images() {
    dataset::MemoryPixels pixels{side, side, {}, {}};
    for (int i = 0; i < 3; ++i) {
        pixels.labels.emplace_back(static_cast<std::uint16_t>(i));
        for (int at = 0; at < side * side; ++at)
            for (const int channel : {0, 100, 200})
                pixels.pixels.push_back(static_cast<std::uint8_t>(channel + 4 * i + at));
    }
    dataset::DatasetInfo info;
    info.format = dataset::Format::Npy;
    info.classes = {"a", "b", "c"};
    return dataset::memoryImages(std::move(info), std::move(pixels)).value();
}

std::vector<base::ImageView> viewsOf(const dataset::ImageSet& set) {
    std::vector<base::ImageView> views;
    base::Image unused;
    for (std::uint32_t i = 0; i < set.info().size; ++i)
        views.push_back(*set.image(base::SampleIndex(i), unused));
    return views;
}

/// A program whose forward(x) has this body, with a 3 × 3 matrix `w` of 1 … 9.
std::filesystem::path scriptFile(const tests::TemporaryFolder& folder, const std::string& body) {
    torch::jit::Module module("Tiny");
    module.register_parameter("w", at::arange(1, 10, at::kFloat).view({3, 3}), false);
    module.define("def forward(self, x):\n" + body);
    module.save((folder / "tiny.pt").string());
    return folder / "tiny.pt";
}

model::RunOptions trusting(const std::string& preprocessing = "unit") {
    model::RunOptions options;
    options.device = {model::DeviceKind::Cpu};
    options.preprocessing = model::parsedChoice(preprocessing).value();
    options.trustCode = true;
    return options;
}

inference::OpenedModel opened(const std::string& body, const model::RunOptions& options = trusting()) {
    const tests::TemporaryFolder folder;
    auto script = libtorch::openScript(tests::fileContents(scriptFile(folder, body)), options, *images());
    if (!script)
        throw std::runtime_error(script.error().message);
    return std::move(*script);
}

std::string refusal(const std::string& body) {
    const tests::TemporaryFolder folder;
    const auto script =
        libtorch::openScript(tests::fileContents(scriptFile(folder, body)), trusting(), *images());
    REQUIRE_FALSE(script);
    CHECK(script.error().kind == base::ErrorKind::InvalidInput);
    CHECK_THAT(script.error().message, Contains("tiny.pt") && !Contains("\n"));
    return script.error().message;
}

const std::string linear = "  return torch.mm(x.mean([2, 3]), self.w.t())\n";

/// What `linear` answers for image i of images() with preset "unit", by hand.
float expectedLogit(std::size_t image, std::size_t output) {
    double sum = 0;
    for (std::size_t channel = 0; channel < 3; ++channel)
        sum += static_cast<double>(3 * output + channel + 1) *
               (1.5 + 4 * static_cast<double>(image) + 100 * static_cast<double>(channel)) / 255;
    return static_cast<float>(sum);
}

} // namespace

TEST_CASE("A program is refused unless it is trusted, and the sentence says how to trust it") {
    const tests::TemporaryFolder folder;
    model::RunOptions options = trusting();
    options.trustCode = false;
    const auto refused =
        libtorch::openScript(tests::fileContents(scriptFile(folder, linear)), options, *images());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == base::ErrorKind::Refused);
    CHECK_THAT(refused.error().message, Contains("tiny.pt") && Contains("TorchScript program") &&
                                            Contains("--trust-code") && Contains("New study"));
}

TEST_CASE("A program's logits are those that its formula gives, in every batch") {
    auto script = opened(linear);
    const model::ModelInfo& model = script.info();
    CHECK(model.format == "torchscript");
    CHECK(model.architecture == "Tiny");
    CHECK(model.classes == std::vector<std::string>{"0", "1", "2"});
    CHECK(model.featureCount == 0);
    CHECK(model.sha256.size() == 64);
    CHECK(model.answers == model::AnswersAre::Logits);
    CHECK(script.variants().empty());
    CHECK(script.network().efficientBatch() >= 1);

    const auto set = images();
    const auto views = viewsOf(*set);
    for (const std::size_t count : {std::size_t{3}, std::size_t{1}}) {
        const auto scores = script.network().classify(std::span(views).first(count));
        REQUIRE(scores);
        CHECK(scores->features.empty());
        REQUIRE(scores->logits.size() == count * 3);
        for (std::size_t i = 0; i < count * 3; ++i)
            CHECK(scores->logits[i] == Approx(expectedLogit(i / 3, i % 3)).epsilon(1e-5));
    }
}

TEST_CASE("The preprocessing of a program is open unless it is chosen, and the choice changes what it sees") {
    auto open = opened(linear, trusting("auto"));
    const auto variants = open.variants();
    REQUIRE(variants.size() == model::presets().size() + 1);
    CHECK(variants.back().preprocessing.name ==
          "bytes"); // it may normalise what goes from 0 to 255 by itself
    open.decide(variants.back(), model::PreprocessingBasis::Likeliest, {});
    CHECK(open.network().classify(viewsOf(*images()))->logits[0] ==
          Approx(255 * expectedLogit(0, 0)).epsilon(1e-5));
    const auto set = images();
    const auto views = viewsOf(*set);
    for (const inference::ModelVariant& variant : variants)
        if (variant.preprocessing.name == "unit")
            open.decide(variant, model::PreprocessingBasis::Likeliest, {});
    CHECK(open.info().preprocessing.name == "unit");
    CHECK(open.info().basis == model::PreprocessingBasis::Likeliest);
    CHECK(open.network().classify(views)->logits[0] == Approx(expectedLogit(0, 0)).epsilon(1e-5));

    auto reversed = opened(linear, trusting(R"({"mean":[0,0,0],"std":[1,1,1],"channels":"BGR"})"));
    CHECK(reversed.info().basis == model::PreprocessingBasis::Chosen);
    CHECK(reversed.network().classify(views)->logits[0] ==
          Approx((201.5 * 1 + 101.5 * 2 + 1.5 * 3) / 255).epsilon(1e-5));
}

TEST_CASE("The first tensor with a row an image is taken from a tuple, a list or a dict") {
    const std::string body = GENERATE(std::string("  return (x, torch.mm(x.mean([2, 3]), self.w.t()), x)\n"),
                                      "  return [x, torch.mm(x.mean([2, 3]), self.w.t())]\n",
                                      "  return {'x': x, 'y': torch.mm(x.mean([2, 3]), self.w.t())}\n",
                                      "  return torch.mm(x.mean([2, 3]), self.w.t())[:, :, None, None]\n");
    auto script = opened(body);
    const auto set = images();
    CHECK(script.network().classify(viewsOf(*set))->logits[4] == Approx(expectedLogit(1, 1)).epsilon(1e-5));
}

TEST_CASE("How a program takes its images is found by trial, and told") {
    const auto set = images();
    const auto check = [&](const std::string& body, const std::string& input) {
        auto script = opened(body);
        REQUIRE_FALSE(script.info().metadata.empty());
        CHECK(script.info().metadata.front() == std::pair<std::string, std::string>("input", input));
        CHECK(script.network().classify(viewsOf(*set))->logits[4] ==
              Approx(expectedLogit(1, 1)).epsilon(input.find("float16") == std::string::npos ? 1e-5 : 1e-2));
    };
    const std::string interleaved = "  assert x.size(3) == 3, 'channels last'\n";
    const std::string half = "  assert x.element_size() == 2, 'half please'\n";
    check(linear, "NCHW");
    check(interleaved + "  return torch.mm(x.mean([1, 2]), self.w.t())\n", "NHWC");
    check(half + "  return torch.mm(x.float().mean([2, 3]), self.w.float().t())\n", "NCHW in float16");
    check(interleaved + half + "  return torch.mm(x.float().mean([1, 2]), self.w.float().t())\n",
          "NHWC in float16");
    CHECK_THAT(refusal("  return x\n"),
               Contains("tried were images as NCHW and NHWC, in float32 and float16"));
}

TEST_CASE("A program of 16 bits is computed in fp32 on the CPU, and that is told") {
    const auto type = GENERATE(at::kHalf, at::kBFloat16);
    const std::string name = type == at::kHalf ? "float16" : "bfloat16";
    const std::string number = std::to_string(static_cast<int>(type));
    const std::string body = GENERATE_COPY( // slow_conv2d and mm know no half on a CPU
        as<std::string>(), "  return torch.mm(torch.conv2d(x, self.k).mean([2, 3]), self.w.t())\n",
        "  y = torch.conv2d(x.to(" + number + "), self.k)\n  return torch.mm(y.mean([2, 3]), self.w.t())\n",
        "  if x.size(0) > 0:\n    x = x.to(" + number +
            ")\n  return torch.mm(torch.conv2d(x, self.k).mean([2, 3]), self.w.t()).to(6)\n");
    CAPTURE(name, body);
    torch::jit::Module module("Tiny");
    module.register_parameter("w", at::arange(1, 10, at::kFloat).view({3, 3}).to(type), false);
    module.register_buffer("k", at::eye(3, at::kFloat).view({3, 3, 1, 1}).to(type));
    module.define("def forward(self, x):\n" + body);
    const tests::TemporaryFolder folder;
    module.save((folder / "tiny.pt").string());
    const auto set = images();
    auto script = libtorch::openScript(tests::fileContents(folder / "tiny.pt"), trusting(), *set);
    INFO((script ? std::string() : script.error().message));
    REQUIRE(script);
    CHECK(script->network().classify(viewsOf(*set))->logits[4] == Approx(expectedLogit(1, 1)).epsilon(1e-5));
    const model::Metadata& told = script->info().metadata;
    REQUIRE(told.size() == 2);
    CHECK(told[0].second == "NCHW");
    CHECK(told[1].first == model::noteKey);
    CHECK(told[1].second == "its program is in " + name + ", and on the CPU was computed in float32");
}

TEST_CASE("Of several tensors with a row an image the one that is as wide as there are classes is taken") {
    auto script = opened("  return (torch.mm(x.mean([2, 3]), self.w[:2].t()), "
                         "torch.mm(x.mean([2, 3]), self.w.t()))\n");
    const auto set = images();
    CHECK(script.info().classes.size() == 3);
    CHECK(script.network().classify(viewsOf(*set))->logits[4] == Approx(expectedLogit(1, 1)).epsilon(1e-5));
}

TEST_CASE("Softmax probabilities are told from logits and become logarithms") {
    auto script = opened("  return torch.softmax(torch.mm(x.mean([2, 3]), self.w.t()), 1)\n");
    CHECK(script.info().answers == model::AnswersAre::LogProbabilities);
    const auto set = images();
    const auto scores = script.network().classify(viewsOf(*set));
    REQUIRE(scores);
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k)
        sum += std::exp(static_cast<double>(expectedLogit(2, k)));
    for (std::size_t k = 0; k < 3; ++k)
        CHECK(scores->logits[6 + k] == Approx(expectedLogit(2, k) - std::log(sum)).margin(1e-4));
}

TEST_CASE("What a program throws ends as one sentence with its own words") {
    CHECK_THAT(refusal("  return torch.mm(x, x)\n"), Contains("self must be a matrix"));
    CHECK_THAT(refusal("  assert x.size(1) == 5, 'five channels please'\n  return x\n"),
               Contains("five channels please"));
    CHECK_THAT(refusal("  return x.view([3, 7])\n"),
               Contains("shape '[3, 7]' is invalid") && Contains("images of 2 × 2 pixels"));
    CHECK_THAT(refusal("  print('a line')\n  return torch.mm(x, x)\n"), Contains("self must be a matrix"));
}

TEST_CASE("An answer that is not one row of scores an image is refused by what it is") {
    CHECK_THAT(refusal("  return 5\n"), Contains("Int"));
    CHECK_THAT(refusal("  return x\n"), Contains("a tensor 3 × 3 × 2 × 2 of float"));
    CHECK_THAT(refusal("  return x.mean([2, 3]).argmax(1)\n"), Contains("a tensor 3 of "));
    CHECK_THAT(refusal("  return x.mean([2, 3])[:, :1]\n"), Contains("answers 1 values"));
    CHECK_THAT(refusal("  return torch.log(-1 - x.mean([2, 3]))\n"), Contains("not finite"));
}

TEST_CASE("A program that fails in the middle of a run fails with its own words") {
    auto script = opened("  assert x.size(2) == 2, 'two pixels please'\n" + linear);
    const base::Bytes pixels(3 * 3 * 3, 7);
    const base::ImageView larger = *base::ImageView::make(3, 3, 3, pixels);
    const auto scores = script.network().classify({&larger, 1});
    REQUIRE_FALSE(scores);
    CHECK_THAT(scores.error().message, Contains("two pixels please"));
}

TEST_CASE("An archive that is damaged, or is no program, is refused with its name") {
    const tests::TemporaryFolder folder;
    std::string bytes = tests::readText(scriptFile(folder, linear));
    const std::size_t at = bytes.find("code/__torch__.py");
    REQUIRE(at != std::string::npos);
    bytes.replace(at + 100, 40, std::string(40, '\xff')); // within the compressed code
    tests::writeText(folder / "damaged.pt", bytes);
    const auto damaged =
        libtorch::openScript(tests::fileContents(folder / "damaged.pt"), trusting(), *images());
    REQUIRE_FALSE(damaged);
    CHECK_THAT(damaged.error().message, Contains("damaged.pt") && Contains("can't load it"));
    tests::writeText(folder / "text.pt", "no program");
    const auto text = libtorch::openScript(tests::fileContents(folder / "text.pt"), trusting(), *images());
    REQUIRE_FALSE(text);
    CHECK_THAT(text.error().message, Contains("text.pt") && Contains("no TorchScript"));
}

TEST_CASE("The line that matters is found in Torch's text") {
    CHECK(libtorch::scriptMessage("The following operation failed in the TorchScript interpreter.\n"
                                  "Traceback:\n  File x\nRuntimeError: too bad\nmore") == "too bad");
    CHECK(
        libtorch::scriptMessage("The following operation failed in the TorchScript interpreter.\n"
                                "Traceback of TorchScript (most recent call last):\n  File \"x.py\", line 3\n"
                                "    raise ValueError('only 224: please')\n    ~~~~ <--- HERE\n"
                                "builtins.ValueError: only 224: please\n") == "only 224: please");
    CHECK(libtorch::scriptMessage("\nUnknown builtin op: a::b.\nhere") == "Unknown builtin op: a::b");
    CHECK(libtorch::scriptMessage("").empty() == false);
    CHECK(libtorch::scriptMessage(std::string(1000, 'x')).size() == 300);
    CHECK(libtorch::scriptMessage("bell \a and \xff") == "bell   and ?");
    CHECK(libtorch::tellsOfMemory("CUDA out of memory. Tried"));
    CHECK(libtorch::tellsOfQuantisation(
        "Could not run 'quantized::conv2d.new' with arguments from the 'CUDA'"));
    CHECK(libtorch::tellsOfQuantisation(
        "Didn't find engine for operation quantized::conv2d_prepack NoQEngine"));
    CHECK_FALSE(
        libtorch::tellsOfQuantisation("Could not run 'aten::add': available are [CPU, QuantizedCPU]"));
}
