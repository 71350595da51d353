// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace faultline::ui {

/// Where the study of CIFAR-10 and that model is, or will be: the file of the usual name, or, where another
/// run stands under it, the next one with a number behind it. Reads the model and the studies, so it takes
/// some time.
[[nodiscard]] QString firstStudyPlace(const QString& model);

} // namespace faultline::ui
