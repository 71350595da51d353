// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/model/device_info.h"
#include "core/model/model_info.h"
#include "core/model/results.h"
#include "core/model/run_options.h"

#include <string>
#include <variant>
#include <vector>

namespace faultline::protocol {

// The worker protocol. A message is one CBOR map (RFC 8949) in one frame (frame.h). The application writes
// requests to the worker's stdin, the worker writes events to its stdout. Columns travel as packed
// little-endian bytes; a confidence or margin that nobody knows is NaN in them.

inline constexpr std::string_view protocolMagic = "faultline-worker";
inline constexpr int protocolVersion = 3;

/// First message in both directions, within 30 s.
struct Hello {
    std::string magic{protocolMagic};
    int version = protocolVersion;
    std::string program; ///< name and version, for the log
};

struct DescribeRequest {};
/// Each run has a number; its events carry it, and events of an older run are dropped.
struct RunRequest {
    std::uint64_t run = 0;
    std::string dataset;
    std::string model;
    model::RunOptions options;
    std::uint32_t startPosition = 0; ///< 0, or where an interrupted run stopped
};
/// Logits, features and pixels of given samples; opens data set and model unless the last request did.
struct SamplesRequest {
    std::uint64_t run = 0;
    std::string dataset;
    std::string model;
    model::RunOptions options;
    std::vector<base::SampleIndex> samples;
};
struct CancelRequest {
    std::uint64_t run = 0;
};
struct Ping {
    std::uint64_t token = 0;
};

using Description = model::ComputeDevices;
/// What is done before data set and model are accepted, where it takes a while.
struct Preparing {
    std::uint64_t run = 0;
    std::string what; ///< "Finding the preprocessing"
    std::uint64_t done = 0;
    std::uint64_t total = 0;
};
/// Data set and model are accepted; batches follow.
struct Opened {
    std::uint64_t run = 0;
    dataset::DatasetInfo dataset;
    model::ModelInfo model;
    model::DeviceInfo device;
    std::uint32_t positions = 0; ///< images the whole run visits
};
struct BatchDone {
    std::uint64_t run = 0;
    model::BatchReport report;
};
/// Answers a SamplesRequest in one or more pieces; the last one says so.
struct SamplesDone {
    std::uint64_t run = 0;
    std::vector<model::SampleDetail> samples;
    bool last = false;
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
struct Pong {
    std::uint64_t token = 0;
};

using Request = std::variant<Hello, DescribeRequest, RunRequest, SamplesRequest, CancelRequest, Ping>;
using Event =
    std::variant<Hello, Description, Preparing, Opened, BatchDone, SamplesDone, Finished, Failed, Pong>;

[[nodiscard]] base::Bytes encoded(const Request& request);
/// Bytes of texts that are not UTF-8, as names from foreign files may hold, become U+FFFD.
[[nodiscard]] base::Bytes encoded(const Event& event);
/// Refuses malformed CBOR, nesting deeper than 16 (looked at before decoding), unknown messages, missing or
/// mistyped members, columns of unequal length, and classes or sizes out of range.
[[nodiscard]] base::Result<Request> decodedRequest(base::ByteView payload);
[[nodiscard]] base::Result<Event> decodedEvent(base::ByteView payload);

/// Refuses a peer that is no Faultline or speaks another version of the protocol; both sides call it.
[[nodiscard]] base::Result<> checkHello(const Hello& hello);

} // namespace faultline::protocol
