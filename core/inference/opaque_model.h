// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/inference/opened_model.h"
#include "core/preprocessing/photo_size.h"
#include "core/preprocessing/pixel_values.h"

#include <filesystem>
#include <memory>

namespace faultline::model {
struct RunOptions;
}

namespace faultline::inference {

/// Images of one size as an opaque network takes them.
struct PixelBatch {
    std::vector<float> values; ///< normalised, in the layout of the model
    std::size_t count = 0;
    int height = 0; ///< pixels
    int width = 0;  ///< pixels
};

/// A network of which only the answers are known: a program or a graph of any architecture.
class OpaqueNetwork {
public:
    virtual ~OpaqueNetwork() = default;
    /// One row an image, row-major, always of the same length. Used by one thread at a time, not always the
    /// same one. What its library throws ends here.
    [[nodiscard]] virtual base::Result<std::vector<float>> forward(PixelBatch batch) = 0;
};

/// What openOpaque() opens.
struct OpaqueModel {
    model::ModelInfo info; ///< of the file; classes, preprocessing and the form of the output are found out
    model::DeviceInfo device;
    preprocessing::PixelLayout layout = preprocessing::PixelLayout::Planar;
    preprocessing::PhotoSize photoSize; ///< of what the preprocessing gives no size
    /// The same network once or more: each computes a part of a batch in a thread of its own.
    std::vector<std::unique_ptr<OpaqueNetwork>> networks;
};

/// A model without features, whose preprocessing is open unless the options say it. Probes the network
/// with the first images of the set (up to 16): the number of its outputs (2 … 10,000) are the classes, named
/// "0", "1", …; outputs that are softmax probabilities are made logits (output_form.h), and
/// ModelInfo::answers says so. Errors name the file.
[[nodiscard]] base::Result<OpenedModel> openOpaque(OpaqueModel model, const model::RunOptions& options,
                                                   const dataset::ImageSet& images);

/// So many copies of a network of `bytes` fit beside each other, one a thread at most.
[[nodiscard]] std::uint32_t copiesFor(const model::DeviceInfo& device, std::uint64_t bytes);

/// The ModelInfo of a file with these bytes: its digest, location and format.
[[nodiscard]] model::ModelInfo fileInfo(const std::filesystem::path& path, base::ByteView bytes,
                                        std::string format);

} // namespace faultline::inference
