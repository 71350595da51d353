// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/ending_message.h"

#include "core/base/named.h"
#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

template <>
struct faultline::base::Names<faultline::base::ErrorKind> {
    using enum base::ErrorKind;
    static constexpr std::array<std::pair<base::ErrorKind, std::string_view>, 8> all{
        {{InvalidInput, "invalid_input"},
         {NotFound, "not_found"},
         {Io, "io"},
         {Busy, "busy"},
         {Refused, "refused"},
         {Cancelled, "cancelled"},
         {Worker, "worker"},
         {Internal, "internal"}}};
};

namespace faultline::protocol {

void write(const CancelRequest& message, MessageWriter& to) {
    to.number("run", message.run);
}

void read(const Members& from, CancelRequest& message) {
    message.run = from.number<std::uint64_t>("run");
}

void write(const Finished& message, MessageWriter& to) {
    to.number("run", message.run);
    to.flag("cancelled", message.cancelled);
}

void read(const Members& from, Finished& message) {
    message.run = from.number<std::uint64_t>("run");
    message.cancelled = from.flag("cancelled");
}

void write(const Failed& message, MessageWriter& to) {
    to.number("run", message.run);
    to.text("kind", base::nameOf(message.error.kind));
    to.text("message", message.error.message);
}

void read(const Members& from, Failed& message) {
    message.run = from.number<std::uint64_t>("run");
    const auto kind = base::valueNamed<base::ErrorKind>(from.text("kind"));
    if (!kind)
        return from.complain("kind", "is unknown");
    message.error = {*kind, from.text("message")};
}

} // namespace faultline::protocol
