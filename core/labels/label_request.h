// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_event.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::labels {

/// What a label action does to each of its items.
struct LabelChange {
    // Nothing: leave it.
    std::optional<Judgement> judgement{};
    std::optional<std::string> note{};
    std::optional<bool> flag{};
    std::optional<std::vector<base::ModeId>> secondary{};
};

struct LabelRequest {
    base::AnnotatorId annotator;
    base::RunId run;
    std::vector<base::SampleIndex> samples; ///< failures or controls of the run
    LabelChange change;
    Circumstances given{};
};

/// One label of an import, resolved to the study's own ids.
struct ImportedLabel {
    std::string annotator; ///< name; created when it is new
    base::SampleIndex sample;
    Judgement judgement;
    std::string note;                          ///< empty: leave it
    std::optional<base::Timestamp> labelledAt; ///< nothing: now
    std::optional<bool> flag{};                ///< nothing: leave it
    std::optional<std::vector<base::ModeId>> secondary{};
};

} // namespace faultline::labels
