// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/label_texts.h"
#include "core/study/study.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::workbench {

/// What leaves a study, in whatever format.
struct ExportedLabels {
    std::string whose; ///< an annotator's name, or "consensus:majority"; empty: everybody's
    std::vector<exchange::LabelTexts> labels;
};

/// The samples of a run that may carry labels, with what may be told of them: in a package for one annotator
/// nothing that the model said. Every export is made of these.
[[nodiscard]] base::Result<std::vector<exchange::LabelCarrier>> labelCarriers(const study::Study& study,
                                                                              base::RunId run);

/// Present labels of a run, by sample. What a consensus excludes has the reason that more of those who
/// excluded it gave than any other, with the class that most of them named. The labels of one annotator tell
/// of no item what the model said that is open in their blind queue.
/// @param consensus as consensusOf() takes it, whose errors it has; nothing: labels and notes of everybody
[[nodiscard]] base::Result<ExportedLabels> exportedLabels(const study::Study& study, base::RunId run,
                                                          const std::optional<std::string>& consensus);

/// Those with a mode, none or excluded: what other tools take for a label.
void keepDecided(ExportedLabels& exported);

} // namespace faultline::workbench
