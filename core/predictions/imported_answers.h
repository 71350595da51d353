// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/inference/opened_model.h"

#include <filesystem>

namespace faultline::model {
struct RunOptions;
}

namespace faultline::predictions {

/// The file's name ends in .csv, .json or .npy.
[[nodiscard]] bool isPredictionFile(const std::filesystem::path& path);

/// Opens predictions made elsewhere as a model whose network looks them up: model format "predictions",
/// device "none". The whole file is read and compared with the set first, so that nothing is half taken in.
/// - Rows of probabilities (output_form.h) become their logarithms; ModelInfo::answers says what they are.
/// - Of classes alone nothing else is known: no logits are kept of them.
/// - Confidence and margin are those of the file where it states them (metadata "confidence" and "margin":
///   "stated" or "partly stated"), else those of the logits' softmax, else unknown.
/// - A file of a part of the images covers that part. options.device and stem mean nothing here; a
///   preprocessing is refused.
/// Errors name the file and the place in it.
[[nodiscard]] base::Result<inference::OpenedModel> openPredictions(const std::filesystem::path& path,
                                                                   const model::RunOptions& options,
                                                                   const dataset::ImageSet& images);

} // namespace faultline::predictions
