// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/protocol/message_name.h"

#include <cstdint>

namespace faultline::protocol {

struct CancelRequest {
    std::uint64_t run = 0;
};
/// Each run request ends with exactly one Finished or Failed.
struct Finished {
    std::uint64_t run = 0;
    bool cancelled = false;
};
struct Failed {
    std::uint64_t run = 0; ///< 0: the exchange itself
    base::Error error;
};

template <>
struct MessageName<CancelRequest> {
    static constexpr std::string_view value = "cancel";
};
template <>
struct MessageName<Finished> {
    static constexpr std::string_view value = "finished";
};
template <>
struct MessageName<Failed> {
    static constexpr std::string_view value = "failed";
};

void write(const CancelRequest& message, MessageWriter& to);
void read(const Members& from, CancelRequest& message);
void write(const Finished& message, MessageWriter& to);
void read(const Members& from, Finished& message);
void write(const Failed& message, MessageWriter& to);
void read(const Members& from, Failed& message);

} // namespace faultline::protocol
