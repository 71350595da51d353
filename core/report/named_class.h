// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <span>
#include <string>
#include <string_view>

namespace faultline::report {

/// The class of that name (exactly, else with ASCII case ignored) or number; InvalidInput lists the known
/// ones.
[[nodiscard]] base::Result<base::ClassId> classNamed(std::string_view text,
                                                     std::span<const std::string> classes);

/// The name, or the number of a class that has none.
[[nodiscard]] std::string className(base::ClassId id, std::span<const std::string> classes);

} // namespace faultline::report
