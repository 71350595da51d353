// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/cifar/cifar_layout.h"

namespace faultline::dataset {

/// The 100 class names or the 20 names of the superclasses, in their official order.
[[nodiscard]] const std::vector<std::string>& cifar100Classes(LabelLevel level);

/// train.bin or test.bin.
[[nodiscard]] CifarFiles cifar100Files(Split split);

/// Reads and validates a split of CIFAR-100's binary layout (Krizhevsky 2009): a record is the coarse label
/// (0 … 19), the fine label (0 … 99) and 3 × 32 × 32 bytes, planar. Both labels are checked, one is used.
/// Class names come from fine_label_names.txt or coarse_label_names.txt where that is present and
/// well-formed.
/// @param folder the folder with the .bin files, or its parent holding `cifar-100-binary`.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openCifar100(const std::filesystem::path& folder,
                                                                   Split split, LabelLevel level);

/// "CIFAR-100", or "CIFAR-100 (coarse)".
[[nodiscard]] std::string cifar100Name(LabelLevel level);

} // namespace faultline::dataset
