// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/protocol/frame.h"
#include "core/protocol/messages.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>

namespace faultline::ui {

struct StreamLimits {
    /// Of the messages whose events live: more are not read meanwhile. A single one may be larger
    /// (protocol::frameLimit).
    std::size_t bytes = std::size_t{64} << 20;
    std::size_t events = 256; ///< that live
    /// For a message to come whole, and slowestBytesPerSecond of it besides. Time in which this side makes it
    /// wait does not count.
    std::chrono::milliseconds message{60'000};

    static constexpr std::size_t slowestBytesPerSecond = 100'000;
};

/// The events on a worker's pipe, read and decoded by a thread of its own, since a batch full of failures
/// takes longer to decode than a frame of the window lasts. It reads on only while there is room: what an
/// event holds is given back when the last one who keeps it lets go, so that a worker that sends faster than
/// its batches are stored waits on its pipe. A Preparing that nobody took yet gives way to the next one.
class EventStream {
public:
    using SharedEvent = std::shared_ptr<const protocol::Event>;
    struct Broken {
        base::Error why; ///< nothing after it can be trusted; only an End follows
    };
    struct End {
        std::size_t unfinishedBytes = 0; ///< of a message that was cut
    };
    using Item = std::variant<SharedEvent, Broken, End>;

    /// @param descriptor the reading end of a pipe; the stream closes it
    /// @param arrived called by the stream's thread when there is something to take, once after each take()
    /// that had nothing
    EventStream(int descriptor, const StreamLimits& limits, std::function<void()> arrived);
    ~EventStream(); ///< stops at once
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    [[nodiscard]] std::optional<Item> take();
    /// The worker has ended: what is in the pipe is still read, and then it ends, whoever else holds the
    /// pipe.
    void endAfterRest();
    /// Grows while bytes come, and while it is this side that makes them wait.
    [[nodiscard]] std::uint64_t activity() const { return m_activity; }

private:
    class Room;
    struct Held;

    void run();
    /// The next events; false at an error, and when it is to stop.
    bool decodeAll(protocol::FrameReader& frames);
    /// Waits for bytes, and feeds them; false at the end, at an error, and when it is to stop.
    bool read(protocol::FrameReader& frames);
    enum class Wait { Bytes, Nothing, Over };
    Wait waitForBytes();
    void push(Item item);
    void breakOff(const std::string& why);

    const StreamLimits m_limits;
    const std::function<void()> m_arrived;
    const std::shared_ptr<Room> m_room; ///< events that live on keep it
    const int m_descriptor;
    const int m_wake; ///< an eventfd
    base::Bytes m_piece;
    std::chrono::steady_clock::duration m_waited{}; ///< for the message that has begun

    std::atomic<std::uint64_t> m_activity = 0;
    std::atomic<bool> m_isStopped = false;
    std::atomic<bool> m_writerIsGone = false;

    std::mutex m_mutex; ///< guards what follows
    std::deque<Item> m_items;
    bool m_isTold = false; ///< that there is something to take

    std::thread m_thread; ///< last: it uses all of the above
};

} // namespace faultline::ui
