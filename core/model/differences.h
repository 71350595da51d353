// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_header.h"

#include <string>
#include <vector>

namespace faultline::model {

/// What of `wanted` differs from the stored run, in words: "seed (0 in the study, 7 asked for)". Empty: it
/// may resume. Device "auto" agrees with whatever device the worker then chose, and location and batch may
/// differ.
[[nodiscard]] std::vector<std::string> differences(const RunHeader& stored, const RunHeader& wanted);

} // namespace faultline::model
