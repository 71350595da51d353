// SPDX-License-Identifier: GPL-3.0-or-later
// Winograd's convolution, of each kind of vectors, against the definition summed in double precision.
#include "core/base/random.h"
#include "core/onednn/packed_weights.h"
#include "core/onednn/winograd_convolution.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

using namespace faultline;
using dnnl::memory;
using onednn::Vectors;
using onednn::WinogradConvolution;
using Tag = memory::format_tag;

namespace {

std::vector<Vectors> vectorsHere() {
    std::vector<Vectors> kinds;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        kinds.push_back(Vectors::Avx2);
    if (__builtin_cpu_supports("avx512f"))
        kinds.push_back(Vectors::Avx512);
#endif
    if (kinds.size() < 2)
        WARN("this processor lacks vectors that are tested elsewhere");
    return kinds;
}

Tag blockedFor(Vectors vectors) {
    return vectors == Vectors::Avx512 ? Tag::nChw16c : Tag::nChw8c;
}

struct Case {
    int images, inputs, outputs, height, width;
    bool adds = false, rectifies = false;
};

std::vector<float> drawn(std::size_t count, std::uint64_t seed, double scale) {
    base::Random random(seed);
    std::vector<float> values(count);
    for (float& value : values)
        value = static_cast<float>((static_cast<double>(random.below(2001)) / 1000 - 1) * scale);
    return values;
}

/// What one convolution takes, and what it made of it in the plain layout.
struct Computed {
    std::vector<float> source, weights, bias, addend, result;
    memory::desc sourceLayout, resultLayout; ///< that were used
};

std::size_t valuesOf(const memory::dims& dims) {
    return static_cast<std::size_t>(dims[0] * dims[1] * dims[2] * dims[3]);
}

memory::desc plain(const memory::dims& dims) {
    return {dims, memory::data_type::f32, Tag::nchw};
}

memory reordered(memory from, const memory::desc& wanted) {
    memory made(wanted, onednn::cpu());
    dnnl::stream stream(onednn::cpu());
    dnnl::reorder(from, made).execute(stream, from, made);
    stream.wait();
    return made;
}

Computed computed(const Case& of, Vectors vectors, Tag source, Tag result) {
    const memory::dims from{of.images, of.inputs, of.height, of.width},
        to{of.images, of.outputs, of.height, of.width};
    Computed all;
    all.source = drawn(valuesOf(from), 1, 1);
    all.weights = drawn(std::size_t{9} * of.inputs * of.outputs, 2, std::sqrt(1.0 / (3 * of.inputs)));
    all.bias = drawn(of.outputs, 3, 0.5);
    all.addend = drawn(valuesOf(to), 4, 1);
    all.result.resize(valuesOf(to));

    const WinogradConvolution convolution({from, memory::data_type::f32, source},
                                          {to, memory::data_type::f32, result}, vectors, of.adds,
                                          of.rectifies);
    all.sourceLayout = convolution.source();
    all.resultLayout = convolution.result();
    const memory made = reordered({plain(to), onednn::cpu(), all.addend.data()}, convolution.result());
    convolution.execute(
        {{DNNL_ARG_SRC, reordered({plain(from), onednn::cpu(), all.source.data()}, convolution.source())},
         {DNNL_ARG_WEIGHTS, convolution.packed(all.weights, all.bias)},
         {DNNL_ARG_SCRATCHPAD, memory(convolution.scratchpad(), onednn::cpu())},
         {DNNL_ARG_DST, made}});
    const memory back = reordered(made, plain(to));
    std::copy_n(static_cast<const float*>(back.get_data_handle()), all.result.size(), all.result.begin());
    return all;
}

/// relu(result + convolution + bias) of one value, as far as it is wanted.
double defined(const Case& of, const Computed& all, int image, int output, int y, int x) {
    double sum = all.bias[static_cast<std::size_t>(output)];
    for (int input = 0; input < of.inputs; ++input)
        for (int v = std::max(y - 1, 0); v <= std::min(y + 1, of.height - 1); ++v)
            for (int u = std::max(x - 1, 0); u <= std::min(x + 1, of.width - 1); ++u)
                sum += static_cast<double>(all.source[static_cast<std::size_t>(
                           ((image * of.inputs + input) * of.height + v) * of.width + u)]) *
                       static_cast<double>(all.weights[static_cast<std::size_t>(
                           (output * of.inputs + input) * 9 + (v - y + 1) * 3 + u - x + 1)]);
    if (of.adds)
        sum += all.addend[static_cast<std::size_t>(
            ((image * of.outputs + output) * of.height + y) * of.width + x)];
    return of.rectifies ? std::max(sum, 0.0) : sum;
}

double errorOf(const Case& of, const Computed& all) {
    double largest = 0;
    std::size_t value = 0;
    for (int image = 0; image < of.images; ++image)
        for (int output = 0; output < of.outputs; ++output)
            for (int y = 0; y < of.height; ++y)
                for (int x = 0; x < of.width; ++x)
                    largest = std::max(largest,
                                       std::abs(all.result[value++] - defined(of, all, image, output, y, x)));
    return largest;
}

} // namespace

TEST_CASE(
    "Winograd's convolution computes what a convolution is, of any number of channels, pixels and images") {
    for (const Vectors vectors : vectorsHere())
        for (const Case& of : {Case{1, 16, 16, 4, 4, false, false}, Case{1, 1, 1, 1, 1, true, true},
                               Case{1, 32, 64, 8, 8, false, true}, Case{3, 37, 41, 7, 5, true, true},
                               Case{1, 48, 24, 6, 9, true, false}, Case{5, 24, 40, 16, 12, true, true},
                               Case{60, 32, 16, 4, 4, false, true}, Case{1, 16, 80, 33, 18, true, false}})
            for (const auto& [source, result] : {std::pair{Tag::nhwc, Tag::nhwc},
                                                 {Tag::nhwc, Tag::any},
                                                 {blockedFor(vectors), blockedFor(vectors)},
                                                 {Tag::nchw, Tag::any},
                                                 {Tag::nhwc, blockedFor(vectors)}}) {
                CAPTURE(static_cast<int>(vectors), of.images, of.inputs, of.outputs, of.height, of.width);
                CHECK(errorOf(of, computed(of, vectors, source, result)) < 1e-5);
            }
}

TEST_CASE("It leaves tensors in the layout in which they lie, where its vectors fit") {
    for (const Vectors vectors : vectorsHere()) {
        const Case of{1, 32, 48, 4, 4};
        const memory::dims from{1, 32, 4, 4}, to{1, 48, 4, 4};
        for (const Tag layout : {Tag::nhwc, blockedFor(vectors)}) {
            const Computed all = computed(of, vectors, layout, Tag::any);
            CHECK(all.sourceLayout == memory::desc(from, memory::data_type::f32, layout));
            CHECK(all.resultLayout == memory::desc(to, memory::data_type::f32, layout));
        }
        const Computed narrow = computed({1, 33, 33, 4, 4}, vectors, Tag::nhwc, Tag::nhwc);
        const memory::desc blocked({1, 33, 4, 4}, memory::data_type::f32, blockedFor(vectors));
        CHECK(narrow.sourceLayout == blocked);
        CHECK(narrow.resultLayout == blocked);
    }
}

TEST_CASE("The channels that fill a last vector stay zero") {
    for (const Vectors vectors : vectorsHere()) {
        const memory::dims dims{1, 5, 4, 4};
        const memory::desc layout(dims, memory::data_type::f32, blockedFor(vectors));
        const WinogradConvolution convolution(layout, layout, vectors, true, false);
        const std::vector<float> ones(std::size_t{9} * 5 * 5, 1), bias(5, 1);
        const memory source(layout, onednn::cpu()), made(layout, onednn::cpu());
        const std::size_t values = layout.get_size() / sizeof(float);
        for (const memory& tensor : {source, made})
            std::fill_n(static_cast<float*>(tensor.get_data_handle()), values, 0.F);
        convolution.execute({{DNNL_ARG_SRC, source},
                             {DNNL_ARG_WEIGHTS, convolution.packed(ones, bias)},
                             {DNNL_ARG_SCRATCHPAD, memory(convolution.scratchpad(), onednn::cpu())},
                             {DNNL_ARG_DST, made}});
        const auto* const result = static_cast<const float*>(made.get_data_handle());
        const auto lanes = static_cast<std::ptrdiff_t>(values / 16);
        CHECK(std::count(result, result + values, 1.F) == 5 * 16); // the bias
        CHECK(std::count(result, result + values, 0.F) == (lanes - 5) * 16);
    }
}
