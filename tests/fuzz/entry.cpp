// SPDX-License-Identifier: GPL-3.0-or-later
// The entry of a fuzz program: libFuzzer calls it with bytes of its own making.
#include "tests/fuzz/target.h"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    faultline::fuzz::targets().front().run({data, size});
    return 0;
}
