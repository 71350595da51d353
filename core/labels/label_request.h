// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_event.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::labels {

/// What a label action does to each of its items.
struct LabelChange {
    std::optional<Judgement> judgement; ///< nothing: leave it
    std::optional<std::string> note;    ///< nothing: leave it
};

struct LabelRequest {
    base::AnnotatorId annotator;
    base::RunId run;
    std::vector<base::SampleIndex> samples; ///< failures or controls of the run
    LabelChange change;
    How how = How::Grid;
    std::chrono::milliseconds elapsed{0};
};

/// One label of an import, resolved to the study's own ids.
struct ImportedLabel {
    std::string annotator; ///< name; created when it is new
    base::SampleIndex sample;
    Judgement judgement;
    std::string note;
    std::optional<base::Timestamp> labelledAt; ///< nothing: now
};

} // namespace faultline::labels
