// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/layer_plan.h"

#include <catch2/catch.hpp>

using faultline::onednn::Buffers;

TEST_CASE("A buffer that was given back is taken again, as large as its largest use") {
    Buffers buffers;
    CHECK(buffers.take(100) == 0);
    CHECK(buffers.take(5000) == 1);
    buffers.giveBack(0);
    CHECK(buffers.take(4097) == 0);
    CHECK(buffers.take(1) == 2);
    CHECK(buffers.offsets() == std::vector<std::size_t>{0, 8192, 16384, 20480});
}
