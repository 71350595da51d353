// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::tests {

enum class Completion {
    Partial,  ///< the first batch only
    Visited,  ///< every image, no controls yet
    Finished, ///< with controls
};

enum class Origin {
    Unknown,     ///< of the pictures
    ImageFolder, ///< each is a file: "cat/13.png"
};

/// A run over drawn 32×32 images. The same options make the same results everywhere.
struct SyntheticOptions {
    std::uint32_t samples = 60;  ///< images of the set, all visited
    std::uint32_t failures = 12; ///< exactly so many of them, ≤ samples
    std::uint16_t classes = 10;  ///< the first ten carry CIFAR-10's names, the others numbers
    std::uint32_t features = 16; ///< of the penultimate layer
    std::uint32_t batch = 20;    ///< images a commit
    std::string nameEnd{};       ///< stands at the end of every class's name
    std::uint64_t seed = 1;
    std::uint64_t modelSeed = 0; ///< another one: another model's answers to the same images
    Completion completion = Completion::Finished;
    Origin origin = Origin::Unknown;
};

[[nodiscard]] model::RunHeader syntheticHeader(const SyntheticOptions& options);

/// All predictions in visiting order. Most failures of a class go to its neighbour, so that class pairs
/// differ in size.
[[nodiscard]] std::vector<model::Prediction> syntheticPredictions(const SyntheticOptions& options);

/// Logits that give exactly this prediction, features, and an image whose background tells the true class and
/// whose shape the predicted one.
[[nodiscard]] model::SampleDetail syntheticDetail(const SyntheticOptions& options,
                                                  const model::Prediction& prediction);

/// The batch of `predictions` from position `first` on, with a detail for each failure.
[[nodiscard]] model::BatchReport syntheticBatch(const SyntheticOptions& options,
                                                const std::vector<model::Prediction>& predictions,
                                                std::uint32_t first);

/// The study in a new file, open for writing; drop it to close it. Throws std::runtime_error with the study's
/// own message.
study::Study makeSyntheticStudy(const std::filesystem::path& path, const SyntheticOptions& options = {});

/// A further run of the study; the data set is that of its first one where samples, classes and
/// seed are the same. Throws as above.
base::RunId addSyntheticRun(study::Study& study, const std::string& name, const SyntheticOptions& options);

} // namespace faultline::tests
