// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_header.h"
#include "core/protocol/messages.h"

#include <span>
#include <vector>

namespace faultline::protocol {

// What a worker sends is checked against what it opened, before it reaches a study: decodedEvent() can't know
// that. An answer that breaks these rules is ErrorKind::Worker.

/// What a run over the opened data set and model is made of.
[[nodiscard]] model::RunHeader headerOf(const Opened& opened, const model::RunOptions& options);
/// The data set's and the model's classes agree in number (else Refused), and there is something to visit.
[[nodiscard]] base::Result<> checkOpened(const model::RunHeader& header);
/// The batch starts at `expectedPosition`, stays within the run, its samples and classes exist, and its
/// details are those of its failures, of the model's sizes.
[[nodiscard]] base::Result<> checkBatch(const model::BatchReport& batch, const model::RunHeader& header,
                                        std::uint32_t expectedPosition);
/// `details` in ascending order, like `wanted`: each of those exactly once, of the model's sizes.
[[nodiscard]] base::Result<std::vector<model::SampleDetail>>
checkedSamples(std::vector<model::SampleDetail> details, std::span<const base::SampleIndex> wanted,
               const model::RunHeader& header);

} // namespace faultline::protocol
