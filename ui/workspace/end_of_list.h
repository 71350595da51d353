// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

namespace faultline::ui {

/// What to say when no undecided failure comes after (+1) or before (-1) the current one in the view: that
/// all are decided, or how many lie the other way.
[[nodiscard]] QString endOfListText(Workspace& workspace, int direction);

} // namespace faultline::ui
