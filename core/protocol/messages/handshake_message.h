// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/protocol/message_name.h"

#include <string>

namespace faultline::protocol {

inline constexpr std::string_view protocolMagic = "faultline-worker";
inline constexpr int protocolVersion = 8;

/// First message in both directions, within 30 s.
struct Hello {
    std::string magic{protocolMagic};
    int version = protocolVersion;
    std::string program; ///< name and version, for the log
};

template <>
struct MessageName<Hello> {
    static constexpr std::string_view value = "hello";
};

void write(const Hello& message, MessageWriter& to);
void read(const Members& from, Hello& message);

/// Refuses a peer that is no Faultline or speaks another version of the protocol; both sides call it.
[[nodiscard]] base::Result<> checkHello(const Hello& hello);

} // namespace faultline::protocol
