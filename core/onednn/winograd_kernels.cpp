// SPDX-License-Identifier: GPL-3.0-or-later
// Winograd's F(4 × 4, 3 × 3) in vectors of channels (Lavin and Gray, "Fast algorithms for convolutional
// neural networks", CVPR 2016): tiles are transformed, multiplied by the transformed weights point by point,
// and transformed back. Compiled once for each kind of vectors, FAULTLINE_VECTORS; so it includes nothing
// whose functions the linker could take for those of a source that runs on any processor.
#include "core/onednn/winograd_kernels.h"

namespace faultline::onednn::FAULTLINE_VECTORS {

namespace {

using winograd::points;
using winograd::reach;
using winograd::tile;

using Vector = float __attribute__((vector_size(4 * lanes)));
using Unaligned = float __attribute__((vector_size(4 * lanes), aligned(4)));

#define FAULTLINE_INLINE inline __attribute__((always_inline))
#define FAULTLINE_UNROLLED _Pragma("GCC unroll 16")

FAULTLINE_INLINE Vector loaded(const float* from) {
    return *reinterpret_cast<const Unaligned*>(from);
}
FAULTLINE_INLINE void store(float* to, Vector values) {
    *reinterpret_cast<Unaligned*>(to) = values;
}

constexpr float a1 = winograd::a, a2 = a1 * a1, a3 = a2 * a1, b1 = winograd::b, b2 = b1 * b1, b3 = b2 * b1;

/// One dimension of the transform of 6 values (Lavin and Gray's matrix Bᵀ).
FAULTLINE_INLINE void transform(Vector& d0, Vector& d1, Vector& d2, Vector& d3, Vector& d4, Vector& d5) {
    const Vector evenA = d4 - b2 * d2, oddA = d3 - b2 * d1, evenB = d4 - a2 * d2, oddB = d3 - a2 * d1;
    d0 = a2 * b2 * d0 - (a2 + b2) * d2 + d4;
    d5 = a2 * b2 * d1 - (a2 + b2) * d3 + d5;
    d1 = evenA + a1 * oddA;
    d2 = evenA - a1 * oddA;
    d3 = evenB + b1 * oddB;
    d4 = evenB - b1 * oddB;
}

/// One dimension of the transform back, to 4 values (Aᵀ).
FAULTLINE_INLINE void transformBack(const Vector (&m)[reach], Vector (&y)[tile]) {
    const Vector evenA = m[1] + m[2], oddA = m[1] - m[2], evenB = m[3] + m[4], oddB = m[3] - m[4];
    y[0] = m[0] + evenA + evenB;
    y[1] = a1 * oddA + b1 * oddB;
    y[2] = a2 * evenA + b2 * evenB;
    y[3] = a3 * oddA + b3 * oddB + m[5];
}

/// Where a tile's results lie.
struct Tile {
    int image, y, x;

    Tile(const WinogradPass& pass, int number) {
        const int across = (pass.width + tile - 1) / tile, down = (pass.height + tile - 1) / tile;
        image = number / (across * down);
        y = number / across % down * tile;
        x = number % across * tile;
    }
};

/// The values that a tile needs, zero beyond the image.
FAULTLINE_INLINE void load(const WinogradPass& pass, const Tile& at, const float* image,
                           Vector (&d)[reach][reach]) {
    const int top = at.y - 1, left = at.x - 1;
    const auto value = [&](int y, int x) __attribute__((always_inline)) {
        return loaded(image + (std::ptrdiff_t{top + y} * pass.width + left + x) * pass.sourceLayout.pixel);
    };
    if (top >= 0 && left >= 0 && top + reach <= pass.height && left + reach <= pass.width) {
        FAULTLINE_UNROLLED
        for (int y = 0; y < reach; ++y)
            FAULTLINE_UNROLLED
        for (int x = 0; x < reach; ++x)
            d[y][x] = value(y, x);
        return;
    }
    FAULTLINE_UNROLLED
    for (int y = 0; y < reach; ++y)
        FAULTLINE_UNROLLED
    for (int x = 0; x < reach; ++x) {
        const bool isInside = top + y >= 0 && top + y < pass.height && left + x >= 0 && left + x < pass.width;
        d[y][x] = isInside ? value(y, x) : Vector{};
    }
}

/// @param to of the tile's first point; inputs of each
void transformTile(const WinogradPass& pass, const Tile& at, float* to, std::ptrdiff_t pointStride) {
    const float* from = pass.source + at.image * pass.sourceLayout.image;
    for (int channel = 0; channel < pass.inputs; channel += lanes) {
        Vector d[reach][reach];
        load(pass, at, from, d);
        FAULTLINE_UNROLLED
        for (int y = 0; y < reach; ++y)
            transform(d[y][0], d[y][1], d[y][2], d[y][3], d[y][4], d[y][5]);
        FAULTLINE_UNROLLED
        for (int x = 0; x < reach; ++x) {
            transform(d[0][x], d[1][x], d[2][x], d[3][x], d[4][x], d[5][x]);
            FAULTLINE_UNROLLED
            for (int y = 0; y < reach; ++y)
                store(to + (y * reach + x) * pointStride + channel, d[y][x]);
        }
        from += pass.sourceLayout.vector;
    }
}

/// @param from of the tile's first point; outputs of each
void transformTileBack(const WinogradPass& pass, const Tile& at, const float* from,
                       std::ptrdiff_t pointStride) {
    float* to = pass.result + at.image * pass.resultLayout.image;
    for (int channel = 0; channel < pass.outputs; channel += lanes, to += pass.resultLayout.vector) {
        Vector columns[tile][reach];
        FAULTLINE_UNROLLED
        for (int x = 0; x < reach; ++x) {
            Vector m[reach], y[tile];
            FAULTLINE_UNROLLED
            for (int i = 0; i < reach; ++i)
                m[i] = loaded(from + (i * reach + x) * pointStride + channel);
            transformBack(m, y);
            FAULTLINE_UNROLLED
            for (int i = 0; i < tile; ++i)
                columns[i][x] = y[i];
        }
        const Vector bias = loaded(pass.bias + channel);
        FAULTLINE_UNROLLED
        for (int y = 0; y < tile; ++y) {
            if (at.y + y >= pass.height)
                break;
            Vector row[tile];
            transformBack(columns[y], row);
            FAULTLINE_UNROLLED
            for (int x = 0; x < tile; ++x) {
                if (at.x + x >= pass.width)
                    break;
                float* const pixel =
                    to + (std::ptrdiff_t{at.y + y} * pass.width + at.x + x) * pass.resultLayout.pixel;
                Vector sum = row[x] + bias;
                if (pass.adds)
                    sum += loaded(pixel);
                if (pass.rectifies)
                    sum = sum > 0.F ? sum : Vector{};
                store(pixel, sum);
            }
        }
    }
}

/// Products of `Rows` tiles and `Columns` vectors of outputs, summed over the inputs.
template <int Rows, int Columns>
void multiply(const float* __restrict tiles, const float* __restrict panel, float* __restrict to, int inputs,
              std::ptrdiff_t toStride) {
    Vector sums[Rows][Columns] = {};
    for (int i = 0; i < inputs; ++i, panel += Columns * lanes) {
        Vector weights[Columns];
        FAULTLINE_UNROLLED
        for (int column = 0; column < Columns; ++column)
            weights[column] = loaded(panel + column * lanes);
        FAULTLINE_UNROLLED
        for (int row = 0; row < Rows; ++row) {
            const Vector value = tiles[row * std::ptrdiff_t{inputs} + i] - Vector{}; // in each lane
            FAULTLINE_UNROLLED
            for (int column = 0; column < Columns; ++column)
                sums[row][column] += value * weights[column];
        }
    }
    FAULTLINE_UNROLLED
    for (int row = 0; row < Rows; ++row)
        FAULTLINE_UNROLLED
    for (int column = 0; column < Columns; ++column)
        store(to + row * toStride + column * lanes, sums[row][column]);
}

/// At most `Rows` tiles.
template <int Rows, int Columns>
void multiplyRest(int count, const float* tiles, const float* panel, float* to, int inputs,
                  std::ptrdiff_t toStride) {
    if constexpr (Rows > 0) {
        if (count == Rows)
            multiply<Rows, Columns>(tiles, panel, to, inputs, toStride);
        else
            multiplyRest<Rows - 1, Columns>(count, tiles, panel, to, inputs, toStride);
    }
}

/// Any number of tiles by one panel.
template <int Columns>
void multiplyPanel(int count, const float* tiles, const float* panel, float* to, int inputs,
                   std::ptrdiff_t toStride) {
    int done = 0;
    for (; done + rows <= count; done += rows)
        multiply<rows, Columns>(tiles + done * std::ptrdiff_t{inputs}, panel, to + done * toStride, inputs,
                                toStride);
    multiplyRest<rows - 1, Columns>(count - done, tiles + done * std::ptrdiff_t{inputs}, panel,
                                    to + done * toStride, inputs, toStride);
}

/// tiles × inputs by inputs × outputs, of one point.
void multiplyPoint(const WinogradPass& pass, int count, const float* tiles, const float* weights, float* to) {
    int output = 0;
    for (; output + 2 * lanes <= pass.outputs; output += 2 * lanes, weights += 2 * lanes * pass.inputs)
        multiplyPanel<2>(count, tiles, weights, to + output, pass.inputs, pass.outputs);
    if (output < pass.outputs)
        multiplyPanel<1>(count, tiles, weights, to + output, pass.inputs, pass.outputs);
}

} // namespace

void convolve(const WinogradPass& pass) {
    const int across = (pass.width + tile - 1) / tile, down = (pass.height + tile - 1) / tile;
    const int all = pass.images * across * down;
    const std::ptrdiff_t inputs = pass.inputs, outputs = pass.outputs;
    for (int first = 0; first < all; first += pass.tilesAtOnce) {
        const int count = all - first < pass.tilesAtOnce ? all - first : pass.tilesAtOnce;
        const std::ptrdiff_t tilesStride = count * inputs + winograd::gap,
                             productsStride = count * outputs + winograd::gap;
        float* const tiles = pass.scratchpad;
        float* const products = tiles + points * tilesStride;
        for (int i = 0; i < count; ++i)
            transformTile(pass, {pass, first + i}, tiles + i * inputs, tilesStride);
        for (int point = 0; point < points; ++point)
            multiplyPoint(pass, count, tiles + point * tilesStride, pass.weights + point * inputs * outputs,
                          products + point * productsStride);
        for (int i = 0; i < count; ++i)
            transformTileBack(pass, {pass, first + i}, products + i * outputs, productsStride);
    }
}

} // namespace faultline::onednn::FAULTLINE_VECTORS
