// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/study_view.h"
#include "core/report/tables.h"

namespace faultline::app {

/// The numbers behind `stats` and `chart`.
/// @param by empty, or pair, true, predicted, annotator
/// @param annotator name; empty: not given
[[nodiscard]] base::Result<report::Statistics> statisticsOf(const StudyView& view, const std::string& by,
                                                            const std::string& annotator);

} // namespace faultline::app
