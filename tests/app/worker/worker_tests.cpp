// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "core/protocol/answer_checks.h"
#include "tests/app/worker/worker_under_test.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::model;
using namespace faultline::protocol;
using base::ErrorKind;
using tests::refused;
using tests::runRequest;
using tests::Worker;

namespace {

/// Says Failed of the exchange itself and ends with an error.
Failed broken(Worker& worker) {
    const auto failed = worker.expect<Failed>();
    CHECK(failed.run == 0);
    CHECK(worker.exitCode() == EXIT_FAILURE);
    return failed;
}

/// A copy of the first model with its bytes changed.
template <class Change>
std::filesystem::path changedModel(const tests::TemporaryFolder& folder, Change change) {
    std::string bytes = tests::readText(tests::firstModel());
    change(bytes);
    tests::writeText(folder / "changed.safetensors", bytes);
    return folder / "changed.safetensors";
}

} // namespace

TEST_CASE("The worker greets first and describes LibTorch and its devices") {
    Worker worker;
    worker.greet();
    worker.send(DescribeRequest{});
    const auto description = worker.expect<Description>();
    CHECK(description.backend.starts_with("LibTorch "));
    REQUIRE_FALSE(description.devices.empty());
    CHECK(description.devices.front().starts_with("cpu"));
}

TEST_CASE("The end of its input ends the worker without an error") {
    Worker silent;
    silent.closeInput();
    CHECK(checkHello(silent.expect<Hello>()));
    CHECK(silent.exitCode() == EXIT_SUCCESS);
    Worker greeted;
    greeted.greet();
    greeted.closeInput();
    CHECK(greeted.exitCode() == EXIT_SUCCESS);
}

TEST_CASE("Input that ends within a message is a broken exchange") {
    Worker worker;
    worker.greet();
    const base::Bytes frame = framed(encoded(Request(Ping{1})));
    worker.write(base::ByteView(frame).first(frame.size() - 1));
    worker.closeInput();
    CHECK(broken(worker).error.kind == ErrorKind::InvalidInput);
}

TEST_CASE("A hello of another version is refused") {
    Worker worker;
    worker.expect<Hello>();
    worker.send(Hello{std::string(protocolMagic), protocolVersion + 1, "test"});
    CHECK(broken(worker).error.kind == ErrorKind::Refused);
}

TEST_CASE("A request before the hello and a second hello are refused") {
    Worker hasty;
    hasty.expect<Hello>();
    hasty.send(Ping{1});
    broken(hasty);
    Worker twice;
    twice.greet();
    twice.send(Hello{});
    broken(twice);
}

TEST_CASE("Bytes that are no message break the exchange and not the worker") {
    std::vector<base::Bytes> inputs{
        base::Bytes(64, 0xff), framed(base::Bytes(64, 0xff)),     base::Bytes{1, 0, 0, 0x10},
        base::Bytes(4, 0),     framed(base::Bytes(30'000, 0x81)), framed(base::Bytes(30'000, 0xa1))};
    for (const base::Bytes& input : inputs) {
        Worker worker;
        worker.greet();
        worker.write(input);
        CHECK(broken(worker).error.kind == ErrorKind::InvalidInput);
    }
}

TEST_CASE("A missing data set fails the run and names the folder") {
    const tests::TemporaryFolder folder;
    const Failed failed = refused(runRequest(5, folder / "nowhere"));
    CHECK(failed.error.message.find("nowhere") != std::string::npos);
}

TEST_CASE("A model that is missing, cut or no model fails the run and is named") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const Failed missing = refused(runRequest(6, folder.path(), folder / "missing.safetensors"));
    CHECK(missing.error.message.find("missing.safetensors") != std::string::npos);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{7}, std::size_t{5000}, std::size_t{10'000'000}}) {
        CAPTURE(size);
        const auto cut = changedModel(folder, [&](std::string& bytes) { bytes.resize(size); });
        const Failed failed = refused(runRequest(7, folder.path(), cut));
        CHECK(failed.error.kind == (size == 0 ? ErrorKind::Refused : ErrorKind::InvalidInput));
        CHECK(failed.error.message.find("changed.safetensors") != std::string::npos);
    }
}

TEST_CASE("A model with NaN among its weights is refused") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const auto model = changedModel(folder, [](std::string& bytes) {
        std::size_t header = 0;
        for (int i = 7; i >= 0; --i)
            header = header << 8 | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
        bytes[8 + header] = '\x00'; // the first float16 of conv1.weight
        bytes[8 + header + 1] = '\x7e';
    });
    const Failed failed = refused(runRequest(8, folder.path(), model));
    CHECK(failed.error.message.find("not finite") != std::string::npos);
}

TEST_CASE("A model that names fewer classes than it has weights for is refused") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const auto model = changedModel(folder, [](std::string& bytes) {
        const std::string last = R"(, \"truck\"])";
        const std::size_t at = bytes.find(last);
        REQUIRE(at != std::string::npos);
        std::string shorter = "]";
        shorter.resize(last.size(), ' ');
        bytes.replace(at, last.size(), shorter);
    });
    CHECK(refused(runRequest(9, folder.path(), model)).error.message.find("9 classes") != std::string::npos);
}

TEST_CASE("Samples asked for after a run have the logits of the run's failures") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    Worker worker;
    worker.greet();
    const RunRequest request = runRequest(11, folder.path());
    worker.send(request);
    const auto opened = worker.expect<Opened>();
    CHECK(opened.run == 11);
    CHECK(opened.positions == 40);
    CHECK(opened.model.featureCount == 512);
    std::vector<SampleDetail> failures;
    std::set<base::SampleIndex> visited;
    for (auto event = worker.next();; event = worker.next()) {
        REQUIRE(event);
        if (const auto* finished = std::get_if<Finished>(&*event)) {
            CHECK_FALSE(finished->cancelled);
            break;
        }
        REQUIRE(std::holds_alternative<BatchDone>(*event));
        const BatchReport& report = std::get<BatchDone>(*event).report;
        CHECK(checkBatch(report, headerOf(opened, request.options),
                         static_cast<std::uint32_t>(visited.size())));
        for (const Prediction& prediction : report.predictions)
            visited.insert(prediction.sample);
        failures.insert(failures.end(), report.failures.begin(), report.failures.end());
    }
    CHECK(visited.size() == 40);
    REQUIRE_FALSE(failures.empty());

    SamplesRequest samples{12, request.dataset, request.model, request.options, {}};
    for (const SampleDetail& failure : failures)
        samples.samples.push_back(failure.sample);
    worker.send(samples);
    std::vector<SampleDetail> again;
    for (bool last = false; !last;) {
        auto done = worker.expect<SamplesDone>();
        CHECK(done.run == 12);
        last = done.last;
        again.insert(again.end(), done.samples.begin(), done.samples.end());
    }
    REQUIRE(again.size() == failures.size());
    for (std::size_t i = 0; i < again.size(); ++i) {
        CHECK(again[i].sample == failures[i].sample);
        CHECK(again[i].image.pixels() == failures[i].image.pixels());
        REQUIRE(again[i].logits.size() == failures[i].logits.size());
        for (std::size_t k = 0; k < again[i].logits.size(); ++k) // the batch's size may change the last bits
            CHECK(again[i].logits[k] == Approx(failures[i].logits[k]).margin(1e-4));
    }
}

TEST_CASE("A ping is answered during a run, and cancelling ends it with exactly one Finished") {
    const tests::TemporaryFolder folder;
    tests::SyntheticCifar set;
    set.trainRecordsPerFile = 1000;
    tests::writeSyntheticCifar(folder.path(), set);
    Worker worker;
    worker.greet();
    RunRequest request = runRequest(21, folder.path());
    request.options.split = dataset::Split::Train;
    request.options.batch = 16;
    worker.send(request);
    CHECK(worker.expect<Opened>().positions == 5000);
    worker.send(Ping{77});
    worker.send(CancelRequest{20}); // of another run: not meant
    bool answered = false;
    std::size_t images = 0;
    int endings = 0;
    bool asked = false;
    for (bool over = false; !over;) {
        const auto event = worker.next();
        REQUIRE(event);
        if (const auto* batch = std::get_if<BatchDone>(&*event))
            images += batch->report.predictions.size();
        else if (const auto* pong = std::get_if<Pong>(&*event); pong && pong->token == 77) {
            answered = true;
            CHECK(endings == 0);
            worker.send(CancelRequest{21});
            worker.send(CancelRequest{21});
        } else if (const auto* finished = std::get_if<Finished>(&*event)) {
            ++endings;
            CHECK(finished->run == 21);
            CHECK(finished->cancelled);
            if (!asked)
                worker.send(Ping{78}); // all that follows the end comes before its answer, or not at all
            asked = true;
        } else {
            over = std::holds_alternative<Pong>(*event);
            CHECK(over);
        }
    }
    CHECK(answered);
    CHECK(endings == 1);
    CHECK(images < 5000);
}
