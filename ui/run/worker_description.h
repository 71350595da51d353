// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/device_info.h"
#include "ui/run/worker_timeouts.h"

#include <QString>

namespace faultline::ui {

/// Starts the worker, asks what it is and which devices it has, and ends it. Waits in an event loop: for
/// commands, not for the window.
[[nodiscard]] base::Result<model::ComputeDevices> describedWorker(const QString& command,
                                                                  const WorkerTimeouts& timeouts = {});

} // namespace faultline::ui
