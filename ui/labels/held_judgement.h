// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/judgement.h"

namespace faultline::ui {

/// Whether the wanted judgement would say nothing new: excluding without a reason keeps one that is there,
/// and with a reason the right class that was named with it.
[[nodiscard]] constexpr bool isHeld(const labels::Judgement& held, const labels::Judgement& wanted) {
    if (!wanted.isExcluded() || wanted.rightClass())
        return held == wanted;
    return held.isExcluded() &&
           (wanted.reason() == labels::Exclusion::Unspecified || held.reason() == wanted.reason());
}

} // namespace faultline::ui
