// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/annotation_table.h"

#include <filesystem>

namespace faultline::app {

/// What the reading commands know of a study: all in memory, the file closed again.
struct StudyValues {
    workbench::StudyTable table;
    workbench::Annotations annotations;
};
[[nodiscard]] base::Result<StudyValues> valuesOf(const std::filesystem::path& study);

/// As reportUsage(); where nobody chose among several annotators it names the options that do.
int reportAnnotator(const base::Error& error);

} // namespace faultline::app
