// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/labels/judgement.h"

#include <optional>
#include <string_view>

namespace faultline::workbench {

/// What an annotator holds of one failure, as far as it is filtered and ordered by.
struct Held {
    labels::Judgement judgement{};
    std::string_view note{};
    bool isFlagged = false;
    std::optional<base::Timestamp> decidedAt = std::nullopt; ///< when the judgement was given
};

} // namespace faultline::workbench
