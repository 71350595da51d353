// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/handshake_message.h"

#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;

void write(const Hello& message, MessageWriter& to) {
    to.text("magic", message.magic);
    to.number("version", static_cast<std::uint64_t>(message.version));
    to.text("program", message.program);
}

void read(const Members& from, Hello& message) {
    message.magic = from.text("magic");
    message.version = from.number<int>("version");
    message.program = from.text("program");
}

base::Result<> checkHello(const Hello& hello) {
    if (hello.magic != protocolMagic)
        return failure(ErrorKind::Refused,
                       "the other program is not Faultline: it says \"" + hello.magic.substr(0, 40) + "\"");
    if (hello.version != protocolVersion)
        return failure(ErrorKind::Refused,
                       "the other program (" + hello.program + ") speaks version " +
                           std::to_string(hello.version) + " of the worker protocol, this one version " +
                           std::to_string(protocolVersion) + ": install the same release of both");
    return {};
}

} // namespace faultline::protocol
