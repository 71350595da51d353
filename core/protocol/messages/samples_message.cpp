// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/samples_message.h"

#include "core/protocol/message_fields.h"
#include "core/protocol/messages/detail_columns.h"
#include "core/protocol/messages/run_message.h"

namespace faultline::protocol {

void write(const SamplesRequest& message, MessageWriter& to) {
    to.number("run", message.run);
    to.text("dataset", message.dataset);
    to.text("model", message.model);
    to.map("options", mapOf(message.options));
    to.column("samples", columnOf<std::uint32_t>(message.samples,
                                                 [](base::SampleIndex sample) { return sample.value; }));
}

void read(const Members& from, SamplesRequest& message) {
    message.run = from.number<std::uint64_t>("run");
    message.dataset = from.text("dataset");
    message.model = from.text("model");
    message.options = optionsFrom(from.map("options"));
    for (const std::uint32_t sample : from.column<std::uint32_t>("samples"))
        message.samples.push_back(base::SampleIndex(sample));
}

void write(const SamplesDone& message, MessageWriter& to) {
    to.number("run", message.run);
    to.map("details", columnsOf(message.samples));
    to.flag("last", message.last);
}

void read(const Members& from, SamplesDone& message) {
    message.run = from.number<std::uint64_t>("run");
    message.samples = detailsFrom(from.map("details"));
    message.last = from.flag("last");
}

} // namespace faultline::protocol
