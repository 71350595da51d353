// SPDX-License-Identifier: GPL-3.0-or-later
// The worker's protocol: frames of a stream, or one request or event, chosen by the first byte.
#include "core/protocol/messages.h"

#include "core/protocol/answer_checks.h"
#include "core/protocol/frame.h"
#include "tests/fuzz/target.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

using namespace model;
using namespace protocol;

void decodeRequest(base::ByteView payload) {
    const auto request = decodedRequest(payload);
    if (!request)
        return;
    const base::Bytes written = encoded(*request);
    const auto again = decodedRequest(written);
    expect(again && encoded(*again) == written, "a request that was read can be written and read again");
    if (const auto* hello = std::get_if<Hello>(&*request))
        static_cast<void>(checkHello(*hello));
}

void decodeEvent(base::ByteView payload) {
    const auto event = decodedEvent(payload);
    if (!event)
        return;
    const base::Bytes written = encoded(*event);
    const auto again = decodedEvent(written);
    expect(again && encoded(*again) == written, "an event that was read can be written and read again");
    RunHeader header;
    header.dataset.size = 100'000;
    header.dataset.classes = {"a", "b", "c"};
    header.model.classes = {"a", "b", "c"};
    header.model.featureCount = 2;
    header.positions = 100'000;
    if (const auto* opened = std::get_if<Opened>(&*event))
        static_cast<void>(checkOpened(headerOf(*opened, {})));
    if (const auto* batch = std::get_if<BatchDone>(&*event))
        static_cast<void>(checkBatch(batch->report, header, batch->report.firstPosition));
    if (auto* done = std::get_if<SamplesDone>(&*event)) {
        const std::vector wanted(done->samples.size(), base::SampleIndex(0));
        static_cast<void>(checkedSamples(done->samples, wanted, header));
    }
    if (const auto* hello = std::get_if<Hello>(&*event))
        static_cast<void>(checkHello(*hello));
}

/// Pieces of one length, as a pipe may cut them.
void readStream(base::ByteView bytes, std::size_t piece) {
    FrameReader reader;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.subspan(at, std::min(piece, bytes.size() - at)));
        for (;;) {
            const auto payload = reader.next();
            if (!payload)
                return;
            if (!*payload)
                break;
            decodeRequest(**payload);
            decodeEvent(**payload);
        }
        expect(reader.pending() <= at + piece, "no more is kept than was fed");
    }
}

void run(base::ByteView bytes) {
    const auto [choice, rest] = chosenBy(bytes);
    switch (choice % 4) {
    case 0:
        return decodeRequest(rest);
    case 1:
        return decodeEvent(rest);
    default:
        return readStream(rest, std::size_t{1} + choice / 4);
    }
}

const Registered registered("messages", run);

} // namespace

} // namespace faultline::fuzz
