// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"

#include <limits>
#include <vector>

namespace faultline::tests {

inline constexpr std::uint64_t largeNumber = std::numeric_limits<std::uint64_t>::max();

// One of each message, with values at the edges of their types.

[[nodiscard]] model::RunOptions unusualOptions();
[[nodiscard]] protocol::RunRequest runRequest();
[[nodiscard]] protocol::SamplesRequest samplesRequest();
/// Three logits, two features, pixels that count upwards from `sample`.
[[nodiscard]] model::SampleDetail detail(std::uint32_t sample, int width, int height);
/// Four images, of which 70,000 and 2 are failures.
[[nodiscard]] protocol::BatchDone batchDone();
[[nodiscard]] protocol::Opened opened();
[[nodiscard]] protocol::Description description();

[[nodiscard]] std::vector<protocol::Request> allRequests();
[[nodiscard]] std::vector<protocol::Event> allEvents();

} // namespace faultline::tests
