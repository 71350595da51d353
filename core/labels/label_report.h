// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::labels {

/// What an action, undo or redo changed; empty when it changed nothing (then nothing was written either).
struct ActionReport {
    std::int64_t action = 0;
    std::string description; ///< "Background on 12 images", for the undo menu and the status bar
    std::vector<Label> changed;
    bool isUndo = false; ///< the described action was taken back
};

struct UndoState {
    std::optional<std::string> undo; ///< description of what undo would take back
    std::optional<std::string> redo;
};

} // namespace faultline::labels
