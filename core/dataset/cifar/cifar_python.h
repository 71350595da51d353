// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/cifar/cifar_layout.h"

namespace faultline::dataset {

/// data_batch_1 … data_batch_5 or test_batch, in `cifar-10-batches-py`.
[[nodiscard]] CifarFiles cifar10PythonFiles(Split split);
/// train or test, in `cifar-100-python`.
[[nodiscard]] CifarFiles cifar100PythonFiles(Split split);

/// Reads and validates a split of CIFAR in its Python layout, as torchvision leaves it: pickles of a dict
/// with the array "data" (N × 3,072 bytes, plane by plane) and the list "labels", or "fine_labels" and
/// "coarse_labels". The pickles are read as data and nothing in them is run. Class names come from
/// batches.meta or meta where that is present and well-formed.
/// @param folder the folder with the pickles, or its parent
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openCifar10Python(const std::filesystem::path& folder,
                                                                        Split split);
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> openCifar100Python(const std::filesystem::path& folder,
                                                                         Split split, LabelLevel level);

} // namespace faultline::dataset
