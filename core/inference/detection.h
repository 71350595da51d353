// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/inference/run.h"

namespace faultline::inference {

inline constexpr std::uint32_t screenedImages = 500;

/// Finds out what the model's file leaves open and decides the model on it; does nothing where all is
/// decided. All variants are screened on the same 500 images, drawn by `seed`. Those that are clearly worse
/// than the best are dropped (McNemar's exact test on the images that only one of the two gets right,
/// p < 0.001 one-sided); where several are left each runs over the whole set. The variant that gives the
/// accuracy that the file states, to its printed digits, wins; without one the best mean log-likelihood, and
/// the choice is uncertain (ModelInfo::basis). What was tried is kept in ModelInfo::trials, the best first.
/// Tells `job` the images computed, of how many as far as is known.
[[nodiscard]] base::Result<Ending> detectVariant(const dataset::ImageSet& images, OpenedModel& model,
                                                 std::uint64_t seed, const base::Job& job);

/// The share `correct` ÷ `images` in per cent, rounded to as many decimals as `stated` (a share of 1) shows
/// when it is printed in per cent as a float, is the stated one.
[[nodiscard]] bool reproduces(double stated, std::uint32_t correct, std::uint32_t images);

/// The probability that of `onlyFirst + onlySecond` fair coin tosses at most `onlyFirst` show heads: the
/// one-sided exact test of McNemar (1947) that the first is not worse than the second.
[[nodiscard]] double mcNemarLowerTail(std::uint32_t onlyFirst, std::uint32_t onlySecond);

} // namespace faultline::inference
