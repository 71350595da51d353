// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/inference/model_variant.h"
#include "core/inference/run.h"

#include <functional>
#include <optional>
#include <vector>

namespace faultline::inference {

inline constexpr std::uint32_t screenedImages = 500;

/// What a search for the preprocessing tells while it goes on, and may be told; called by the thread that
/// works.
struct DetectionTalk {
    /// What is known of each candidate, before each call of Job::progress. The first `contenders` are still
    /// in the search, in the order in which they are tried; the others are clearly worse. The images of a
    /// candidate never become fewer.
    std::function<void(const std::vector<model::PreprocessingTrial>& trials, std::uint32_t contenders)>
        tell{};
    /// The candidate that somebody takes without waiting for the end; asked before each batch.
    std::function<std::optional<ModelVariant>()> taken{};
};

/// Finds out what the model's file leaves open and decides the model on it; does nothing where all is
/// decided. All variants are screened on the same 500 images, drawn by options.seed. Those that are clearly
/// worse than the best are dropped (McNemar's exact test on the images that only one of the two gets right,
/// p < 0.001 one-sided); where several are left each runs over the whole set, or over the first options.limit
/// images of the random order. The variant that gives the accuracy that the file states for the whole set, to
/// its printed digits, wins; without one the best mean log-likelihood, and the choice is uncertain
/// (ModelInfo::basis). One that is taken ends the search as if the user had chosen it before. What was tried
/// is kept in ModelInfo::trials, the best first. Tells `job` the images computed, of at most how many are to
/// be: their ratio never falls.
[[nodiscard]] base::Result<Ending> detectVariant(const dataset::ImageSet& images, OpenedModel& model,
                                                 const model::RunOptions& options, const base::Job& job,
                                                 const DetectionTalk& talk = {});

/// The share `correct` ÷ `images` in per cent, rounded to as many decimals as `stated` (a share of 1) shows
/// when it is printed in per cent as a float, is the stated one.
[[nodiscard]] bool reproduces(double stated, std::uint32_t correct, std::uint32_t images);

/// The probability that of `onlyFirst + onlySecond` fair coin tosses at most `onlyFirst` show heads: the
/// one-sided exact test of McNemar (1947) that the first is not worse than the second.
[[nodiscard]] double mcNemarLowerTail(std::uint32_t onlyFirst, std::uint32_t onlySecond);

} // namespace faultline::inference
