// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/sheet.h"

#include <filesystem>

#include <QImage>

namespace faultline::ui {

/// The pictures side by side, each magnified by a whole factor, with its position and true class below. Needs
/// a QApplication.
[[nodiscard]] QImage contactSheet(const workbench::Sheet& sheet);

/// As a PNG; Refused where the file exists.
[[nodiscard]] base::Result<> writeContactSheet(const workbench::Sheet& sheet,
                                               const std::filesystem::path& path);

} // namespace faultline::ui
