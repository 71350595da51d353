// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/gpu_input.h"

#include "core/preprocessing/resampling.h"

#include <algorithm>
#include <new>
#include <thread>
#include <vector>

namespace faultline::libtorch {

using base::Result;

namespace {

void copyPixels(const base::ImageView& image, model::ChannelOrder channels, std::uint8_t* out) {
    const base::ByteView pixels = image.pixels();
    if (channels == model::ChannelOrder::Rgb) {
        std::copy(pixels.begin(), pixels.end(), out);
        return;
    }
    for (std::size_t i = 0; i < pixels.size(); ++i)
        out[i] = pixels[i - i % 3 + (2 - i % 3)];
}

Result<> preparePart(std::span<const base::ImageView> images, const model::Preprocessing& preprocessing,
                     int height, int width, std::uint8_t* out) {
    FAULTLINE_TRY(input, preprocessing::NetworkInput::from(images, preprocessing));
    for (const base::ImageView& view : input.views) {
        FAULTLINE_CHECK(preprocessing::checkSize(view, width, height));
        copyPixels(view, preprocessing.channels, out);
        out += view.pixels().size();
    }
    return {};
}

} // namespace

Result<> preparePixels(std::span<const base::ImageView> images, const model::Preprocessing& preprocessing,
                       int height, int width, std::uint32_t threads, std::uint8_t* out) {
    const bool isCopied = preprocessing.resize == 0 && preprocessing.crop == 0;
    const std::size_t parts = isCopied ? 1 : std::clamp<std::size_t>(threads, 1, images.size());
    const std::size_t each = static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 3;
    std::vector<Result<>> done(parts);
    const auto work = [&](std::size_t part) {
        const std::size_t begin = images.size() * part / parts, end = images.size() * (part + 1) / parts;
        try {
            done[part] = preparePart(images.subspan(begin, end - begin), preprocessing, height, width,
                                     out + begin * each);
        } catch (const std::bad_alloc&) {
            done[part] = base::failure(base::ErrorKind::Io,
                                       "there is not enough memory for this batch; choose a smaller batch");
        }
    };
    {
        std::vector<std::jthread> workers; // joined at the end of the block
        for (std::size_t part = 1; part < parts; ++part)
            workers.emplace_back(work, part);
        work(0);
    }
    for (Result<>& part : done)
        FAULTLINE_CHECK(std::move(part));
    return {};
}

} // namespace faultline::libtorch
