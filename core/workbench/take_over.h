// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <string>
#include <vector>

namespace faultline::workbench {

/// What an annotator said of the same image, predicted as the same class, in another run. Labels belong to an
/// image and a run: it may be taken over, and never is by itself.
struct LabelOffer {
    base::SampleIndex sample;
    labels::Judgement judgement; ///< never unlabelled
    std::string runName;
};

/// The offers for items of a run that the annotator has not decided there, by sample; of several runs the
/// judgement that was given last.
[[nodiscard]] base::Result<std::vector<LabelOffer>> labelOffers(const study::Study& study, base::RunId run,
                                                                base::AnnotatorId annotator);

} // namespace faultline::workbench
