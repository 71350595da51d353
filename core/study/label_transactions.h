// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/label_store.h"

#include <map>

namespace faultline::study {

// What an annotator does: each is one transaction of events. All inside Database::writing().

[[nodiscard]] base::Result<labels::ActionReport>
applyRequest(const Database& database, const StudyFacts& facts, const labels::LabelRequest& request);
[[nodiscard]] base::Result<labels::ActionReport> applyImport(const Database& database,
                                                             const StudyFacts& facts,
                                                             std::span<const labels::ImportedLabel> imported);

/// One annotator's undo and redo stacks, which follow from the log of actions alone; a new action clears the
/// redo stack.
class UndoStacks {
public:
    struct Step {
        std::int64_t action = 0;
        std::string description;
    };

    /// Reads the actions that were committed since the last call. Outside writing(): what is rolled back
    /// later must not be in here.
    [[nodiscard]] base::Result<> follow(const Database& database, base::AnnotatorId annotator);
    [[nodiscard]] const Step* undo() const { return m_undo.empty() ? nullptr : &m_undo.back(); }
    [[nodiscard]] const Step* redo() const { return m_redo.empty() ? nullptr : &m_redo.back(); }

private:
    std::int64_t m_seen = 0; ///< the last action that is in the stacks
    std::vector<Step> m_undo;
    std::vector<Step> m_redo;
};

/// Appends events that restore the states before, or after, the action `step`.
[[nodiscard]] base::Result<labels::ActionReport> applyUndo(const Database& database, const StudyFacts& facts,
                                                           base::AnnotatorId annotator,
                                                           const UndoStacks::Step& step);
[[nodiscard]] base::Result<labels::ActionReport> applyRedo(const Database& database, const StudyFacts& facts,
                                                           base::AnnotatorId annotator,
                                                           const UndoStacks::Step& step);

} // namespace faultline::study
