// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/labels/circumstances.h"
#include "core/labels/judgement.h"

#include <string>
#include <vector>

namespace faultline::labels {

struct Annotator {
    base::AnnotatorId id;
    std::string uuid;
    std::string name; ///< told apart from others of the same name by a number behind it
    bool operator==(const Annotator&) const = default;
};

/// An annotator who was joined with another one: what they said counts as that one's.
struct JoinedAnnotator {
    Annotator annotator;
    base::AnnotatorId voice;
    bool operator==(const JoinedAnnotator&) const = default;
};

/// One annotator's present word on one item.
struct Label {
    base::RunId run;
    base::SampleIndex sample;
    base::AnnotatorId annotator;
    Judgement judgement;
    std::string note;
    base::Timestamp labelledAt{};          ///< when the judgement was given
    std::vector<base::ModeId> secondary{}; ///< modes that also play a part, ascending
    bool flag = false;                     ///< to be looked at again
    Circumstances given{};                 ///< of the judgement
    bool operator==(const Label&) const = default;
};

/// Anything but unlabelled, without secondary modes, flag and note.
[[nodiscard]] inline bool saysSomething(const Label& label) {
    return !label.judgement.isUnlabelled() || !label.secondary.empty() || label.flag || !label.note.empty();
}

} // namespace faultline::labels
