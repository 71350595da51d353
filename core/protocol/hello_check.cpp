// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages.h"

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;

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
