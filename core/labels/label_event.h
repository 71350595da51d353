// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <string>
#include <vector>

namespace faultline::labels {

/// What of an item an event changes: one thing.
enum class Thing { Judgement, SecondaryModes, Flag, Note };

/// One entry of the append-only log: the value of one thing from then on, until a later entry of the same
/// annotator on the same thing. Later is what has the larger (at, uuid).
struct LabelEvent {
    std::string uuid;
    std::string action; ///< UUID of the action that it belongs to: one undo step
    base::RunId run;
    base::SampleIndex sample;
    base::AnnotatorId annotator;
    base::Timestamp at{}; ///< by the annotator's own clock, which never goes back
    Thing thing = Thing::Judgement;
    Judgement judgement;                   ///< of Thing::Judgement
    base::Timestamp labelledAt{};          ///< when that was given; an import may say an earlier time
    std::vector<base::ModeId> secondary{}; ///< of Thing::SecondaryModes: ascending
    bool flag = false;                     ///< of Thing::Flag
    std::string note;                      ///< of Thing::Note
    Circumstances given{};
};

} // namespace faultline::labels

template <>
struct faultline::base::Names<faultline::labels::Thing> {
    using enum labels::Thing;
    static constexpr std::array<std::pair<labels::Thing, std::string_view>, 4> all{{
        {Judgement, "judgement"},
        {SecondaryModes, "secondary modes"},
        {Flag, "flag"},
        {Note, "note"},
    }};
};
