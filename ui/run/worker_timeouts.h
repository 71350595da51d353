// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace faultline::ui {

/// How long the application waits for its worker.
struct WorkerTimeouts {
    /// From the start of the program to its handshake. It may have to log in, or to load a LibTorch with
    /// CUDA: that is some gigabytes.
    std::chrono::milliseconds hello{30'000};
    std::chrono::milliseconds silence{30'000}; ///< without a byte, while pings ask for one: it hangs
    std::chrono::milliseconds message{60'000}; ///< for a message to come whole; see StreamLimits
    std::chrono::milliseconds stall{600'000}; ///< without a finished piece: the user is asked whether to wait
    std::chrono::milliseconds cancel{3'000};  ///< from a cancel request to the kill
    std::chrono::milliseconds farewell{1'000}; ///< from the end of its stdin to terminate, then to kill
};

} // namespace faultline::ui
