// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/protocol/messages/describe_message.h"
#include "core/protocol/messages/ending_message.h"
#include "core/protocol/messages/handshake_message.h"
#include "core/protocol/messages/ping_message.h"
#include "core/protocol/messages/run_message.h"
#include "core/protocol/messages/samples_message.h"

#include <variant>

namespace faultline::protocol {

// The worker protocol. A message is one CBOR map (RFC 8949) in one frame (frame.h). The application writes
// requests to the worker's stdin, the worker writes events to its stdout. Columns travel as packed
// little-endian bytes; a confidence or margin that nobody knows is NaN in them. Each kind of request has a
// file in messages/ with what answers it.

using Request =
    std::variant<Hello, DescribeRequest, RunRequest, TakeCandidate, SamplesRequest, CancelRequest, Ping>;
using Event =
    std::variant<Hello, Description, Preparing, Opened, BatchDone, SamplesDone, Finished, Failed, Pong>;

[[nodiscard]] base::Bytes encoded(const Request& request);
/// Bytes of texts that are not UTF-8, as names from foreign files may hold, become U+FFFD.
[[nodiscard]] base::Bytes encoded(const Event& event);
/// Refuses malformed CBOR, nesting deeper than 16 (looked at before decoding), unknown messages, missing or
/// mistyped members, columns of unequal length, and classes or sizes out of range.
[[nodiscard]] base::Result<Request> decodedRequest(base::ByteView payload);
[[nodiscard]] base::Result<Event> decodedEvent(base::ByteView payload);

} // namespace faultline::protocol
