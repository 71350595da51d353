// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace faultline::labels {

enum class Course { Done, TakenBack, DoneAgain };

/// What an action, undo or redo changed; empty when it changed nothing.
struct ActionReport {
    base::ActionId action;
    std::string description; ///< "Background on 12 images" or "on #3980", for the undo menu and notices
    Course course = Course::Done;
    std::vector<Label> changed;
    std::vector<Judgement> before; ///< parallel to `changed`, of what is done for the first time
    /// Of an undo or redo: what it left alone, since a later event, merged from elsewhere, stands on it.
    std::size_t leftAlone = 0;
    /// Failure modes were merged, or a merge was taken back or done again.
    bool changesTaxonomy = false;
    /// Of a merge of modes: labels of other annotators that were changed with it.
    std::size_t ofOthers = 0;
};

struct UndoState {
    std::optional<std::string> undo; ///< description of what undo would take back
    std::optional<std::string> redo;
};

/// What an annotator has answered of a plan's queue, by item: whoever was joined with another one had places
/// of their own.
struct QueueAnswers {
    std::set<base::SampleIndex> answered;
    std::map<base::SampleIndex, Judgement> repeats{}; ///< what was said at the second showing
};

/// What a union of label logs brought.
struct MergeReport {
    std::uint64_t eventsNew = 0;
    std::uint64_t eventsKnown = 0;
    std::vector<std::string> annotators; ///< names of all who have events in what was merged
    std::vector<std::string> notes;      ///< sentences: annotators of one name that are kept apart
};

} // namespace faultline::labels
