// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/describe_message.h"

#include "core/protocol/message_members.h"
#include "core/protocol/message_writer.h"

namespace faultline::protocol {

void write(const DescribeRequest&, MessageWriter&) {}

void read(const Members&, DescribeRequest&) {}

void write(const Description& message, MessageWriter& to) {
    to.text("backend", message.backend);
    to.texts("devices", message.devices);
    to.text("why_no_gpu", message.whyNoGpu);
    to.texts("missing", message.missing);
}

void read(const Members& from, Description& message) {
    message.backend = from.text("backend");
    message.devices = from.texts("devices");
    message.whyNoGpu = from.text("why_no_gpu");
    message.missing = from.texts("missing");
}

} // namespace faultline::protocol
