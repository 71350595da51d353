// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/uncertainty_card.h"
#include "core/workbench/covariates.h"

#include <span>
#include <vector>

namespace faultline::workbench {

/// Do people doubt where the model fails? For each covariate of human answers the shares of people who gave
/// the failures their label, against those of the run's controls, where it has any, and of all other images.
/// @param predictions of the run, right and wrong @param controls of the run
[[nodiscard]] std::vector<report::HumanUncertainty>
humanUncertaintyOf(std::span<const CovariatePtr> covariates, std::span<const model::Prediction> predictions,
                   std::span<const model::Prediction> controls);

} // namespace faultline::workbench
