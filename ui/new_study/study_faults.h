// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/run_options.h"

#include <QString>

namespace faultline::ui {

class StudyLooks;

// What is wrong with what a study is to be made of, as far as it was looked at: a sentence; empty: nothing.

/// Of a data set that was refused, here or by a worker on this computer; where CIFAR-10 is what lacks, with
/// how the window gets it. Looks into the folder.
[[nodiscard]] QString datasetRefusal(const QString& path, const base::Error& why);
/// Of the model alone, or for these images.
[[nodiscard]] QString modelFault(const StudyLooks& looks, const model::RunOptions& options);
/// Of the place where a new study is to be kept.
[[nodiscard]] QString placeFault(const QString& path);

} // namespace faultline::ui
