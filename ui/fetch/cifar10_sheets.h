// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/fetch/cifar10_sources.h"

namespace faultline::ui {

/// Reads NAME.png for each official file NAME.bin (1,024 pixels wide; row i is image i, 32 × 32 pixels in
/// row-major order, RGB) with train_lables.json and test_lables.json (one array of class numbers each, the
/// training files one after the other) and writes the official records: label, then the red, green and blue
/// plane.
[[nodiscard]] base::Result<> layOutSheets(const QDir& sheets, const Cifar10Sources& sources,
                                          const QDir& target, const FetchContext& context);

} // namespace faultline::ui
