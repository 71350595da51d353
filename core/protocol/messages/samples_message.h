// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/model/results.h"
#include "core/model/run_options.h"
#include "core/protocol/message_name.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline::protocol {

/// Logits, features and pixels of given samples; opens data set and model unless the last request did.
struct SamplesRequest {
    std::uint64_t run = 0;
    std::string dataset;
    std::string model;
    model::RunOptions options;
    std::vector<base::SampleIndex> samples;
};
/// Answers it in one or more pieces; the last one says so.
struct SamplesDone {
    std::uint64_t run = 0;
    std::vector<model::SampleDetail> samples;
    bool last = false;
};

template <>
struct MessageName<SamplesRequest> {
    static constexpr std::string_view value = "samples";
};
template <>
struct MessageName<SamplesDone> {
    static constexpr std::string_view value = "samples_done";
};

void write(const SamplesRequest& message, MessageWriter& to);
void read(const Members& from, SamplesRequest& message);
void write(const SamplesDone& message, MessageWriter& to);
void read(const Members& from, SamplesDone& message);

} // namespace faultline::protocol
