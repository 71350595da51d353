// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace faultline::report {

inline constexpr std::string_view annotatorConsensus = "annotator:"; ///< before a name

/// For people, whose labels are meant by "annotator:ada", "majority", "dawid-skene" or "adjudicated": "Labels
/// of ada", "Labels: the majority of the annotators". Empty for an empty text.
[[nodiscard]] std::string consensusName(std::string_view consensus);

} // namespace faultline::report
