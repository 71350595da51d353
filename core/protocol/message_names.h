// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"

#include <array>
#include <string_view>
#include <utility>

namespace faultline::protocol {

/// The member "type" of a message's map.
template <class Message>
struct MessageName;

template <>
struct MessageName<Hello> {
    static constexpr std::string_view value = "hello";
};
template <>
struct MessageName<DescribeRequest> {
    static constexpr std::string_view value = "describe";
};
template <>
struct MessageName<RunRequest> {
    static constexpr std::string_view value = "run";
};
template <>
struct MessageName<SamplesRequest> {
    static constexpr std::string_view value = "samples";
};
template <>
struct MessageName<CancelRequest> {
    static constexpr std::string_view value = "cancel";
};
template <>
struct MessageName<Ping> {
    static constexpr std::string_view value = "ping";
};
template <>
struct MessageName<Description> {
    static constexpr std::string_view value = "description";
};
template <>
struct MessageName<Preparing> {
    static constexpr std::string_view value = "preparing";
};
template <>
struct MessageName<Opened> {
    static constexpr std::string_view value = "opened";
};
template <>
struct MessageName<BatchDone> {
    static constexpr std::string_view value = "batch";
};
template <>
struct MessageName<SamplesDone> {
    static constexpr std::string_view value = "samples_done";
};
template <>
struct MessageName<Finished> {
    static constexpr std::string_view value = "finished";
};
template <>
struct MessageName<Failed> {
    static constexpr std::string_view value = "failed";
};
template <>
struct MessageName<Pong> {
    static constexpr std::string_view value = "pong";
};

inline constexpr std::array<std::pair<base::ErrorKind, std::string_view>, 8> errorKindNames{{
    {base::ErrorKind::InvalidInput, "invalid_input"},
    {base::ErrorKind::NotFound, "not_found"},
    {base::ErrorKind::Io, "io"},
    {base::ErrorKind::Busy, "busy"},
    {base::ErrorKind::Refused, "refused"},
    {base::ErrorKind::Cancelled, "cancelled"},
    {base::ErrorKind::Worker, "worker"},
    {base::ErrorKind::Internal, "internal"},
}};

[[nodiscard]] constexpr std::string_view kindName(base::ErrorKind kind) {
    for (const auto& [known, text] : errorKindNames)
        if (known == kind)
            return text;
    return "internal";
}

} // namespace faultline::protocol
