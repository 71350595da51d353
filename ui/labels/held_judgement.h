// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/judgement.h"

namespace faultline::ui {

/// Whether the wanted judgement would say nothing new: excluding without a reason keeps one that is there.
[[nodiscard]] constexpr bool isHeld(const labels::Judgement& held, const labels::Judgement& wanted) {
    return wanted == labels::Judgement::excluded() ? held.isExcluded() : held == wanted;
}

} // namespace faultline::ui
