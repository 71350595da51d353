// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::plans {

/// A picture of the study that guidelines show: "![scale](#3980)" in Markdown pins sample 3980 as an example
/// of the mode "scale".
struct PinnedExample {
    std::string of; ///< what stands in the brackets: a mode's slug or name, or a title
    base::SampleIndex sample;
    bool operator==(const PinnedExample&) const = default;
};

/// In the order in which they stand there.
[[nodiscard]] std::vector<PinnedExample> pinnedExamples(std::string_view markdown);

/// The sample of "#3980"; nothing where the text is no such address.
[[nodiscard]] std::optional<base::SampleIndex> pinnedSample(std::string_view address);

} // namespace faultline::plans
