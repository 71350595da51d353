// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/report/section.h"

#include <filesystem>

namespace faultline::ui {

/// Writes a figure of a card, dark on white, in the format of the suffix of `path`: .svg and .pdf are
/// vectors, .png has two dots for each unit of the drawing. All or nothing; InvalidInput for another suffix.
/// @param origin whence it is: a line at its foot
[[nodiscard]] base::Result<> exportFigure(const report::Figure& figure, const std::string& origin,
                                          const std::filesystem::path& path, base::Overwrite overwrite);

/// "modes-by-class": for the name of a file, from the figure's title.
[[nodiscard]] std::string fileNameOf(const report::Figure& figure);

} // namespace faultline::ui
