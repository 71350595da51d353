// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <filesystem>
#include <string>

namespace faultline::ui {

class Workspace;

/// Where the picture of a failure is to be looked for on this computer: in the folder that the user named
/// here for a run of the study. Only the path below it is the study's.
struct PictureOrigin {
    std::filesystem::path folder;
    dataset::Split split = dataset::Split::Test;
    std::string path;
};

/// NotFound, in one sentence, where the study or this computer does not know it. Looks at no disk but the
/// user's settings.
[[nodiscard]] base::Result<PictureOrigin> originOf(const Workspace& workspace, int row);
/// The data set's folder is there. Waits on its disk.
[[nodiscard]] bool isThere(const PictureOrigin& origin);
/// The file itself, as dataset::pictureFile() finds it. Waits on its disk; any thread.
[[nodiscard]] base::Result<std::filesystem::path> fileOf(const PictureOrigin& origin);

} // namespace faultline::ui
