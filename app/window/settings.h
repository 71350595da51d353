// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/settings_dialog.h"
#include "ui/workspace/workspace.h"

namespace faultline::app {

/// The preferences of the features: annotator, auto-advance, worker command.
/// @param autoAdvance the checkable action of the label menu
[[nodiscard]] QList<ui::Setting> featureSettings(QAction& autoAdvance, ui::Workspace& workspace);

} // namespace faultline::app
