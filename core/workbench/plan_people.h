// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <span>
#include <string>
#include <vector>

namespace faultline::workbench {

/// Among whom a plan is to be divided.
struct PlanPeople {
    std::vector<std::string> names; ///< each once, in the order in which they were named
    std::vector<std::string> fresh; ///< of these, who is no annotator of the study yet
};

/// Reads names as they were typed: blanks around them and empty ones don't count. InvalidInput, with the
/// name, where somebody new would be called what is no name but a sentence or several names: with a colon or
/// the like, of more than six words, without any letter or digit, or longer than 200 bytes.
/// @param known who is an annotator already: whatever they are called
[[nodiscard]] base::Result<PlanPeople> planPeople(std::span<const std::string> typed,
                                                  std::span<const std::string> known);

} // namespace faultline::workbench
