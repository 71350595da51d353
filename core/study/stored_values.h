// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace faultline::study {

// What the readers of stored rows share: the file may be anybody's, so every value is checked.

inline constexpr std::size_t mostClasses = 65536;

[[nodiscard]] inline tl::unexpected<base::Error> damaged(const std::string& what) {
    return base::failure(base::ErrorKind::InvalidInput,
                         "the study is damaged (" + what + "); go back to a copy of it");
}

[[nodiscard]] inline bool isCount(std::int64_t value) {
    return value >= 0 && value <= std::numeric_limits<std::uint32_t>::max();
}

[[nodiscard]] inline std::optional<dataset::Split> parsedSplit(const std::string& text) {
    for (const dataset::Split split : {dataset::Split::Test, dataset::Split::Train})
        if (dataset::name(split) == text)
            return split;
    return std::nullopt;
}

} // namespace faultline::study
