// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace faultline::ui {

// The second place for labels (workbench/label_backups.h): the same for the window and for the commands.

/// labels in the data folder
[[nodiscard]] std::filesystem::path labelBackupsFolder();
/// How many are kept of a study, a setting of the user; 0: none.
[[nodiscard]] int labelBackupsKept();
void setLabelBackupsKept(int number);

} // namespace faultline::ui
