// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/dataset/covariate.h"

#include <span>
#include <string>
#include <variant>

namespace faultline::exchange {

inline constexpr std::uint64_t largestCovariateFile = std::uint64_t{256} << 20; ///< bytes

/// Reads what is known of a data set's images from a file, by what is in it:
///
/// - a NumPy array images × classes of counts or probabilities, row i of image i;
/// - a JSON list of images whose labels are suspected to be wrong: numbers, or objects with `index` (or `id`)
///   and, where they are said, the class that should stand there as `guess` (or `our_guessed_label`) and the
///   label as `given` (or `given_original_label`): numbers or names of classes. Other members are ignored.
///
/// InvalidInput names the row or entry.
/// @param images, classes of the data set: a file of another size is refused before it is read to its end
[[nodiscard]] base::Result<std::variant<dataset::HumanAnswers, dataset::SuspectedErrors>>
parsedCovariateFile(base::ByteView file, std::uint32_t images, std::span<const std::string> classes);

} // namespace faultline::exchange
