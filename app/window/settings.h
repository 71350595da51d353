// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settings_dialog.h"
#include "ui/workspace/workspace.h"

namespace faultline::app {

/// The preferences of the features: annotator, auto-advance, worker command.
/// @param autoAdvance the checkable action of the label menu
[[nodiscard]] QList<ui::Setting> featureSettings(QAction& autoAdvance, ui::Workspace& workspace);

/// Why a key of the window may not be this one, as a sentence: it may be that of a failure mode, or it moves
/// in the grid; empty: it may.
[[nodiscard]] QString refusedKey(const QKeySequence& key);

} // namespace faultline::app
