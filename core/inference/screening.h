// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/image.h"
#include "core/base/job.h"
#include "core/base/result.h"
#include "core/inference/scores.h"

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace faultline::dataset {
class ImageSet;
}
namespace faultline::model {
struct RunOptions;
}

namespace faultline::inference {

class OpenedModel;

/// The images on which the bound is measured, and how many times the largest error seen it is.
inline constexpr std::uint32_t boundImages = 500;
inline constexpr double boundSafety = 1.5;

/// Answers in low precision where they are sure, in fp32 where they are not: for a model whose network
/// screens. Made by prepareScreening().
class Screening {
public:
    /// By sample, one row each.
    using Answers = std::unordered_map<std::uint32_t, Scores>;

    Screening(double bound, std::vector<base::SampleIndex> foreseen, Answers exact);

    /// Images whose two largest logits are no further apart are repeated in fp32.
    [[nodiscard]] double bound() const { return m_bound; }
    /// Ascending: likely controls, computed in fp32 at once.
    [[nodiscard]] const std::vector<base::SampleIndex>& foreseen() const { return m_foreseen; }

    /// Scores in low precision; in fp32 for every image that fails or overflows in it, whose margin lies
    /// within the bound, or that is a likely control, so that it is computed once. Other rows have the low
    /// precision's logits, and zeros as features.
    /// @param views of the batch, as many
    [[nodiscard]] base::Result<Scores> scores(const dataset::ImageSet& images, OpenedModel& model,
                                              std::span<const base::SampleIndex> batch,
                                              std::span<const base::ImageView> views);
    /// Scores in fp32, those that are kept and the others computed.
    /// @param views of the samples, as many
    [[nodiscard]] base::Result<Scores> exactScores(OpenedModel& model,
                                                   std::span<const base::SampleIndex> samples,
                                                   std::span<const base::ImageView> views) const;

private:
    double m_bound;
    std::vector<base::SampleIndex> m_foreseen;
    Answers m_exact; ///< of fp32, that may be asked for again
};

/// Measures how far low precision moves the answers: on the first 500 images that the run visits, in the
/// drawing order of the controls, the largest change of the difference between the winning logit and any
/// other, times 1.5. An image whose two largest logits lie further apart than that keeps its predicted class
/// in fp32, as far as those images tell. Kept are the bound, the answers of fp32, of which most will be asked
/// for, as these images are the likeliest controls, and the further images that will probably be controls.
/// All of it depends on options, images and model alone, so that a run that was interrupted has the results
/// of one that was not. Nothing for a network that does not screen. Refuses a model most of whose answers
/// overflow.
[[nodiscard]] base::Result<std::optional<Screening>> prepareScreening(const dataset::ImageSet& images,
                                                                      OpenedModel& model,
                                                                      const model::RunOptions& options,
                                                                      const base::Job& job);

} // namespace faultline::inference
