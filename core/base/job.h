// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace faultline::base {

/// What goes with a task that takes a while, so that it needs to know neither threads nor processes.
struct Job {
    std::stop_token stop{};
    /// How far it is, of how much as far as is known; called by the thread that works. May be empty.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress{};

    [[nodiscard]] bool isStopped() const { return stop.stop_requested(); }
    void tell(std::uint64_t done, std::uint64_t total) const {
        if (progress)
            progress(done, total);
    }
};

} // namespace faultline::base
