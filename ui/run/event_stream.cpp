// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/event_stream.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace faultline::ui {

namespace {

using Clock = std::chrono::steady_clock;
using base::ErrorKind;

constexpr std::size_t pieceBytes = 1u << 16;
constexpr std::chrono::milliseconds look{500}; ///< how long a wait lasts before it is looked at again

} // namespace

/// What living events hold of the limits.
class EventStream::Room {
public:
    explicit Room(const StreamLimits& limits)
        : m_limits(limits) {}

    /// Takes `bytes` of it as soon as they are free, or all where it is more than there ever is; false where
    /// that did not happen within a look.
    bool takeSoon(std::size_t bytes) {
        std::unique_lock lock(m_mutex);
        const auto fits = [&] {
            return m_events == 0 || (m_bytes + bytes <= m_limits.bytes && m_events < m_limits.events);
        };
        if (!m_freed.wait_for(lock, look, fits))
            return false;
        m_bytes += bytes;
        ++m_events;
        return true;
    }
    void giveBack(std::size_t bytes) {
        const std::lock_guard lock(m_mutex);
        m_bytes -= bytes;
        --m_events;
        m_freed.notify_one();
    }

private:
    const StreamLimits m_limits;
    std::mutex m_mutex;
    std::condition_variable m_freed;
    std::size_t m_bytes = 0;
    std::size_t m_events = 0;
};

/// An event with its share of the room.
struct EventStream::Held {
    Held(protocol::Event what, std::shared_ptr<Room> of, std::size_t size)
        : event(std::move(what))
        , room(std::move(of))
        , bytes(size) {}
    ~Held() { room->giveBack(bytes); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

    protocol::Event event;
    std::shared_ptr<Room> room;
    std::size_t bytes;
};

EventStream::EventStream(int descriptor, const StreamLimits& limits, std::function<void()> arrived)
    : m_limits(limits)
    , m_arrived(std::move(arrived))
    , m_room(std::make_shared<Room>(limits))
    , m_descriptor(descriptor)
    , m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_piece(pieceBytes)
    , m_thread([this] { run(); }) {}

EventStream::~EventStream() {
    m_isStopped = true;
    ::eventfd_write(m_wake, 1);
    m_thread.join();
    ::close(m_wake);
    ::close(m_descriptor);
}

std::optional<EventStream::Item> EventStream::take() {
    const std::lock_guard lock(m_mutex);
    if (m_items.empty()) {
        m_isTold = false;
        return std::nullopt;
    }
    Item item = std::move(m_items.front());
    m_items.pop_front();
    return item;
}

void EventStream::endAfterRest() {
    m_writerIsGone = true;
    ::eventfd_write(m_wake, 1);
}

void EventStream::run() {
    protocol::FrameReader frames;
    try {
        while (read(frames) && decodeAll(frames)) {
        }
    } catch (const std::bad_alloc&) {
        breakOff("a message does not fit into memory");
        frames = {};
    }
    push(End{frames.pending()});
}

bool EventStream::read(protocol::FrameReader& frames) {
    const Wait wait = waitForBytes();
    if (wait == Wait::Over)
        return false;
    if (frames.pending() == 0)
        m_waited = {};
    const std::size_t announced = frames.announced();
    if (m_waited > m_limits.message + std::chrono::seconds(announced / StreamLimits::slowestBytesPerSecond)) {
        breakOff("a message of " + base::groupedText(announced) + " bytes was begun and does not come whole");
        return false;
    }
    if (wait == Wait::Nothing)
        return true;
    const ssize_t got = ::read(m_descriptor, m_piece.data(), m_piece.size());
    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    ++m_activity;
    frames.feed({m_piece.data(), static_cast<std::size_t>(got)});
    return got > 0;
}

EventStream::Wait EventStream::waitForBytes() {
    const bool isLast = m_writerIsGone;
    std::array<pollfd, 2> waiting{{{m_descriptor, POLLIN, 0}, {m_wake, POLLIN, 0}}};
    const auto begin = Clock::now();
    ::poll(waiting.data(), isLast ? 1 : 2, isLast ? 0 : static_cast<int>(look.count()));
    // Where this program was stopped meanwhile, that was not the worker's fault.
    m_waited += std::min<Clock::duration>(Clock::now() - begin, look);
    if (m_isStopped)
        return Wait::Over;
    if (waiting[0].revents != 0)
        return Wait::Bytes;
    return isLast ? Wait::Over : Wait::Nothing;
}

bool EventStream::decodeAll(protocol::FrameReader& frames) {
    for (;;) {
        const auto payload = frames.next();
        if (!payload) {
            breakOff(payload.error().message);
            return false;
        }
        if (!*payload)
            return true;
        m_waited = {};
        auto event = protocol::decodedEvent(**payload);
        if (!event) {
            breakOff(event.error().message);
            return false;
        }
        const std::size_t bytes = (*payload)->size();
        while (!m_room->takeSoon(bytes)) {
            if (m_isStopped)
                return false;
            ++m_activity;
        }
        const auto held = std::make_shared<const Held>(std::move(*event), m_room, bytes);
        push(SharedEvent(held, &held->event));
    }
}

void EventStream::breakOff(const std::string& why) {
    push(Broken{{ErrorKind::Worker, why}});
}

void EventStream::push(Item item) {
    const auto preparing = [](const Item& any) {
        const auto* event = std::get_if<SharedEvent>(&any);
        return event != nullptr ? std::get_if<protocol::Preparing>(event->get()) : nullptr;
    };
    {
        const std::lock_guard lock(m_mutex);
        const protocol::Preparing* const next = preparing(item);
        const protocol::Preparing* const last = m_items.empty() ? nullptr : preparing(m_items.back());
        if (next != nullptr && last != nullptr && next->run == last->run)
            m_items.back() = std::move(item);
        else
            m_items.push_back(std::move(item));
        if (std::exchange(m_isTold, true))
            return;
    }
    m_arrived();
}

} // namespace faultline::ui
