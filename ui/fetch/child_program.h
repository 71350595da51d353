// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <stop_token>

#include <QString>
#include <QStringList>

namespace faultline::ui {

/// Runs a program of PATH in `folder` to its end and waits for it; kills it when `stop` asks for that (then
/// ErrorKind::Cancelled). `tick` is called a few times a second. An exit code other than 0 is an error with
/// the last line that the program wrote to stderr; a missing program is NotFound.
[[nodiscard]] base::Result<> runProgram(const QString& program, const QStringList& arguments,
                                        const QString& folder, const std::stop_token& stop,
                                        const std::function<void()>& tick);

} // namespace faultline::ui
