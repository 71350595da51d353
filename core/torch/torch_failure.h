// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <exception>
#include <string>

namespace faultline::libtorch {

/// A sentence for what Torch threw on a device: its first line, and what to do where memory is short.
/// @param work for which the memory did not suffice: "this batch"
[[nodiscard]] tl::unexpected<base::Error> failureFrom(const std::exception& thrown, const std::string& device,
                                                      const std::string& work);

} // namespace faultline::libtorch
