// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"
#include "core/protocol/messages.h"
#include "tests/core/protocol/sample_messages.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::model;
using namespace faultline::protocol;
using namespace faultline::tests;
using base::ErrorKind;

namespace {

template <class Message>
Message throughRequest(const Message& message) {
    const auto decoded = decodedRequest(encoded(Request(message)));
    if (!decoded)
        FAIL(decoded.error().message);
    REQUIRE(std::holds_alternative<Message>(*decoded));
    return std::get<Message>(*decoded);
}

template <class Message>
Message throughEvent(const Message& message) {
    const auto decoded = decodedEvent(encoded(Event(message)));
    if (!decoded)
        FAIL(decoded.error().message);
    REQUIRE(std::holds_alternative<Message>(*decoded));
    return std::get<Message>(*decoded);
}

void checkSame(const SampleDetail& a, const SampleDetail& b) {
    CHECK(a.sample == b.sample);
    CHECK(base::packed(a.logits) == base::packed(b.logits)); // -0 and 0 differ
    CHECK(base::packed(a.features) == base::packed(b.features));
    CHECK(a.image == b.image);
    CHECK(a.path == b.path);
}

} // namespace

TEST_CASE("Every request keeps its contents on the way") {
    const Hello hello = throughRequest(Hello{"magic", 999, "program 1.2"});
    CHECK(hello.magic == "magic");
    CHECK(hello.version == 999);
    CHECK(hello.program == "program 1.2");
    throughRequest(DescribeRequest{});
    const RunRequest run = throughRequest(runRequest());
    CHECK(run.run == largeNumber);
    CHECK(run.dataset == runRequest().dataset);
    CHECK(run.model == runRequest().model);
    CHECK(run.options == unusualOptions());
    CHECK(run.startPosition == 77);
    const SamplesRequest samples = throughRequest(samplesRequest());
    CHECK(samples.run == 9);
    CHECK(samples.dataset == "data");
    CHECK(samples.model == "model");
    CHECK(samples.options == RunOptions{});
    CHECK(samples.samples == samplesRequest().samples);
    CHECK(throughRequest(CancelRequest{41}).run == 41);
    CHECK(throughRequest(Ping{largeNumber}).token == largeNumber);
}

TEST_CASE("Every event keeps its contents on the way") {
    CHECK(throughEvent(Hello{}).magic == protocolMagic);
    CHECK(throughEvent(Hello{}).version == protocolVersion);
    const Description described = throughEvent(description());
    CHECK(described.backend == description().backend);
    CHECK(described.devices == description().devices);
    CHECK(described.whyNoGpu == description().whyNoGpu);
    CHECK(described.missing == description().missing);
    const Opened open = throughEvent(opened());
    CHECK(open.run == 3);
    CHECK(open.dataset == opened().dataset);
    CHECK(open.model == opened().model);
    CHECK(open.device == opened().device);
    CHECK(open.positions == 50'000);
    CHECK(open.screeningMilliseconds == 1'234);
    Opened silent = opened();
    silent.model.statedAccuracy.reset();
    CHECK(throughEvent(silent).model == silent.model);
    CHECK(throughEvent(Finished{8, true}).cancelled);
    CHECK_FALSE(throughEvent(Finished{8, false}).cancelled);
    CHECK(throughEvent(Finished{8, false}).run == 8);
    CHECK(throughEvent(Pong{6, 7}).token == 6);
    CHECK(throughEvent(Pong{6, 7}).pieces == 7);
}

TEST_CASE("What is told and taken of a search for the preprocessing keeps its candidates on the way") {
    const Preparing sent{
        3, "Finding", 5, 20, {{presets()[2], true, 500, 450, -0.25}, {presets()[4], false, 20, 2, -2.5}}, 1};
    const Preparing got = throughEvent(sent);
    CHECK(got.what == "Finding");
    CHECK(got.done == 5);
    CHECK(got.total == 20);
    CHECK(got.trials == sent.trials);
    CHECK(got.contenders == 1);
    const TakeCandidate taken = throughRequest(TakeCandidate{8, presets()[3], true});
    CHECK(taken.run == 8);
    CHECK(taken.preprocessing == presets()[3]);
    CHECK(taken.maxPool);
}

TEST_CASE("A batch keeps its predictions and its failures' details on the way") {
    const BatchDone sent = batchDone();
    const BatchDone got = throughEvent(sent);
    CHECK(got.run == 3);
    CHECK(got.report.firstPosition == 48);
    CHECK(got.report.predictions == sent.report.predictions);
    REQUIRE(got.report.failures.size() == 2);
    checkSame(got.report.failures[0], sent.report.failures[0]);
    checkSame(got.report.failures[1], sent.report.failures[1]);
}

TEST_CASE("Samples keep their details on the way, also when there are none") {
    const SamplesDone sent{4, {detail(1, 32, 32), detail(0, 1, 1)}, false};
    const SamplesDone got = throughEvent(sent);
    CHECK(got.run == 4);
    CHECK_FALSE(got.last);
    REQUIRE(got.samples.size() == 2);
    checkSame(got.samples[0], sent.samples[0]);
    checkSame(got.samples[1], sent.samples[1]);
    const SamplesDone none = throughEvent(SamplesDone{4, {}, true});
    CHECK(none.samples.empty());
    CHECK(none.last);
}

TEST_CASE("Bytes of a foreign file that are no UTF-8 reach the application as marks") {
    const Failed failed = throughEvent(Failed{3, {ErrorKind::Refused, "it calls \"\xff.\xc3\xa9\xc3\""}});
    CHECK(failed.error.message == "it calls \"\xef\xbf\xbd.\xc3\xa9\xef\xbf\xbd\"");
    Opened open = opened();
    open.model.metadata = {{"producer", "\x80"}};
    CHECK(throughEvent(open).model.metadata.front().second == "\xef\xbf\xbd");
}

TEST_CASE("Every kind of error keeps its kind and message on the way") {
    for (const ErrorKind kind :
         {ErrorKind::InvalidInput, ErrorKind::NotFound, ErrorKind::Io, ErrorKind::Busy, ErrorKind::Refused,
          ErrorKind::Cancelled, ErrorKind::Worker, ErrorKind::Internal}) {
        const Failed got = throughEvent(Failed{5, {kind, "näheres"}});
        CHECK(got.run == 5);
        CHECK(got.error.kind == kind);
        CHECK(got.error.message == "näheres");
    }
}
