// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preprocessing/resampling.h"

#include "core/model/preprocessing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace faultline::preprocessing {

using base::ErrorKind;
using base::failure;

namespace {

constexpr int precisionBits = 22;
constexpr std::int32_t half = 1 << (precisionBits - 1);

/// The inputs of one output pixel, and their weights in fixed point.
struct Taps {
    int first = 0;
    std::vector<std::int32_t> weights;
};

std::vector<Taps> tapsFor(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    const double reach = std::max(scale, 1.0); // of the triangle, in input pixels
    std::vector<Taps> all(static_cast<std::size_t>(to));
    for (int out = 0; out < to; ++out) {
        const double centre = (out + 0.5) * scale;
        const int first = std::max(static_cast<int>(centre - reach + 0.5), 0);
        const int end = std::min(static_cast<int>(centre + reach + 0.5), from);
        std::vector<double> weights;
        double sum = 0;
        for (int in = first; in < end; ++in) {
            weights.push_back(std::max(0.0, 1 - std::abs((in - centre + 0.5) / reach)));
            sum += weights.back();
        }
        Taps& taps = all[static_cast<std::size_t>(out)];
        taps.first = first;
        for (const double weight : weights)
            taps.weights.push_back(static_cast<std::int32_t>(weight / sum * (1 << precisionBits) + 0.5));
    }
    return all;
}

std::uint8_t rounded(std::int64_t sum) {
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> precisionBits, 0, 255));
}

/// Resamples along one axis: `lines` independent lines of `from` pixels, `step` bytes from pixel to pixel and
/// `stride` bytes from line to line, in both images.
struct Axis {
    int lines;
    std::size_t step, fromStride, toStride;
};

void resample(const std::uint8_t* from, std::uint8_t* to, const std::vector<Taps>& taps, const Axis& axis) {
    for (int line = 0; line < axis.lines; ++line)
        for (std::size_t out = 0; out < taps.size(); ++out)
            for (int channel = 0; channel < base::ImageView::channels; ++channel) {
                const std::uint8_t* in = from + static_cast<std::size_t>(line) * axis.fromStride +
                                         static_cast<std::size_t>(taps[out].first) * axis.step + channel;
                std::int64_t sum = half;
                for (const std::int32_t weight : taps[out].weights) {
                    sum += static_cast<std::int64_t>(weight) * *in;
                    in += axis.step;
                }
                to[static_cast<std::size_t>(line) * axis.toStride + out * axis.step +
                   static_cast<std::size_t>(channel)] = rounded(sum);
            }
}

struct Size {
    int width, height;
};

/// With the shorter side at `side`, the longer one cut to whole pixels.
Size resizedSize(int width, int height, int side) {
    if (width <= height)
        return {side, static_cast<int>(static_cast<std::int64_t>(side) * height / width)};
    return {static_cast<int>(static_cast<std::int64_t>(side) * width / height), side};
}

/// Half to even, as Python's round().
int margin(int whole, int part) {
    return static_cast<int>(std::nearbyint((whole - part) / 2.0));
}

} // namespace

base::Image resized(const base::ImageView& image, int width, int height) {
    constexpr std::size_t pixel = base::ImageView::channels;
    base::Image rows;
    base::ImageView view = image;
    if (width != image.width()) {
        rows = base::Image::blank(width, image.height());
        view = rows.view();
        resample(image.pixels().data(), rows.bytes().data(), tapsFor(image.width(), width),
                 {image.height(), pixel, image.rowBytes(), view.rowBytes()});
    }
    if (height == view.height())
        return base::Image::copyOf(view);
    base::Image result = base::Image::blank(width, height);
    resample(view.pixels().data(), result.bytes().data(), tapsFor(view.height(), height),
             {width, view.rowBytes(), pixel, pixel});
    return result;
}

base::Result<base::Image> networkView(const base::ImageView& image,
                                      const model::Preprocessing& preprocessing) {
    base::Image whole;
    base::ImageView view = image;
    if (preprocessing.resize != 0) {
        const Size size = resizedSize(image.width(), image.height(), static_cast<int>(preprocessing.resize));
        if (const auto bytes = base::imageBytes(size.width, size.height, base::ImageView::channels); !bytes)
            return failure(bytes.error().within("an image is too long and narrow to be resized"));
        whole = resized(image, size.width, size.height);
        view = whole.view();
    }
    const int crop = static_cast<int>(preprocessing.crop);
    if (crop == 0)
        return base::Image::copyOf(view);
    if (view.width() < crop || view.height() < crop)
        return failure(ErrorKind::InvalidInput,
                       "an image of " + std::to_string(view.width()) + " × " + std::to_string(view.height()) +
                           " pixels is smaller than the crop of " + std::to_string(crop) +
                           "; give the preprocessing a resize");
    base::Image result = base::Image::blank(crop, crop);
    const int top = margin(view.height(), crop);
    const auto left = static_cast<std::size_t>(margin(view.width(), crop)) * base::ImageView::channels;
    std::uint8_t* to = result.bytes().data();
    for (int y = 0; y < crop; ++y)
        to = std::copy_n(view.row(top + y) + left, result.view().rowBytes(), to);
    return result;
}

base::Result<> checkSize(const base::ImageView& image, int width, int height) {
    if (image.width() == width && image.height() == height)
        return {};
    return failure(ErrorKind::InvalidInput,
                   "the images differ in size; give a preprocessing with resize and crop (a JSON file)");
}

base::Result<NetworkInput> NetworkInput::from(std::span<const base::ImageView> images,
                                              const model::Preprocessing& preprocessing) {
    if (images.empty())
        return failure(ErrorKind::Internal, "a batch without images");
    NetworkInput input;
    if (preprocessing.resize == 0 && preprocessing.crop == 0) {
        input.views.assign(images.begin(), images.end());
    } else {
        input.storage.reserve(images.size());
        for (const base::ImageView& image : images) {
            FAULTLINE_TRY(seen, networkView(image, preprocessing));
            input.storage.push_back(std::move(seen));
            input.views.push_back(input.storage.back().view());
        }
    }
    for (const base::ImageView& view : input.views)
        FAULTLINE_CHECK(checkSize(view, input.views[0].width(), input.views[0].height()));
    return input;
}

Crop keptPart(int width, int height, const model::Preprocessing& preprocessing) {
    if (preprocessing.crop == 0)
        return {0, 0, static_cast<double>(width), static_cast<double>(height)};
    const double shorter = std::min(width, height);
    const double scale = preprocessing.resize == 0 ? 1 : shorter / preprocessing.resize;
    const double side = std::min(preprocessing.crop * scale, shorter);
    return {(width - side) / 2, (height - side) / 2, side, side};
}

base::Image reduced(const base::ImageView& image, int longest) {
    const int longer = std::max(image.width(), image.height());
    if (longer <= longest)
        return base::Image::copyOf(image);
    const auto side = [&](int value) {
        return std::max(1, static_cast<int>(std::lround(static_cast<double>(value) * longest / longer)));
    };
    return resized(image, side(image.width()), side(image.height()));
}

} // namespace faultline::preprocessing
