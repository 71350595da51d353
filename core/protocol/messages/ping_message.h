// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/message_name.h"

#include <cstdint>

namespace faultline::protocol {

struct Ping {
    std::uint64_t token = 0;
};
/// Answers it at once, also during a batch.
struct Pong {
    std::uint64_t token = 0;
    /// Pieces of work that the worker has finished since it started: images read, batches, samples. Where it
    /// stands still, nothing comes of the request.
    std::uint64_t pieces = 0;
};

template <>
struct MessageName<Ping> {
    static constexpr std::string_view value = "ping";
};
template <>
struct MessageName<Pong> {
    static constexpr std::string_view value = "pong";
};

void write(const Ping& message, MessageWriter& to);
void read(const Members& from, Ping& message);
void write(const Pong& message, MessageWriter& to);
void read(const Members& from, Pong& message);

} // namespace faultline::protocol
