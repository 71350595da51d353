// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace faultline::app {

/// After a command has changed labels: keeps them a second time, as the window does when it closes a study. A
/// failure is a note on stderr, since the labels themselves are in the study.
/// @param apart not so soon after the last time
void keepLabels(const study::Study& study, std::chrono::milliseconds apart = {});

/// "its labels of … are kept in …", for a study that is damaged; empty: there are none.
[[nodiscard]] std::string keptLabelsOf(const std::filesystem::path& study);

} // namespace faultline::app
