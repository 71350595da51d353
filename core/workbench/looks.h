// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/study/study.h"

#include <functional>
#include <span>
#include <unordered_map>

namespace faultline::workbench {

/// How a picture looks, as far as failures are ordered by it.
struct Looks {
    double brightness = 0; ///< mean luma, 0 … 1
    double sharpness = 0;  ///< comparable within one data set alone
};
using LooksBySample = std::unordered_map<base::SampleIndex, Looks>;
/// Whoever can measure pixels.
using Measure = std::function<base::Result<Looks>(const base::ImageView& picture)>;

/// Of those samples' pictures; a picture that can't be read or measured is left out. Reads them one by one.
[[nodiscard]] base::Result<LooksBySample>
looksOf(const study::Study& study, std::span<const base::SampleIndex> samples, const Measure& measure);

} // namespace faultline::workbench
