// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/frame.h"
#include "ui/run/event_stream.h"

#include <array>
#include <semaphore>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace faultline;
using protocol::Event;
using ui::EventStream;
using ui::StreamLimits;
using namespace std::chrono_literals;

namespace {

base::Bytes frameOf(const Event& event) {
    return protocol::framed(protocol::encoded(event));
}

Event opening(std::uint64_t run) {
    return protocol::Failed{run, {base::ErrorKind::Io, std::string(1000, 'x')}};
}

/// A stream on a pipe, and the pipe's other end.
class Piped {
public:
    explicit Piped(const StreamLimits& limits = {})
        : m_ends(pipe())
        , stream(m_ends[0], limits, [this] { m_arrived.release(); }) {}
    ~Piped() { close(); }

    void write(base::ByteView bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(m_ends[1], bytes.data(), bytes.size());
            REQUIRE(written > 0);
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
    }
    /// Writes copies for as long as the pipe takes them within half a second; how many it took.
    int writeUntilFull(base::ByteView frame) const {
        REQUIRE(::fcntl(m_ends[1], F_SETFL, O_NONBLOCK) == 0);
        int whole = 0;
        for (auto full = 0ms; full < 500ms;) {
            if (::write(m_ends[1], frame.data(), frame.size()) == static_cast<ssize_t>(frame.size())) {
                ++whole; // frames below PIPE_BUF go whole or not at all
                full = 0ms;
            } else {
                std::this_thread::sleep_for(10ms);
                full += 10ms;
            }
        }
        return whole;
    }
    void close() {
        if (m_ends[1] >= 0)
            ::close(std::exchange(m_ends[1], -1));
    }
    /// The next item, waited for.
    EventStream::Item next() {
        for (;;) {
            if (auto item = stream.take())
                return std::move(*item);
            REQUIRE(m_arrived.try_acquire_for(20s));
        }
    }
    std::shared_ptr<const Event> nextEvent() { return std::get<EventStream::SharedEvent>(next()); }

private:
    static std::array<int, 2> pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        return ends;
    }
    std::array<int, 2> m_ends;
    std::counting_semaphore<> m_arrived{0};

public:
    EventStream stream;
};

} // namespace

TEST_CASE("Events come in order, and then the end") {
    Piped piped;
    for (std::uint64_t run = 1; run <= 300; ++run)
        piped.write(frameOf(protocol::Finished{run, false}));
    piped.close();
    for (std::uint64_t run = 1; run <= 300; ++run)
        CHECK(std::get<protocol::Finished>(*piped.nextEvent()).run == run);
    CHECK(std::get<EventStream::End>(piped.next()).unfinishedBytes == 0);
}

TEST_CASE("What is not taken, and what is kept, fills the pipe and not the memory") {
    const base::Bytes frame = frameOf(opening(1));
    StreamLimits limits;
    SECTION("by bytes") {
        limits.bytes = 100 * frame.size();
    }
    SECTION("by events") {
        limits.events = 100;
    }
    Piped piped(limits);
    const int written = piped.writeUntilFull(frame);
    const int inPipe = (1 << 16) / static_cast<int>(frame.size()); // and as much in the reader's piece
    CHECK(written >= 100);
    CHECK(written <= 100 + 3 * inPipe);

    std::vector<std::shared_ptr<const Event>> kept;
    for (int i = 0; i < 100; ++i)
        kept.push_back(piped.nextEvent());
    CHECK(piped.writeUntilFull(frame) == 0); // taken, but kept
    kept.clear();
    CHECK(piped.writeUntilFull(frame) >=
          50); // some of the room is in the reader's piece and in pages half read
}

TEST_CASE("A worker that waits for room is not silent") {
    StreamLimits limits;
    limits.events = 1;
    Piped piped(limits);
    piped.writeUntilFull(frameOf(opening(1)));
    const std::uint64_t before = piped.stream.activity();
    std::this_thread::sleep_for(1200ms);
    CHECK(piped.stream.activity() > before);
}

TEST_CASE("A message larger than all room is taken once nothing else lives") {
    StreamLimits limits;
    limits.bytes = 10;
    Piped piped(limits);
    piped.write(frameOf(opening(1)));
    piped.write(frameOf(opening(2)));
    auto first = piped.nextEvent();
    CHECK(std::get<protocol::Failed>(*first).run == 1);
    std::this_thread::sleep_for(50ms);
    CHECK_FALSE(piped.stream.take());
    first.reset();
    CHECK(std::get<protocol::Failed>(*piped.nextEvent()).run == 2);
}

TEST_CASE("A Preparing that nobody took gives way to the next, and nothing else does") {
    Piped piped;
    for (std::uint64_t done = 0; done < 1000; ++done)
        piped.write(frameOf(protocol::Preparing{1, "x", done, 1000}));
    piped.write(frameOf(protocol::Finished{1, false}));
    piped.write(frameOf(protocol::Finished{2, false}));
    piped.write(frameOf(protocol::Preparing{3, "x", 1, 2}));
    piped.write(frameOf(protocol::Preparing{4, "x", 1, 2}));
    piped.close();
    std::this_thread::sleep_for(200ms); // all of it is read before anything is taken
    CHECK(std::get<protocol::Preparing>(*piped.nextEvent()).done == 999);
    CHECK(std::holds_alternative<protocol::Finished>(*piped.nextEvent()));
    CHECK(std::holds_alternative<protocol::Finished>(*piped.nextEvent()));
    CHECK(std::get<protocol::Preparing>(*piped.nextEvent()).run == 3);
    CHECK(std::get<protocol::Preparing>(*piped.nextEvent()).run == 4);
}

TEST_CASE("A message that is begun and does not come whole ends in a sentence") {
    StreamLimits limits;
    limits.message = 200ms;
    Piped piped(limits);
    SECTION("nothing follows") {
        piped.write(base::Bytes{0x10, 0x27, 0, 0, 1, 2, 3});
    }
    SECTION("not even its length") {
        piped.write(base::Bytes{0x10});
    }
    SECTION("a byte follows now and then") {
        piped.write(base::Bytes{0x10, 0x27, 0, 0});
        for (int i = 0; i < 60; ++i) {
            piped.write(base::Bytes{0});
            std::this_thread::sleep_for(10ms);
        }
    }
    const auto broken = piped.next();
    REQUIRE(std::holds_alternative<EventStream::Broken>(broken));
    CHECK_THAT(std::get<EventStream::Broken>(broken).why.message,
               Catch::Matchers::Contains("was begun and does not come whole"));
    CHECK(std::holds_alternative<EventStream::End>(piped.next()));
}

TEST_CASE("A worker may be quiet between messages for as long as it likes") {
    StreamLimits limits;
    limits.message = 100ms;
    Piped piped(limits);
    piped.write(frameOf(opening(1)));
    std::this_thread::sleep_for(900ms);
    piped.write(frameOf(opening(2)));
    CHECK(std::get<protocol::Failed>(*piped.nextEvent()).run == 1);
    CHECK(std::get<protocol::Failed>(*piped.nextEvent()).run == 2);
}

TEST_CASE("When the worker has ended the rest is read, also where another process holds its pipe") {
    Piped piped;
    piped.write(frameOf(opening(1)));
    piped.write(base::Bytes{9, 0, 0});
    piped.stream.endAfterRest();
    CHECK(std::get<protocol::Failed>(*piped.nextEvent()).run == 1);
    CHECK(std::get<EventStream::End>(piped.next()).unfinishedBytes == 3);
    CHECK_FALSE(piped.stream.take());
}

TEST_CASE("A stream that waits for bytes or for room stops at once") {
    StreamLimits limits;
    limits.events = 1;
    const auto begin = std::chrono::steady_clock::now();
    {
        const Piped waiting;
        Piped full(limits);
        full.write(frameOf(opening(1)));
        full.write(frameOf(opening(2)));
        std::this_thread::sleep_for(50ms);
    }
    CHECK(std::chrono::steady_clock::now() - begin < 5s);
}
