// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace faultline::inference {

/// Images as the network sees them.
struct InputShape {
    int images = 0;
    int height = 0; ///< pixels
    int width = 0;
    friend bool operator==(const InputShape&, const InputShape&) = default;
};

} // namespace faultline::inference
