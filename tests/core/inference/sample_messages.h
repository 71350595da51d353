// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/messages.h"

#include <limits>
#include <vector>

namespace faultline::tests {

inline constexpr std::uint64_t largeNumber = std::numeric_limits<std::uint64_t>::max();

// One of each message, with values at the edges of their types.

[[nodiscard]] inference::RunOptions unusualOptions();
[[nodiscard]] inference::RunRequest runRequest();
[[nodiscard]] inference::SamplesRequest samplesRequest();
/// Three logits, two features, pixels that count upwards from `sample`.
[[nodiscard]] inference::SampleDetail detail(std::uint32_t sample, int width, int height, int channels);
/// Four images, of which 70,000 and 2 are failures.
[[nodiscard]] inference::BatchDone batchDone();
[[nodiscard]] inference::Opened opened();
[[nodiscard]] inference::Description description();

[[nodiscard]] std::vector<inference::Request> allRequests();
[[nodiscard]] std::vector<inference::Event> allEvents();

} // namespace faultline::tests
