// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/study_verdict.h"

#include <map>
#include <span>

namespace faultline::workbench {

/// Whether the labels that the run's plan asks for are all there, or its minimum of labelled failures.
[[nodiscard]] bool isPlanReached(const VerdictInput& input,
                                 const std::map<base::SampleIndex, Agreed>& agreed);

/// What stands against the verdict, each with the share of labels that it concerns: the gravest first.
/// @param counted the labels that count
void addWeaknesses(report::Verdict& verdict, const VerdictInput& input,
                   std::span<const labels::Label> counted);

} // namespace faultline::workbench
