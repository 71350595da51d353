// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/winograd_convolution.h"

#include "core/onednn/packed_weights.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace faultline::onednn {

using dnnl::memory;
using Tag = memory::format_tag;

namespace {

int lanesOf(Vectors vectors) {
    return vectors == Vectors::Avx512 ? avx512::lanes : avx2::lanes;
}

int roundedUp(memory::dim count, int to) {
    return (static_cast<int>(count) + to - 1) / to * to;
}

/// One vector's channels of a pixel lie together in both.
memory::desc interleaved(const memory::dims& dims) {
    return {dims, memory::data_type::f32, Tag::nhwc};
}
memory::desc blocked(const memory::dims& dims, Vectors vectors) {
    return {dims, memory::data_type::f32, vectors == Vectors::Avx512 ? Tag::nChw16c : Tag::nChw8c};
}

/// @param wanted of an unknown layout: `otherwise`
memory::desc takenLayout(const memory::desc& wanted, Vectors vectors, bool otherwiseInterleaved) {
    const memory::dims dims = wanted.dims();
    const bool canInterleave = dims[1] % lanesOf(vectors) == 0;
    const bool isInterleaved = wanted == interleaved(dims), isBlocked = wanted == blocked(dims, vectors);
    const bool interleaves = isInterleaved || (!isBlocked && otherwiseInterleaved);
    return canInterleave && interleaves ? interleaved(dims) : blocked(dims, vectors);
}

VectorLayout layoutOf(const memory::desc& desc, Vectors vectors) {
    const memory::dims dims = desc.dims();
    const int lanes = lanesOf(vectors);
    const std::ptrdiff_t channels = roundedUp(dims[1], lanes), pixels = dims[2] * dims[3];
    if (desc == blocked(dims, vectors))
        return {channels * pixels, lanes * pixels, lanes};
    return {channels * pixels, lanes, channels};
}

/// How many tiles are multiplied at once: what they take stays in the second cache, except that weights which
/// don't fit there are read for more of them.
int tilesAtOnce(const WinogradPass& pass, Vectors vectors) {
    constexpr std::ptrdiff_t manyWeights = std::ptrdiff_t{1} << 17; // of each point
    const int few = vectors == Vectors::Avx512 ? 2 * avx512::rows : 4 * avx2::rows;
    return std::ptrdiff_t{pass.inputs} * pass.outputs > manyWeights ? 2 * few : few;
}

/// G g Gᵀ of Lavin and Gray.
std::array<std::array<double, winograd::reach>, winograd::reach> transformed(const float* kernel) {
    constexpr double a = winograd::a, b = winograd::b, aa = a * a, bb = b * b;
    constexpr double at0 = 1 / (aa * bb), atA = 1 / (2 * aa * (aa - bb)), atB = 1 / (2 * bb * (bb - aa));
    constexpr std::array<std::array<double, 3>, winograd::reach> g{{{at0, 0, 0},
                                                                    {atA, atA * a, atA * aa},
                                                                    {atA, -atA * a, atA * aa},
                                                                    {atB, atB * b, atB * bb},
                                                                    {atB, -atB * b, atB * bb},
                                                                    {0, 0, 1}}};
    std::array<std::array<double, winograd::reach>, winograd::reach> points{};
    std::array<double, 3> row{};
    for (std::size_t y = 0; y < winograd::reach; ++y) {
        for (std::size_t x = 0; x < 3; ++x)
            row[x] = g[y][0] * kernel[x] + g[y][1] * kernel[3 + x] + g[y][2] * kernel[6 + x];
        for (std::size_t x = 0; x < winograd::reach; ++x)
            points[y][x] = row[0] * g[x][0] + row[1] * g[x][1] + row[2] * g[x][2];
    }
    return points;
}

} // namespace

std::optional<Vectors> widestVectors() {
#ifdef FAULTLINE_HAS_VECTORS
    const auto has = [isa = static_cast<unsigned>(dnnl::get_effective_cpu_isa())](dnnl::cpu_isa wanted) {
        return (isa & static_cast<unsigned>(wanted)) == static_cast<unsigned>(wanted);
    };
    if (has(dnnl::cpu_isa::avx512_core))
        return Vectors::Avx512;
    if (has(dnnl::cpu_isa::avx2)) // oneDNN means FMA, too
        return Vectors::Avx2;
#endif
    return std::nullopt;
}

WinogradConvolution::WinogradConvolution(const memory::desc& source, const memory::desc& result,
                                         Vectors vectors, bool adds, bool rectifies)
    : m_vectors(vectors)
    , m_source(takenLayout(source, vectors, false))
    , m_result(takenLayout(result, vectors, m_source == interleaved(m_source.dims()))) {
    const memory::dims from = m_source.dims(), to = m_result.dims();
    const int lanes = lanesOf(vectors);
    m_pass = {};
    m_pass.images = static_cast<int>(from[0]);
    m_pass.height = static_cast<int>(from[2]);
    m_pass.width = static_cast<int>(from[3]);
    m_pass.inputs = roundedUp(from[1], lanes);
    m_pass.outputs = roundedUp(to[1], lanes);
    m_pass.sourceLayout = layoutOf(m_source, vectors);
    m_pass.resultLayout = layoutOf(m_result, vectors);
    m_pass.adds = adds;
    m_pass.rectifies = rectifies;
    m_pass.tilesAtOnce = tilesAtOnce(m_pass, vectors);
    const memory::dim inputs = m_pass.inputs, outputs = m_pass.outputs;
    m_weights = {{(winograd::points * inputs + 1) * outputs}, memory::data_type::f32, Tag::x};
}

memory::desc WinogradConvolution::scratchpad() const {
    return {{winograd::scratchpadValues(m_pass.tilesAtOnce, m_pass.inputs, m_pass.outputs)},
            memory::data_type::f32,
            Tag::x};
}

/// The weights of as many outputs as two vectors hold, of all points.
void WinogradConvolution::packPanel(std::span<const float> weights, int first, float* packed) const {
    const int channels = static_cast<int>(m_source.dims()[1]), outputs = static_cast<int>(m_result.dims()[1]);
    const int width = std::min(2 * lanesOf(m_vectors), m_pass.outputs - first);
    for (int output = first; output < std::min(first + width, outputs); ++output)
        for (int channel = 0; channel < channels; ++channel) {
            const auto points =
                transformed(&weights[(std::size_t{9} * output * channels) + std::size_t{9} * channel]);
            float* to = packed + std::ptrdiff_t{first} * m_pass.inputs + std::ptrdiff_t{channel} * width +
                        output - first;
            for (const auto& row : points)
                for (const double value : row) {
                    *to = static_cast<float>(value);
                    to += std::ptrdiff_t{m_pass.inputs} * m_pass.outputs;
                }
        }
}

memory WinogradConvolution::packed(std::span<const float> weights, std::span<const float> bias) const {
    memory made(m_weights, cpu());
    auto* const values = static_cast<float*>(made.get_data_handle());
    std::fill_n(values, m_weights.get_size() / sizeof(float), 0.F);
    std::ranges::copy(bias, values + std::ptrdiff_t{winograd::points} * m_pass.inputs * m_pass.outputs);
    const int width = 2 * lanesOf(m_vectors);
    std::atomic<int> next = 0;
    const auto pack = [&] {
        for (int first = width * next++; first < m_result.dims()[1]; first = width * next++)
            packPanel(weights, first, values);
    };
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
        others.emplace_back(pack);
    pack();
    others.clear(); // waits
    return made;
}

void WinogradConvolution::execute(const std::unordered_map<int, memory>& arguments) const {
    const auto handle = [&](int name) { return static_cast<float*>(arguments.at(name).get_data_handle()); };
    WinogradPass pass = m_pass;
    pass.source = handle(DNNL_ARG_SRC);
    pass.result = handle(DNNL_ARG_DST);
    pass.weights = handle(DNNL_ARG_WEIGHTS);
    pass.bias = pass.weights + std::ptrdiff_t{winograd::points} * pass.inputs * pass.outputs;
    pass.scratchpad = handle(DNNL_ARG_SCRATCHPAD);
#ifdef FAULTLINE_HAS_VECTORS
    m_vectors == Vectors::Avx512 ? avx512::convolve(pass) : avx2::convolve(pass);
#endif
}

} // namespace faultline::onednn
