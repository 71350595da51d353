// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <filesystem>
#include <string>

namespace faultline::workbench {

/// Writes a package of the run's plan for one annotator: pictures, guidelines, failure modes and their queue,
/// with the labels that they have given; nothing that tells what the model predicted, what others said, or
/// which items are controls. Labelled on another machine, it comes back by mergeCopies(). Somebody new
/// becomes an annotator of the study, which must then be open for writing. Returns the places of the queue.
[[nodiscard]] base::Result<std::size_t> writePackage(study::Study& study, base::RunId run,
                                                     const std::string& annotator,
                                                     const std::filesystem::path& target);

/// Whether somebody of that name is known, so that a package for them needs no writing.
[[nodiscard]] base::Result<bool> isAnnotator(const study::Study& study, const std::string& name);

} // namespace faultline::workbench
