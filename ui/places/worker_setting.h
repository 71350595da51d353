// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace faultline::ui {

/// The user's worker command; empty: the worker that belongs to this program.
[[nodiscard]] QString workerCommandSetting();
void setWorkerCommandSetting(const QString& command);

} // namespace faultline::ui
