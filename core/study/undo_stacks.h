// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/study/sqlite/database.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace faultline::study {

/// One annotator's undo and redo stacks, which follow from the log of actions alone: in its order each new
/// action is applied and clears what may be redone; an undo takes the action that it names off, wherever that
/// stands, and a redo brings it back. What was undone twice, in two copies that met, is undone once.
class UndoStacks {
public:
    struct Step {
        std::string action; ///< UUID
        std::string description;
    };

    /// Reads the actions that were committed since the last call. Outside writing(): what is rolled back
    /// later must not be in here. A merge may bring earlier ones: begin anew after it.
    [[nodiscard]] base::Result<> follow(const Database& database, base::AnnotatorId annotator);
    [[nodiscard]] const Step* undo() const { return m_applied.empty() ? nullptr : &m_applied.back(); }
    [[nodiscard]] const Step* redo() const { return m_undone.empty() ? nullptr : &m_undone.back(); }

private:
    void take(const std::string& kind, Step step, const std::string& target);

    /// The newest action that is in the stacks, by time and UUID.
    std::int64_t m_newestAt = std::numeric_limits<std::int64_t>::min();
    std::string m_newest;
    std::vector<Step> m_applied;
    std::vector<Step> m_undone;
};

} // namespace faultline::study
