// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/ping_message.h"

#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

namespace faultline::protocol {

void write(const Ping& message, MessageWriter& to) {
    to.number("token", message.token);
}

void read(const Members& from, Ping& message) {
    message.token = from.number<std::uint64_t>("token");
}

void write(const Pong& message, MessageWriter& to) {
    to.number("token", message.token);
    to.number("pieces", message.pieces);
}

void read(const Members& from, Pong& message) {
    message.token = from.number<std::uint64_t>("token");
    message.pieces = from.number<std::uint64_t>("pieces");
}

} // namespace faultline::protocol
