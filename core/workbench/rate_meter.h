// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace faultline::workbench {

/// Images per second over the last few seconds; told the time, so that it needs no clock of its own.
class RateMeter {
public:
    static constexpr std::chrono::milliseconds window{5'000};

    /// The clock starts: images counted from now on.
    void start(std::chrono::milliseconds now);
    void add(std::chrono::milliseconds now, std::uint32_t images);
    /// 0 until time has passed since start().
    [[nodiscard]] double imagesPerSecond() const;

private:
    struct Mark {
        std::chrono::milliseconds at;
        std::uint64_t images; ///< counted until then
    };
    std::deque<Mark> m_marks; ///< oldest first; the oldest is the last one outside the window
};

} // namespace faultline::workbench
