// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/image_set.h"

namespace faultline::dataset {

std::string_view name(Split split) {
    return split == Split::Test ? "test" : "train";
}

std::string_view name(LabelLevel level) {
    return level == LabelLevel::Fine ? "fine" : "coarse";
}

} // namespace faultline::dataset
