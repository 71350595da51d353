// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/ids.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::dataset {

/// Pixels of one image: rows from the top, pixels from the left, channels interleaved (R, G, B), 8 bits each.
struct ImageView {
    int width = 0;  ///< pixels
    int height = 0; ///< pixels
    int channels = 3;
    base::ByteView pixels; ///< width × height × channels bytes
};

/// An ImageView that owns its pixels.
struct Image {
    int width = 0;
    int height = 0;
    int channels = 3;
    base::Bytes pixels;

    [[nodiscard]] ImageView view() const { return {width, height, channels, pixels}; }
};

enum class Split { Test, Train };
[[nodiscard]] std::string_view name(Split split);

/// What is known of an image set without looking at its pixels again; stored with the study.
struct DatasetInfo {
    std::string format; ///< "cifar10-binary"
    std::string name;   ///< "CIFAR-10", for people
    Split split = Split::Test;
    std::uint32_t size = 0;           ///< images
    std::vector<std::string> classes; ///< names, by ClassId
    /// SHA-256 over (label, SHA-256 of size and RGB pixels) in index order, in hexadecimal: one set in two
    /// layouts has one identity.
    std::string identity;
    bool official = false; ///< the identity is that of the published files
    std::string location;  ///< the folder, as text: never opened because a study names it

    bool operator==(const DatasetInfo&) const = default;
};

/// Images with ground truth, in memory. Immutable after construction: any thread may read.
class ImageSet {
public:
    virtual ~ImageSet() = default;
    [[nodiscard]] virtual const DatasetInfo& info() const = 0;
    /// sample < info().size
    [[nodiscard]] virtual base::ClassId label(base::SampleIndex sample) const = 0;
    /// sample < info().size; the view lives as long as the set.
    [[nodiscard]] virtual ImageView image(base::SampleIndex sample) const = 0;
};

} // namespace faultline::dataset
