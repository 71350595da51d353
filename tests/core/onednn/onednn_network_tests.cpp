// SPDX-License-Identifier: GPL-3.0-or-later
// oneDNN's networks against the definition of their layers, summed in double precision.
#include "core/onednn/onednn_network.h"
#include "core/onednn/resnet_layers.h"
#include "tests/support/drawn_networks.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <string_view>
#include <thread>

#include <catch2/catch.hpp>
#include <oneapi/dnnl/dnnl.hpp>

using namespace faultline;
using inference::InputShape;
using inference::Scores;
using resnet::Convolution;
using resnet::FoldedWeights;
using resnet::ResidualBlock;
using tests::convolution;
using tests::drawn;

namespace {

/// @param widths inner ones of a block and, last, its outputs
ResidualBlock block(base::Random& random, std::uint32_t inputs, std::vector<std::uint32_t> widths,
                    std::uint32_t stride, bool isParameterFree) {
    ResidualBlock made;
    const bool isBottleneck = widths.size() == 3;
    std::uint32_t from = inputs;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const bool isWide = !isBottleneck || i == 1;
        const bool strides = isBottleneck ? i == 1 : i == 0;
        made.path.push_back(convolution(random, from, widths[i], isWide ? 3 : 1, strides ? stride : 1));
        from = widths[i];
    }
    made.stride = stride;
    if (isParameterFree)
        made.padding = (from - inputs) / 2;
    else if (stride != 1 || from != inputs)
        made.shortcut = convolution(random, inputs, from, 1, stride);
    return made;
}

FoldedWeights finished(base::Random& random, FoldedWeights weights, std::uint32_t classes) {
    weights.features = weights.blocks.back().path.back().outputs;
    weights.classes = classes;
    weights.linear = drawn(random, std::size_t{classes} * weights.features, 0.3);
    weights.bias = drawn(random, classes, 0.5);
    return weights;
}

/// Wide enough for Winograd's form, with a plain and a projecting shortcut.
FoldedWeights basic() {
    base::Random random(1);
    FoldedWeights weights;
    weights.stem = convolution(random, 3, 32, 3, 1);
    weights.blocks = {block(random, 32, {32, 32}, 1, false), block(random, 32, {64, 64}, 2, false)};
    return finished(random, std::move(weights), 10);
}

/// As He et al. built them for CIFAR, with shortcuts without parameters: just wide enough for Winograd's
/// form, but for the first layer.
FoldedWeights narrow() {
    base::Random random(2);
    FoldedWeights weights;
    weights.stem = convolution(random, 3, 16, 3, 1);
    weights.blocks = {block(random, 16, {16, 16}, 1, true), block(random, 16, {32, 32}, 2, true),
                      block(random, 32, {64, 64}, 2, true)};
    return finished(random, std::move(weights), 100);
}

/// Too narrow for Winograd's form, so that direct ones add both kinds of shortcuts.
FoldedWeights thin() {
    base::Random random(6);
    FoldedWeights weights;
    weights.stem = convolution(random, 3, 8, 3, 1);
    weights.blocks = {block(random, 8, {8, 8}, 1, true), block(random, 8, {12, 12}, 2, true),
                      block(random, 12, {8, 12}, 1, false)};
    return finished(random, std::move(weights), 5);
}

/// Widths that no vector register divides.
FoldedWeights pruned() {
    base::Random random(3);
    FoldedWeights weights;
    weights.stem = convolution(random, 3, 37, 3, 1);
    weights.blocks = {block(random, 37, {41, 37}, 1, false), block(random, 37, {50, 61}, 2, false)};
    return finished(random, std::move(weights), 3);
}

FoldedWeights bottleneck() {
    base::Random random(4);
    FoldedWeights weights;
    weights.stem = convolution(random, 3, 32, 7, 2);
    weights.maxPool = true;
    weights.blocks = {block(random, 32, {32, 32, 64}, 1, false), block(random, 64, {40, 40, 96}, 2, false),
                      block(random, 96, {40, 40, 96}, 1, false)};
    return finished(random, std::move(weights), 7);
}

/// One image's channels × height × width.
struct Tensor {
    int channels, height, width;
    std::vector<double> values;

    [[nodiscard]] double at(int channel, int y, int x) const {
        const bool isInside = y >= 0 && y < height && x >= 0 && x < width;
        return isInside ? values[static_cast<std::size_t>((channel * height + y) * width + x)] : 0;
    }
};

Tensor convolved(const Tensor& input, const Convolution& by) {
    const int kernel = static_cast<int>(by.kernel), stride = static_cast<int>(by.stride),
              padding = kernel / 2;
    Tensor out{
        static_cast<int>(by.outputs), (input.height - 1) / stride + 1, (input.width - 1) / stride + 1, {}};
    for (int o = 0; o < out.channels; ++o)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x) {
                double sum = by.bias[static_cast<std::size_t>(o)];
                for (int i = 0; i < input.channels; ++i)
                    for (int v = 0; v < kernel; ++v)
                        for (int u = 0; u < kernel; ++u)
                            sum += input.at(i, y * stride + v - padding, x * stride + u - padding) *
                                   static_cast<double>(by.weights[static_cast<std::size_t>(
                                       ((o * input.channels + i) * kernel + v) * kernel + u)]);
                out.values.push_back(sum);
            }
    return out;
}

Tensor rectified(Tensor tensor) {
    for (double& value : tensor.values)
        value = std::max(value, 0.0);
    return tensor;
}

Tensor pooled(const Tensor& input) {
    Tensor out{input.channels, (input.height - 1) / 2 + 1, (input.width - 1) / 2 + 1, {}};
    for (int c = 0; c < out.channels; ++c)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x) {
                double most = 0; // of rectified values
                for (int v = -1; v <= 1; ++v)
                    for (int u = -1; u <= 1; ++u)
                        most = std::max(most, input.at(c, 2 * y + v, 2 * x + u));
                out.values.push_back(most);
            }
    return out;
}

Tensor shortcut(const Tensor& input, const ResidualBlock& block) {
    if (block.shortcut)
        return convolved(input, *block.shortcut);
    const int stride = static_cast<int>(block.stride), padding = static_cast<int>(block.padding);
    Tensor out{
        input.channels + 2 * padding, (input.height - 1) / stride + 1, (input.width - 1) / stride + 1, {}};
    for (int c = 0; c < out.channels; ++c)
        for (int y = 0; y < out.height; ++y)
            for (int x = 0; x < out.width; ++x) {
                const bool isNew = c < padding || c >= padding + input.channels;
                out.values.push_back(isNew ? 0 : input.at(c - padding, y * stride, x * stride));
            }
    return out;
}

/// Logits, then features, of one image.
std::pair<std::vector<double>, std::vector<double>> byDefinition(const FoldedWeights& weights, Tensor x) {
    x = rectified(convolved(x, weights.stem));
    if (weights.maxPool)
        x = pooled(x);
    for (const ResidualBlock& block : weights.blocks) {
        Tensor y = x;
        for (std::size_t i = 0; i + 1 < block.path.size(); ++i)
            y = rectified(convolved(y, block.path[i]));
        y = convolved(y, block.path.back());
        const Tensor beside = shortcut(x, block);
        for (std::size_t i = 0; i < y.values.size(); ++i)
            y.values[i] += beside.values[i];
        x = rectified(std::move(y));
    }
    std::vector<double> features, logits;
    const auto pixels = static_cast<std::ptrdiff_t>(x.height * x.width);
    for (auto first = x.values.begin(); first != x.values.end(); first += pixels)
        features.push_back(std::accumulate(first, first + pixels, 0.0) / static_cast<double>(pixels));
    for (std::size_t k = 0; k < weights.classes; ++k) {
        logits.push_back(weights.bias[k]);
        for (std::size_t f = 0; f < features.size(); ++f)
            logits.back() += static_cast<double>(weights.linear[k * features.size() + f]) * features[f];
    }
    return {logits, features};
}

std::vector<float> pictures(const InputShape& shape) {
    base::Random random(static_cast<std::uint64_t>(shape.images * 1000 + shape.height));
    return drawn(random, static_cast<std::size_t>(shape.images) * 3 * shape.height * shape.width, 2);
}

/// The largest difference to the definition, of the first and the last image.
double errorOf(const FoldedWeights& weights, const InputShape& shape, const Scores& scores) {
    const std::vector<float> values = pictures(shape);
    const std::size_t each = values.size() / shape.images;
    double largest = 0;
    for (const int image : {0, shape.images - 1}) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(image * each);
        const auto [logits, features] = byDefinition(
            weights, {3, shape.height, shape.width, {first, first + static_cast<std::ptrdiff_t>(each)}});
        for (std::size_t k = 0; k < logits.size(); ++k)
            largest = std::max(largest, std::abs(logits[k] - scores.logits[image * logits.size() + k]));
        for (std::size_t f = 0; f < features.size(); ++f)
            largest = std::max(largest, std::abs(features[f] - scores.features[image * features.size() + f]));
    }
    return largest;
}

/// As the weights say it.
std::shared_ptr<const onednn::Layers> layersOf(const FoldedWeights& weights) {
    const onednn::ResnetLayers layers = onednn::resnetLayers(weights);
    return weights.maxPool ? layers.pooled : layers.plain;
}

double errorOf(const FoldedWeights& weights, onednn::Format format, const InputShape& shape) {
    const Scores scores = onednn::Network(layersOf(weights), format).scores(pictures(shape), shape);
    REQUIRE(scores.logits.size() == std::size_t{weights.classes} * shape.images);
    REQUIRE(scores.features.size() == std::size_t{weights.features} * shape.images);
    return errorOf(weights, shape, scores);
}

/// Whether oneDNN uses no more than the environment allows: else a test of another processor's code tests
/// this one's.
bool obeysEnvironment() {
#if defined(__x86_64__)
    const char* const most = std::getenv("DNNL_MAX_CPU_ISA");
    const auto used = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
    for (const auto& [name, isa] :
         {std::pair("AVX2", dnnl::cpu_isa::avx2), std::pair("SSE41", dnnl::cpu_isa::sse41)})
        if (most != nullptr && std::string_view(most) == name)
            return (used & ~static_cast<unsigned>(isa)) == 0;
#endif
    return true;
}

} // namespace

TEST_CASE("Networks of each kind compute what their layers say, for any size and number of images") {
    CHECK(obeysEnvironment());
    for (const FoldedWeights& weights : {basic(), narrow(), thin(), pruned(), bottleneck()})
        for (const InputShape& shape : {InputShape{1, 32, 32}, InputShape{11, 16, 16}, InputShape{8, 19, 33},
                                        InputShape{3, 7, 5}, InputShape{33, 8, 8}, InputShape{3, 70, 66}}) {
            CAPTURE(weights.features, weights.maxPool, shape.images, shape.height, shape.width);
            CHECK(errorOf(weights, onednn::Format::Fp32, shape) < 2e-5);
        }
}

TEST_CASE("In bf16 they are near it") {
    const auto isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa()),
               wanted = static_cast<unsigned>(dnnl::cpu_isa::avx512_core);
    if ((isa & wanted) != wanted) {
        WARN("oneDNN has no kernels for bf16 here: skipped");
        return;
    }
    for (const FoldedWeights& weights : {basic(), narrow(), pruned(), bottleneck()})
        CHECK(errorOf(weights, onednn::Format::Bf16, {5, 16, 16}) < 0.1);
}

TEST_CASE("The share of Winograd's form counts multiplications where they are made") {
    FoldedWeights weights;
    base::Random random(5);
    weights.stem = convolution(random, 3, 32, 3, 1);          // 27 · 32 a pixel
    weights.blocks = {block(random, 32, {32, 32}, 1, false),  // 2 · 288 · 32, all of them
                      block(random, 32, {64, 64}, 2, false)}; // 288 · 64, 576 · 64, 32 · 64 a quarter
    const double winograd = 2 * 288 * 32 + 576 * 64 / 4.0;
    CHECK(onednn::winogradShare(weights) ==
          Approx(winograd / (winograd + 27 * 32 + (288 * 64 + 32 * 64) / 4.0)));
    weights.maxPool = true;
    CHECK(onednn::winogradShare(weights) ==
          Approx(winograd / 4 / (winograd / 4 + 27 * 32 + (288 * 64 + 32 * 64) / 16.0)));
    CHECK(onednn::winogradShare(narrow()) < onednn::winogradShare(basic()));
    CHECK(onednn::winogradShare(thin()) == 0);
}

TEST_CASE("Images that are computed at once fit the caches, and of large pictures the memory") {
    CHECK(onednn::mostImages(32 * 32) == 32);
    CHECK(onednn::mostImages(224 * 224) == 4);
    CHECK(onednn::mostImages(256 * 256) == 4);
    CHECK(onednn::mostImages(256 * 257) == 1);
    CHECK(onednn::mostImages(4096 * 4096) == 1);
}

TEST_CASE("The max-pool comes and goes as it is told") {
    FoldedWeights weights = basic();
    const InputShape shape{2, 16, 16};
    const onednn::ResnetLayers layers = onednn::resnetLayers(weights);
    onednn::Network network(layers.plain, onednn::Format::Fp32);
    for (const bool maxPool : {false, true, false}) {
        network.use(maxPool ? layers.pooled : layers.plain);
        weights.maxPool = maxPool;
        CHECK(errorOf(weights, shape, network.scores(pictures(shape), shape)) < 2e-5);
    }
}

TEST_CASE("Threads that compute at once, and shapes in turn, change no bit of the answers") {
    const FoldedWeights weights = basic();
    const onednn::Network network(layersOf(weights), onednn::Format::Fp32);
    std::vector<InputShape> shapes; // more than plans are kept
    for (int side = 8; side < 20; ++side)
        shapes.push_back({9, side, side});
    std::vector<Scores> alone;
    for (const InputShape& shape : shapes)
        alone.push_back(network.scores(pictures(shape), shape));

    std::vector<int> different(4);
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < different.size(); ++thread)
            threads.emplace_back([&, thread] {
                for (std::size_t i = 0; i < 3 * shapes.size(); ++i) {
                    const std::size_t which = (i * (2 * thread + 1)) % shapes.size();
                    const Scores scores = network.scores(pictures(shapes[which]), shapes[which]);
                    different[thread] +=
                        scores.logits != alone[which].logits || scores.features != alone[which].features;
                }
            });
    }
    CHECK(different == std::vector<int>{0, 0, 0, 0});
}

TEST_CASE("A batch without pixels is refused") {
    const onednn::Network network(layersOf(basic()), onednn::Format::Fp32);
    CHECK_THROWS_AS(network.scores({}, {0, 32, 32}), std::invalid_argument);
}
