// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/covariate_table.h"
#include "core/study/study.h"
#include "core/workbench/other_run.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline::workbench {

// What is known of the data set's images from elsewhere: what people said is in them, and which labels are
// suspected to be wrong.

using CovariatePtr = std::shared_ptr<const dataset::Covariate>;
/// Those of a study, in the order in which they were added; shared, since they are large and never change.
using Covariates = std::vector<CovariatePtr>;

[[nodiscard]] base::Result<Covariates> covariatesOf(const study::Study& study);
/// What there is, for a list.
[[nodiscard]] std::vector<report::CovariateRow> covariateRows(const Covariates& covariates);

/// Reads a file (exchange::parsedCovariateFile()) and keeps what it says in the study. Refused in a package,
/// where the name or the same content is there already, and where the file is of other images or classes or
/// calls a label what it is not in this study.
[[nodiscard]] base::Result<report::CovariateRow>
addCovariate(study::Study& study, const std::filesystem::path& file, const std::string& name);

/// The images that a list suspects, of all lists together.
[[nodiscard]] SampleSet suspectedSamples(std::span<const CovariatePtr> covariates);
[[nodiscard]] bool isSuspected(std::span<const CovariatePtr> covariates, base::SampleIndex sample);
/// The class that should stand in the place of the label, by the first list that says one.
[[nodiscard]] std::optional<base::ClassId> suspectedClass(std::span<const CovariatePtr> covariates,
                                                          base::SampleIndex sample);

/// What is known of one image, a sentence for each covariate that says something: "47 of 51 people said cat",
/// "suspected label error: said to be dog". For whoever has labelled it: it biases those who have not.
/// @param truth the label @param classes names, by ClassId
[[nodiscard]] std::vector<std::string> covariateSentences(std::span<const CovariatePtr> covariates,
                                                          base::SampleIndex sample, base::ClassId truth,
                                                          std::span<const std::string> classes);

} // namespace faultline::workbench
