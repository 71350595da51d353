// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_path.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::dataset {

bool isPicturePath(std::string_view text) {
    const bool plain =
        std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    return !text.empty() && text.size() <= longestPicturePath && plain && base::isUtf8(text);
}

} // namespace faultline::dataset
