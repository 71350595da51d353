// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/model/model_info.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::report {

/// How a model's preprocessing is known, as part of a sentence: "as its file says".
[[nodiscard]] std::string_view basisText(model::PreprocessingBasis basis);

/// What one call of `evaluate` did.
struct EvaluationResult {
    std::string study;                                    ///< path
    std::uint64_t samples = 0, correct = 0, failures = 0; ///< of the whole study
    std::string device, deviceName, deviceReason, precision, precisionReason, backend;
    model::ModelInfo model;
    dataset::DatasetInfo dataset;
    std::optional<std::string> doubt;            ///< of predictions made elsewhere, one of the notes
    std::uint64_t evaluated = 0;                 ///< images of this call
    double seconds = 0;                          ///< first image read to last result stored, in this call
    std::optional<double> secondsToFirstFailure; ///< start of this call to the first failure stored
};

/// One JSON object: {study, samples, correct, failures, accuracy, device, device_name, device_reason,
/// precision, precision_reason, backend, evaluated, seconds, images_per_second, seconds_to_first_failure,
/// architecture, model_sha256, stated_accuracy, max_pool, preprocessing, preprocessing_basis, trials, notes,
/// left_out, unreadable}; left_out is a list of {reason, files, examples}. Accuracy and images_per_second are
/// 0 where nothing was evaluated; trials are empty where nothing had to be found out.
[[nodiscard]] std::string evaluationJson(const EvaluationResult& result);

} // namespace faultline::report
