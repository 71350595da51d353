// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/protocol/answer_checks.h"
#include "core/protocol/frame.h"
#include "core/protocol/worker_session.h"
#include "tests/core/inference/fake_inference.h"

#include <atomic>
#include <csignal>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include <poll.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using namespace faultline::model;
using namespace faultline::protocol;
using base::SampleIndex;
using tests::FakeImages;
using tests::FakeNetwork;

namespace {

/// A worker session on a thread of its own, with a pipe at either end.
class Session {
public:
    Session() {
        std::signal(SIGPIPE, SIG_IGN);
        REQUIRE(::pipe(m_requests) == 0);
        REQUIRE(::pipe(m_events) == 0);
        m_backend.program = "test worker";
        m_backend.describe = [] { return Description{"fake", {"cpu"}, "none", {}}; };
        m_backend.openImages =
            [this](const std::string& path,
                   const dataset::OpenOptions&) -> base::Result<std::unique_ptr<dataset::ImageSet>> {
            ++opened;
            if (path != "data")
                return base::failure(base::ErrorKind::NotFound, "no data set " + path);
            auto images = std::make_unique<FakeImages>(200, 4);
            if (lookBefore)
                lookBefore(*images);
            return images;
        };
        m_backend.openModel = [this](const std::string& path, const RunOptions& options,
                                     const dataset::ImageSet&) -> base::Result<OpenedModel> {
            const std::size_t classes = path == "five" ? 5 : 4;
            auto network = std::make_unique<FakeNetwork>(classes);
            network->beforeBatch = beforeBatch;
            network->isScreening = options.precision == model::Precision::Fast;
            std::vector<ModelVariant> variants;
            if (path == "open") // its file does not say the preprocessing
                for (const Preprocessing& preset : presets())
                    variants.push_back({preset, false});
            return OpenedModel(std::move(network), tests::fakeInfo(classes), std::move(variants));
        };
    }
    ~Session() {
        closeInput();
        if (m_thread.joinable())
            m_thread.join();
        ::close(m_requests[0]);
        ::close(m_events[0]);
        closeOutput();
    }

    void start() {
        m_thread = std::thread([this] {
            ending.set_value(serve(m_requests[0], m_events[1], m_backend));
            closeOutput();
        });
    }
    void greet() {
        start();
        send(Hello{});
        REQUIRE(std::get<Hello>(next()).program == "test worker");
    }
    void send(const Request& request) { write(framed(encoded(request))); }
    void write(const base::Bytes& bytes) {
        REQUIRE(::write(m_requests[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    void closeInput() {
        if (m_requests[1] >= 0)
            ::close(m_requests[1]);
        m_requests[1] = -1;
    }

    Event next() {
        for (;;) {
            auto payload = m_reader.next();
            REQUIRE(payload.has_value());
            if (*payload) {
                auto event = decodedEvent(**payload);
                REQUIRE(event.has_value());
                return std::move(*event);
            }
            pollfd wait{m_events[0], POLLIN, 0};
            REQUIRE(::poll(&wait, 1, 10'000) == 1);
            base::Bytes piece(4096);
            const ssize_t got = ::read(m_events[0], piece.data(), piece.size());
            REQUIRE(got > 0);
            m_reader.feed({piece.data(), static_cast<std::size_t>(got)});
        }
    }
    /// Skips events of other types.
    template <class Wanted>
    Wanted nextOf() {
        for (;;) {
            const Event event = next();
            if (const auto* wanted = std::get_if<Wanted>(&event))
                return *wanted;
        }
    }

    std::function<base::Result<>()> beforeBatch;
    std::function<void(FakeImages&)> lookBefore; ///< at the data set that is opened
    int opened = 0;
    std::promise<SessionEnding> ending;

private:
    void closeOutput() {
        const std::lock_guard lock(m_closing);
        if (m_events[1] >= 0)
            ::close(m_events[1]);
        m_events[1] = -1;
    }

    int m_requests[2]{-1, -1};
    int m_events[2]{-1, -1};
    std::mutex m_closing;
    WorkerBackend m_backend;
    FrameReader m_reader;
    std::thread m_thread;
};

RunRequest someRun(std::uint64_t run, const std::string& data = "data", const std::string& model = "four") {
    return {run, data, model, {}, 0};
}

/// Lets a network wait in its batch until the test lets it go.
struct Gate {
    std::promise<void> entered, opened;
    std::shared_future<void> wait{opened.get_future()};
    bool used = false;
    std::function<base::Result<>()> hook() {
        return [this]() -> base::Result<> {
            if (!std::exchange(used, true)) {
                entered.set_value();
                wait.wait();
            }
            return {};
        };
    }
};

} // namespace

TEST_CASE("A run is answered by its opening, batches that cover it and one ending") {
    Session session;
    session.greet();
    session.send(someRun(7));
    const Opened opened = std::get<Opened>(session.next());
    CHECK(opened.run == 7);
    CHECK(opened.positions == 200);
    std::size_t images = 0;
    while (images < 200) {
        const BatchDone batch = std::get<BatchDone>(session.next());
        CHECK(batch.run == 7);
        CHECK(batch.report.firstPosition == images);
        CHECK(checkBatch(batch.report, headerOf(opened, {}), static_cast<std::uint32_t>(images)));
        images += batch.report.predictions.size();
    }
    const Finished finished = std::get<Finished>(session.next());
    CHECK(finished.run == 7);
    CHECK_FALSE(finished.cancelled);
}

TEST_CASE("Samples after a run use what the run opened") {
    Session session;
    session.greet();
    session.send(someRun(1));
    session.nextOf<Finished>();
    session.send(SamplesRequest{2, "data", "four", {}, {SampleIndex(5), SampleIndex(3)}});
    const SamplesDone done = session.nextOf<SamplesDone>();
    CHECK(done.run == 2);
    CHECK(done.last);
    REQUIRE(done.samples.size() == 2);
    CHECK(done.samples[0].sample == SampleIndex(5));
    CHECK(session.opened == 1);
    session.send(someRun(3));
    session.nextOf<Finished>();
    CHECK(session.opened == 2); // a run opens anew: the files may have changed
}

TEST_CASE("Of a fast run, what fp32 answered for the bound is not computed again, run and samples included") {
    Session session;
    std::atomic<int> batches = 0;
    session.beforeBatch = [&]() -> base::Result<> {
        ++batches;
        return {};
    };
    session.greet();
    RunRequest run = someRun(1);
    run.options.precision = model::Precision::Fast;
    session.send(run);
    session.nextOf<Finished>();
    const int forTheBound = batches;
    CHECK(forTheBound == 2 * 4); // 200 images in pieces of 64, in both precisions
    session.send(SamplesRequest{2, "data", "four", run.options, {SampleIndex(5), SampleIndex(3)}});
    const SamplesDone done = session.nextOf<SamplesDone>();
    REQUIRE(done.samples.size() == 2);
    CHECK(done.samples[0].features == std::vector<float>{5, 0.5F});
    CHECK(batches == forTheBound);
}

TEST_CASE("A ping is answered while a batch is computed") {
    Session session;
    Gate gate;
    session.beforeBatch = gate.hook();
    session.greet();
    session.send(someRun(1));
    session.nextOf<Opened>();
    gate.entered.get_future().wait();
    session.send(Ping{99});
    CHECK(std::get<Pong>(session.next()).token == 99);
    gate.opened.set_value();
    session.nextOf<Finished>();
}

TEST_CASE("A cancelled run ends once, after the batch that is computed") {
    Session session;
    Gate gate;
    session.beforeBatch = gate.hook();
    session.greet();
    session.send(someRun(1));
    session.nextOf<Opened>();
    gate.entered.get_future().wait();
    session.send(CancelRequest{1});
    session.send(Ping{1});
    session.nextOf<Pong>(); // the cancellation was read
    gate.opened.set_value();
    session.nextOf<BatchDone>();
    CHECK(std::get<Finished>(session.next()).cancelled);
    session.send(someRun(2));
    CHECK_FALSE(session.nextOf<Finished>().cancelled);
}

TEST_CASE("A candidate is taken while the preprocessing is sought, and what was tried of all is told") {
    Session session;
    Gate gate;
    session.beforeBatch = gate.hook();
    session.greet();
    session.send(someRun(1, "data", "open"));
    gate.entered.get_future().wait(); // the first candidate's first batch is being computed
    session.send(TakeCandidate{2, presets()[1], false}); // of another run
    session.send(TakeCandidate{1, presets()[3], false});
    session.send(Ping{1});
    session.nextOf<Pong>();
    gate.opened.set_value();
    const Preparing told = session.nextOf<Preparing>();
    CHECK(told.what == "Finding the preprocessing");
    REQUIRE(told.trials.size() == presets().size());
    CHECK(told.trials[0].images == told.done);
    CHECK(told.contenders == presets().size());
    const Opened opened = std::get<Opened>(session.next());
    CHECK(opened.model.preprocessing == presets()[3]);
    CHECK(opened.model.basis == PreprocessingBasis::Chosen);
    CHECK(opened.model.trials.size() == presets().size());
    session.nextOf<Finished>(); // the gate lives as long as its run
}

TEST_CASE("A waiting run can be cancelled, and cancelling an ended one does nothing") {
    Session session;
    Gate gate;
    session.beforeBatch = gate.hook();
    session.greet();
    session.send(someRun(1));
    session.nextOf<Opened>();
    gate.entered.get_future().wait();
    session.send(someRun(2));
    session.send(CancelRequest{2});
    const Finished waiting = session.nextOf<Finished>();
    CHECK(waiting.run == 2);
    CHECK(waiting.cancelled);
    gate.opened.set_value();
    CHECK(session.nextOf<Finished>().run == 1);
    session.send(CancelRequest{1});
    session.send(Ping{5});
    CHECK(std::get<Pong>(session.next()).token == 5);
}

TEST_CASE("A request that fails says why, and the next one is answered") {
    Session session;
    session.greet();
    session.send(someRun(1, "elsewhere"));
    const Failed missing = std::get<Failed>(session.next());
    CHECK(missing.run == 1);
    CHECK(missing.error.kind == base::ErrorKind::NotFound);
    session.send(someRun(2, "data", "five"));
    CHECK(std::get<Failed>(session.next()).error.message.find("answers 5") != std::string::npos);
    session.send(SamplesRequest{3, "data", "four", {}, {SampleIndex(200)}});
    CHECK(std::get<Failed>(session.next()).error.message.find("sample 200") != std::string::npos);
    session.send(DescribeRequest{});
    CHECK(std::get<Description>(session.next()).backend == "fake");
}

TEST_CASE(
    "Where the model answers other classes than a folder has its folders are named, and what was left out") {
    Session session;
    session.lookBefore = [](FakeImages& images) {
        images.change().format = dataset::Format::ImageFolder;
        images.change().leftOut = {{"hidden files", 2, ".a, .b"}};
    };
    session.greet();
    session.send(someRun(1, "data", "five"));
    const std::string why = std::get<Failed>(session.next()).error.message;
    INFO(why);
    CHECK(why.find("; the classes are the folders ") != std::string::npos);
    CHECK(why.find("; left out are 2: hidden files: 2 (.a, .b)") != std::string::npos);
}

TEST_CASE("Where labels of an array count from 1 and the model answers one class fewer, that is said") {
    Session session;
    session.lookBefore = [](FakeImages& images) {
        images.change().format = dataset::Format::Npy;
        images.change().classes = tests::fakeClassNames(5);
        images.firstLabel = 1;
    };
    session.greet();
    session.send(someRun(1, "data", "four"));
    const std::string why = std::get<Failed>(session.next()).error.message;
    INFO(why);
    CHECK(why.find("the smallest label of the data set is 1: where its labels count from 1, save them as "
                   "labels - 1") != std::string::npos);
}

TEST_CASE("A batch without memory is a failure of the run, not of the worker") {
    Session session;
    session.beforeBatch = []() -> base::Result<> { throw std::bad_alloc(); };
    session.greet();
    session.send(someRun(1));
    CHECK(session.nextOf<Failed>().error.message.find("not enough memory") != std::string::npos);
    session.send(Ping{1});
    session.nextOf<Pong>();
}

TEST_CASE("What is no protocol ends the exchange with a clear error") {
    Session session;
    SECTION("a request before the hello") {
        session.start();
        session.send(Ping{1});
        session.nextOf<Hello>();
        CHECK(session.nextOf<Failed>().error.message.find("before the hello") != std::string::npos);
    }
    SECTION("another version") {
        session.start();
        session.send(Hello{std::string(protocolMagic), 99, "faultline 9"});
        session.nextOf<Hello>();
        CHECK(session.nextOf<Failed>().error.message.find("version 99") != std::string::npos);
    }
    SECTION("a second hello") {
        session.greet();
        session.send(Hello{});
        CHECK(session.nextOf<Failed>().error.message.find("second hello") != std::string::npos);
    }
    SECTION("garbage") {
        session.greet();
        session.write(framed(base::Bytes(100, 0xff)));
        CHECK(session.nextOf<Failed>().error.message.find("malformed CBOR") != std::string::npos);
    }
    SECTION("deep nesting") {
        session.greet();
        session.write(framed(base::Bytes(30'000, 0x81)));
        CHECK(session.nextOf<Failed>().error.message.find("nested deeper") != std::string::npos);
    }
    SECTION("an oversized frame") {
        session.greet();
        session.write({0xff, 0xff, 0xff, 0xff});
        CHECK(session.nextOf<Failed>().error.message.find("4,294,967,295 bytes") != std::string::npos);
    }
    SECTION("an empty frame") {
        session.greet();
        session.write({0, 0, 0, 0});
        CHECK(session.nextOf<Failed>().error.message.find("empty frame") != std::string::npos);
    }
    SECTION("an end within a frame") {
        session.greet();
        session.write({9, 0, 0, 0, 1});
        session.closeInput();
        CHECK(session.nextOf<Failed>().error.message.find("ends within a message") != std::string::npos);
    }
    CHECK(session.ending.get_future().get() == SessionEnding::BrokenExchange);
}

TEST_CASE("The end of the input ends the session, also within a run") {
    Session session;
    Gate gate;
    session.beforeBatch = gate.hook();
    session.greet();
    session.send(someRun(1));
    session.nextOf<Opened>();
    gate.entered.get_future().wait();
    session.closeInput();
    gate.opened.set_value();
    CHECK(session.ending.get_future().get() == SessionEnding::InputEnded);
}
