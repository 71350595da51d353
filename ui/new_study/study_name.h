// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

#include <QString>

namespace faultline::ui {

/// A file in the studies folder that does not exist yet, named after what is evaluated: "CIFAR-10 test ×
/// ResNet-18 2.faultline". Images (their path) and model may be empty.
[[nodiscard]] QString suggestedStudyFile(const QString& images, dataset::Split split, const QString& model);

} // namespace faultline::ui
