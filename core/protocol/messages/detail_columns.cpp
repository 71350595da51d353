// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/detail_columns.h"

#include "core/dataset/picture_path.h"

#include <algorithm>
#include <cmath>

namespace faultline::protocol {

namespace {

template <class Append>
base::Bytes joined(const std::vector<model::SampleDetail>& details, Append append) {
    base::Bytes bytes;
    for (const model::SampleDetail& detail : details) {
        const base::Bytes& part = append(detail);
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return bytes;
}

/// One row of `width` values for each detail; all finite.
template <class Assign>
void readRows(const Members& from, const char* key, std::size_t rows, std::size_t width, Assign assign) {
    const std::vector<float> values = from.column<float>(key, rows * width);
    if (!from.sound())
        return;
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        return from.complain(key, "has a value that is not finite");
    for (std::size_t row = 0; row < rows; ++row) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * width);
        assign(row, std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(width)));
    }
}

/// Cuts the pixels of all images apart by their sizes.
void readImages(const Members& from, std::vector<model::SampleDetail>& details) {
    const auto widths = from.column<std::uint32_t>("widths", details.size());
    const auto heights = from.column<std::uint32_t>("heights", details.size());
    const auto channels = from.column<std::uint32_t>("channels", details.size());
    const auto pixels = from.column<std::uint8_t>("pixels");
    std::size_t at = 0;
    for (std::size_t i = 0; i < details.size() && from.sound(); ++i) {
        const auto size = base::imageBytes(widths[i], heights[i], channels[i]);
        if (!size)
            return from.complain("widths", "or heights or channels are out of range");
        if (*size > pixels.size() - at)
            return from.complain("pixels", "is shorter than the images' sizes say");
        const auto view = base::ImageView::make(widths[i], heights[i], channels[i],
                                                base::ByteView(pixels).subspan(at, *size));
        details[i].image = base::Image::copyOf(*view);
        at += *size;
    }
    if (at != pixels.size())
        from.complain("pixels", "is longer than the images' sizes say");
}

void readPaths(const Members& from, std::vector<model::SampleDetail>& details) {
    std::vector<std::string> paths = from.texts("paths");
    if (!from.sound())
        return;
    if (paths.size() != details.size())
        return from.complain("paths", "are not as many as the samples");
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (paths[i].empty())
            continue;
        if (!dataset::isPicturePath(paths[i]))
            return from.complain("paths", "has what is no path of a picture");
        details[i].path = std::move(paths[i]);
    }
}

} // namespace

std::vector<model::SampleDetail> detailsFrom(const Members& from) {
    const auto samples = from.column<std::uint32_t>("samples");
    const auto classes = from.number<std::uint32_t>("classes", largestClassCount);
    const auto features = from.number<std::uint32_t>("features", largestFeatureCount);
    if (!from.sound())
        return {};
    std::vector<model::SampleDetail> details(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        details[i].sample = base::SampleIndex(samples[i]);
    readRows(from, "logit_values", details.size(), classes,
             [&](std::size_t row, std::vector<float> values) { details[row].logits = std::move(values); });
    readRows(from, "feature_values", details.size(), features,
             [&](std::size_t row, std::vector<float> values) { details[row].features = std::move(values); });
    readImages(from, details);
    readPaths(from, details);
    return details;
}

MessageWriter columnsOf(const std::vector<model::SampleDetail>& details) {
    using Detail = model::SampleDetail;
    MessageWriter to;
    const auto column = [&](const char* key, auto value) {
        to.column(key, columnOf<std::uint32_t>(details, value));
    };
    column("samples", [](const Detail& detail) { return detail.sample.value; });
    column("widths", [](const Detail& detail) { return detail.image.width(); });
    column("heights", [](const Detail& detail) { return detail.image.height(); });
    column("channels", [](const Detail&) { return base::ImageView::channels; });
    to.number("classes", details.empty() ? 0 : details.front().logits.size());
    to.number("features", details.empty() ? 0 : details.front().features.size());
    to.bytes("logit_values",
             joined(details, [](const Detail& detail) { return base::packed(detail.logits); }));
    to.bytes("feature_values",
             joined(details, [](const Detail& detail) { return base::packed(detail.features); }));
    to.bytes("pixels", joined(details, [](const Detail& detail) -> const base::Bytes& {
                 return detail.image.pixels();
             }));
    std::vector<std::string> paths;
    for (const Detail& detail : details)
        paths.push_back(detail.path.value_or(std::string()));
    to.texts("paths", paths);
    return to;
}

} // namespace faultline::protocol
