// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <string_view>
#include <thread>

namespace faultline::base {

/// The thread that an object belongs to: the first that uses it. A member of what a comment says is used by
/// one thread, so that the rule is asserted. Checked in every build, since the tests run a release build: it
/// costs nanoseconds beside a query or a message. Orders no memory, so that it hides no race from
/// ThreadSanitizer.
class OneThread {
public:
    OneThread() = default;
    /// What is copied or moved belongs to no thread yet.
    OneThread(const OneThread&) noexcept {}
    OneThread& operator=(const OneThread&) noexcept {
        handOver();
        return *this;
    }

    /// Whether the object is the calling thread's, or was nobody's and now is.
    [[nodiscard]] bool isMine() const noexcept;
    /// Where it is another thread's, ends the program with a sentence on stderr.
    /// @param what of the sentence "… is used by a second thread"
    void require(std::string_view what) const noexcept;
    /// It belongs to the thread that uses it next.
    void handOver() noexcept { m_user.store({}, std::memory_order_relaxed); }

private:
    mutable std::atomic<std::thread::id> m_user{};
};

} // namespace faultline::base
