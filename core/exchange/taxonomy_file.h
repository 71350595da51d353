// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/labels/taxonomy.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline::exchange {

// A taxonomy as a JSON file, for other studies: {"format": "faultline taxonomy", "version": 1, "modes":
// [{"slug", "name", "digit" ("1" or null), "letter", "colour", "definition", "split_into": [slugs]}]}. Modes
// that were merged stay with the study whose labels name them.

[[nodiscard]] std::string taxonomyFile(const labels::Taxonomy& taxonomy);

/// The inverse; unknown members are ignored, digit, definition and split_into may be missing. Refused, with
/// the mode's number, where a member is of another kind or the modes make no taxonomy. Ids count from 1.
[[nodiscard]] base::Result<std::vector<labels::Mode>> parsedTaxonomyFile(std::string_view text);

} // namespace faultline::exchange
