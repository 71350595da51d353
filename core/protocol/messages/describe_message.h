// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/device_info.h"
#include "core/protocol/message_name.h"

namespace faultline::protocol {

struct DescribeRequest {};
/// Answers it.
using Description = model::ComputeDevices;

template <>
struct MessageName<DescribeRequest> {
    static constexpr std::string_view value = "describe";
};
template <>
struct MessageName<Description> {
    static constexpr std::string_view value = "description";
};

void write(const DescribeRequest& message, MessageWriter& to);
void read(const Members& from, DescribeRequest& message);
void write(const Description& message, MessageWriter& to);
void read(const Members& from, Description& message);

} // namespace faultline::protocol
