// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/verdict_tests.h"

namespace faultline::workbench {

/// How many failures have which label, and the share of each category with its interval. Where the plan drew
/// so many of each class pair and not all failures are decided, a label counts by what its pair weighs.
void addShares(report::Verdict& verdict, const VerdictInput& input, const VerdictMaterial& material);

} // namespace faultline::workbench
