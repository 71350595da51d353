// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/image_set.h"

namespace faultline::dataset {

std::string_view name(Split split) {
    return base::nameOf(split);
}

std::string_view name(LabelLevel level) {
    return base::nameOf(level);
}

} // namespace faultline::dataset
