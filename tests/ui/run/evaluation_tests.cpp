// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/controls.h"
#include "core/model/preprocessing_text.h"
#include "tests/ui/run/run_fixture.h"
#include "ui/workspace/evaluation_request.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <cerrno>

#include <sys/wait.h>

#include <QTimer>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using ui::EvaluationEnding;

namespace {

bool holdsOnly(const std::filesystem::path& folder, const std::vector<std::string>& names) {
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (std::find(names.begin(), names.end(), name) == names.end())
            return false;
        ++found;
    }
    return found == names.size();
}

} // namespace

TEST_CASE("A run stores every prediction, failure and control and ends once") {
    const RunFixture fixture;
    const Told told = evaluated(fixture.request());

    CHECK(told.error.message.empty());
    REQUIRE(told.ending == EvaluationEnding::Finished);
    CHECK(told.endings == 1);
    CHECK(told.opened == 1);
    CHECK(told.ready == 1);
    CHECK(told.summary.samples == 200);
    CHECK(told.summary.failures == 50); // every fourth image
    CHECK(told.summary.correct == 150);
    CHECK(told.summary.evaluated == 200);
    CHECK(told.failuresStored == 50);
    CHECK(told.summary.seconds > 0);
    CHECK(told.summary.secondsToFirstFailure.has_value());

    const StoredRun stored = storedRun(fixture.study());
    CHECK(stored.state.finished);
    CHECK(stored.predictions.size() == 200);
    CHECK(stored.failures.size() == 50);
    auto controls = stored.controls;
    std::sort(controls.begin(), controls.end());
    CHECK(controls == inference::drawControls(stored.predictions, 10, 0).samples);
    CHECK(controls.size() == 50);
}

TEST_CASE("Progress counts up to the whole run and knows the remaining time") {
    const RunFixture fixture;
    const Told told =
        evaluated(fixture.request({QStringLiteral("FAULT=slow"), QStringLiteral("MILLISECONDS=5")}));

    REQUIRE(told.progress.size() == static_cast<std::size_t>(told.batches) + 1);
    CHECK(told.progress.front().done == 0);
    for (std::size_t i = 1; i < told.progress.size(); ++i) {
        CHECK(told.progress[i].done > told.progress[i - 1].done);
        CHECK(told.progress[i].positions == 200);
    }
    CHECK(told.progress.back().done == 200);
    CHECK(told.progress.back().imagesPerSecond > 0);
    CHECK(told.progress.back().remainingSeconds.value() == 0);
}

TEST_CASE("A run resumed after its worker was killed equals an uninterrupted one") {
    const RunFixture whole;
    REQUIRE(evaluated(whole.request()).ending == EvaluationEnding::Finished);

    const RunFixture fixture;
    const Told killed = evaluated(fixture.request({QStringLiteral("FAULT=die"), QStringLiteral("AFTER=3")}));
    REQUIRE(killed.ending == EvaluationEnding::Failed);
    CHECK(killed.endings == 1);
    CHECK(killed.batches == 3);
    CHECK_THAT(killed.error.message, Contains("SIGKILL") && Contains("of 200 images are kept"));
    const StoredRun part = storedRun(fixture.study());
    CHECK_FALSE(part.state.finished);
    CHECK(part.state.done == killed.summary.samples);

    const Told resumed = evaluated(fixture.request());
    REQUIRE(resumed.ending == EvaluationEnding::Finished);
    CHECK(resumed.summary.evaluated == 200 - part.state.done);
    const StoredRun expected = storedRun(whole.study());
    const StoredRun stored = storedRun(fixture.study());
    CHECK(stored.predictions == expected.predictions);
    CHECK(stored.failures == expected.failures);
    CHECK(stored.controls == expected.controls);
    CHECK(stored.state.controlShortfall == expected.state.controlShortfall);
    CHECK(stored.state.finished);
}

TEST_CASE("A run that goes on names the preprocessing and the stem that were found, and leaves nothing to a "
          "search") {
    for (const std::string preprocessing : {"auto", "unit"}) {
        CAPTURE(preprocessing);
        const RunFixture fixture;
        const auto requestWith = [&](const QStringList& settings) {
            ui::EvaluationRequest request = fixture.request(settings);
            request.options.preprocessing = model::parsedChoice(preprocessing).value();
            return request;
        };
        const Told first = evaluated(requestWith({QStringLiteral("FAULT=refuse-open")}));
        CHECK_THAT(first.error.message, Contains("is left open"));
        REQUIRE(evaluated(requestWith({QStringLiteral("FAULT=die"), QStringLiteral("AFTER=3")})).ending ==
                EvaluationEnding::Failed);
        CHECK(evaluated(requestWith({QStringLiteral("FAULT=refuse-open")})).ending ==
              EvaluationEnding::Finished);
    }
}

TEST_CASE("A finished study answers at once and computes nothing") {
    const RunFixture fixture;
    REQUIRE(evaluated(fixture.request()).ending == EvaluationEnding::Finished);

    // A worker that would die with its first batch
    const Told again = evaluated(fixture.request({QStringLiteral("FAULT=die"), QStringLiteral("AFTER=0")}));
    CHECK(again.ending == EvaluationEnding::Finished);
    CHECK(again.summary.evaluated == 0);
    CHECK(again.summary.samples == 200);
    CHECK(again.summary.failures == 50);
    CHECK(again.ready == 1);
}

TEST_CASE("A run whose last batch is stored gets its controls on resuming") {
    const RunFixture whole;
    REQUIRE(evaluated(whole.request()).ending == EvaluationEnding::Finished);
    const RunFixture fixture;
    Listener listener;
    QObject::connect(&listener.evaluation, &ui::Evaluation::progressed, &listener.evaluation,
                     [&](const ui::EvaluationProgress& progress) {
                         if (progress.done == progress.positions)
                             listener.evaluation.cancel();
                     });
    listener.evaluation.start(fixture.request());
    listener.wait();
    listener.told.study.reset();
    REQUIRE(listener.told.ending == EvaluationEnding::Cancelled);
    REQUIRE(storedRun(fixture.study()).state.done == 200);
    REQUIRE_FALSE(storedRun(fixture.study()).state.finished);

    const Told resumed = evaluated(fixture.request());
    CHECK(resumed.ending == EvaluationEnding::Finished);
    CHECK(resumed.summary.evaluated == 0);
    CHECK(storedRun(fixture.study()).controls == storedRun(whole.study()).controls);
}

TEST_CASE("Cancel keeps what is stored, and the run resumes") {
    const RunFixture fixture;
    Listener listener;
    QObject::connect(&listener.evaluation, &ui::Evaluation::batchStored, &listener.evaluation,
                     [&] { listener.evaluation.cancel(); });
    listener.evaluation.start(
        fixture.request({QStringLiteral("FAULT=slow"), QStringLiteral("MILLISECONDS=500")}));
    CHECK(listener.evaluation.isRunning());
    listener.wait();
    listener.told.study.reset();

    CHECK_FALSE(listener.evaluation.isRunning());
    CHECK(listener.told.endings == 1);
    REQUIRE(listener.told.ending == EvaluationEnding::Cancelled);
    CHECK(listener.told.error.kind == base::ErrorKind::Cancelled);
    const auto done = storedRun(fixture.study()).state.done;
    CHECK(done > 0);
    CHECK(done < 200);
    CHECK(listener.told.summary.samples == done);
    CHECK(evaluated(fixture.request()).summary.samples == 200);
}

TEST_CASE("Cancel ends a worker that hangs in a batch") {
    const RunFixture fixture;
    ui::WorkerTimeouts timeouts;
    timeouts.cancel = std::chrono::milliseconds(50);
    Listener listener(timeouts);
    QObject::connect(&listener.evaluation, &ui::Evaluation::batchStored, &listener.evaluation,
                     [&] { listener.evaluation.cancel(); });
    listener.evaluation.start(fixture.request({QStringLiteral("FAULT=hang")}));
    listener.wait();
    CHECK(listener.told.ending == EvaluationEnding::Cancelled);
    CHECK(listener.told.endings == 1);
    CHECK(storedRun(fixture.study()).state.done > 0);
}

TEST_CASE("Cancel before the worker answers leaves no study") {
    const RunFixture fixture;
    Listener listener;
    listener.evaluation.start(fixture.request({QStringLiteral("FAULT=hang-before-hello")}));
    listener.evaluation.cancel();
    CHECK(listener.told.endings == 0);
    listener.wait();
    CHECK(listener.told.ending == EvaluationEnding::Cancelled);
    CHECK(holdsOnly(fixture.folder().path(), {"set", "model.safetensors"}));
}

TEST_CASE("A worker that stops answering in a run is declared hanging") {
    const RunFixture fixture;
    ui::WorkerTimeouts timeouts;
    timeouts.silence = std::chrono::milliseconds(1500);
    timeouts.farewell = std::chrono::milliseconds(50);
    const Told told =
        evaluated(fixture.request({QStringLiteral("FAULT=freeze"), QStringLiteral("AFTER=2")}), timeouts);
    CHECK(told.ending == EvaluationEnding::Failed);
    CHECK(told.endings == 1);
    CHECK_THAT(told.error.message, Contains("has not answered for 1.5 s") && Contains("are kept"));
    CHECK(storedRun(fixture.study()).state.done == told.summary.samples);
}

TEST_CASE("A worker that floods its pipe leaves the event loop its turn, and Cancel is heard") {
    const RunFixture fixture;
    ui::WorkerTimeouts timeouts;
    timeouts.cancel = std::chrono::milliseconds(200);
    Listener listener(timeouts);
    QTimer timer;
    int turns = 0;
    QObject::connect(&timer, &QTimer::timeout, &timer, [&] {
        if (++turns == 50)
            listener.evaluation.cancel();
    });
    QObject::connect(&listener.evaluation, &ui::Evaluation::batchStored, &timer, [&] { timer.start(20); });
    listener.evaluation.start(fixture.request({QStringLiteral("FAULT=flood")}));
    listener.wait();
    CHECK(listener.told.ending == EvaluationEnding::Cancelled);
    CHECK(turns >= 50);
    CHECK(storedRun(fixture.study()).state.done == listener.told.summary.samples);
}

TEST_CASE("A worker that lives but finishes nothing is asked about, and goes on when it does") {
    const RunFixture fixture;
    ui::WorkerTimeouts timeouts;
    timeouts.silence = std::chrono::milliseconds(1200); // a look each 200 ms
    timeouts.stall = std::chrono::milliseconds(400);
    Listener listener(timeouts);
    std::vector<bool> told;
    QObject::connect(&listener.evaluation, &ui::Evaluation::stalled, &listener.evaluation,
                     [&](bool isStalled) { told.push_back(isStalled); });
    SECTION("at its end") {
        listener.evaluation.start(fixture.request(
            {QStringLiteral("FAULT=slow"), QStringLiteral("AFTER=2"), QStringLiteral("MILLISECONDS=1500")}));
        listener.wait();
        CHECK(listener.told.ending == EvaluationEnding::Finished);
        REQUIRE(told.size() >= 2);
        CHECK(told[0]);
        CHECK_FALSE(told[1]);
    }
    SECTION("never") {
        listener.evaluation.start(fixture.request({QStringLiteral("FAULT=hang")}));
        REQUIRE(waitUntil([&] { return !told.empty(); }));
        CHECK(listener.evaluation.isRunning());
        listener.evaluation.cancel();
        listener.wait();
        CHECK(told == std::vector<bool>{true});
    }
}

TEST_CASE("A worker that misbehaves before its first batch ends the run with one sentence and no study") {
    const RunFixture fixture;
    ui::WorkerTimeouts timeouts;
    timeouts.hello = std::chrono::milliseconds(300);
    timeouts.farewell = std::chrono::milliseconds(50);
    const auto [settings, sentence] = GENERATE(table<QStringList, std::string>({
        {{QStringLiteral("FAULT=hang-before-hello")}, "did not introduce itself within 0.3 s"},
        {{QStringLiteral("FAULT=wrong-version")}, "version"},
        {{QStringLiteral("FAULT=die"), QStringLiteral("AFTER=0")}, "killed by signal SIGKILL"},
        {{QStringLiteral("FAULT=garbage"), QStringLiteral("AFTER=0")}, "sent what is not of its protocol"},
        {{QStringLiteral("FAULT=oversized"), QStringLiteral("AFTER=0")}, "sent what is not of its protocol"},
        {{QStringLiteral("FAULT=fail"), QStringLiteral("AFTER=0")}, "the device has not enough memory"},
    }));
    if (sentence.find("introduce") == std::string::npos)
        timeouts.hello = ui::WorkerTimeouts().hello;
    const Told told = evaluated(fixture.request(settings), timeouts);
    CHECK(told.ending == EvaluationEnding::Failed);
    CHECK(told.endings == 1);
    CHECK_THAT(told.error.message, Contains(sentence));
    CHECK_THAT(told.error.message, !Contains("are kept"));
    CHECK(told.ready == 0);
    CHECK(holdsOnly(fixture.folder().path(), {"set", "model.safetensors"}));
}

TEST_CASE("Another run than the stored one is refused, and the study stays as it is") {
    const RunFixture fixture;
    REQUIRE(evaluated(fixture.request()).ending == EvaluationEnding::Finished);
    const StoredRun before = storedRun(fixture.study());

    auto request = fixture.request();
    request.options.seed = 7;
    const Told told = evaluated(request);
    CHECK(told.ending == EvaluationEnding::Failed);
    CHECK(told.error.kind == base::ErrorKind::Refused);
    CHECK_THAT(told.error.message, Contains("seed (0 in the study, 7 asked for)"));
    CHECK(told.batches == 0);
    const StoredRun after = storedRun(fixture.study());
    CHECK(after.state.finished);
    CHECK(after.predictions == before.predictions);
    CHECK(after.controls == before.controls);
}

TEST_CASE("What can't be evaluated is refused in one sentence and leaves nothing") {
    const RunFixture fixture;
    auto request = fixture.request();
    std::string sentence;
    SECTION("a data set that is not there") {
        request.dataset = QStringLiteral("/nowhere/set");
        sentence = "/nowhere/set";
    }
    SECTION("a folder for the study that is not there") {
        request.study = fixture.folder() / "none" / "a.faultline";
        sentence = "does not exist";
    }
    SECTION("a worker that is no program") {
        request.workerCommand = QStringLiteral("no-such-worker --now");
        sentence = "no-such-worker, which is not a program in PATH";
    }
    SECTION("a worker at a path where nothing is") {
        request.workerCommand = QStringLiteral("/nowhere/worker");
        sentence = "the worker /nowhere/worker can't be started";
    }
    SECTION("options that break a rule") {
        request.options.batch = 4097;
        sentence = "4097";
    }
    const Told told = evaluated(request);
    CHECK(told.ending == EvaluationEnding::Failed);
    CHECK(told.endings == 1);
    CHECK_THAT(told.error.message, Contains(sentence));
    CHECK(holdsOnly(fixture.folder().path(), {"set", "model.safetensors"}));
}

TEST_CASE("A file that is no study is refused and stays") {
    const RunFixture fixture;
    writeText(fixture.study(), "not a study");
    const Told told = evaluated(fixture.request());
    CHECK(told.ending == EvaluationEnding::Failed);
    CHECK_THAT(told.error.message, Contains(fixture.study().filename().string()));
    CHECK(readText(fixture.study()) == "not a study");
}

TEST_CASE("A study that is open already is resumed through the same handle") {
    const RunFixture fixture;
    REQUIRE(evaluated(fixture.request({QStringLiteral("FAULT=die"), QStringLiteral("AFTER=2")})).ending ==
            EvaluationEnding::Failed);
    auto study = study::Study::open(fixture.study(), study::Access::ReadWrite);
    REQUIRE(study);
    const auto open = std::make_shared<ui::StudyThread>(std::move(*study));
    Listener listener;
    listener.evaluation.start(fixture.request(), open);
    listener.wait();
    CHECK(listener.told.ending == EvaluationEnding::Finished);
    CHECK(listener.told.study == open);
}

TEST_CASE("A study that is open for reading only is refused") {
    const RunFixture fixture;
    REQUIRE(evaluated(fixture.request()).ending == EvaluationEnding::Finished);
    auto study = study::Study::open(fixture.study(), study::Access::ReadOnly);
    REQUIRE(study);
    Listener listener;
    listener.evaluation.start(fixture.request(), std::make_shared<ui::StudyThread>(std::move(*study)));
    listener.wait();
    CHECK(listener.told.ending == EvaluationEnding::Failed);
    CHECK_THAT(listener.told.error.message, Contains("reading only"));
}

TEST_CASE("A start during a run cancels that run, whose late results reach nobody") {
    const RunFixture fixture;
    Listener listener;
    listener.evaluation.start(fixture.request({QStringLiteral("FAULT=slow")}));
    REQUIRE(waitUntil([&] { return listener.told.opened == 1; }));
    auto second = fixture.request();
    second.study = fixture.folder() / "b.faultline";
    listener.evaluation.start(second);
    CHECK(listener.told.endings == 1);
    CHECK(listener.told.ending == EvaluationEnding::Cancelled);
    listener.told.batches = 0;
    listener.told.failuresStored = 0;
    listener.wait();
    CHECK(listener.told.endings == 2);
    CHECK(listener.told.ending == EvaluationEnding::Finished);
    CHECK(listener.told.failuresStored == 50);
    CHECK(listener.told.study->path() == second.study);
}

TEST_CASE("A start by a slot of the run ends that run once, and nothing more of it is heard") {
    const RunFixture fixture;
    Listener listener;
    auto second = fixture.request();
    second.study = fixture.folder() / "b.faultline";
    bool started = false;
    QObject::connect(&listener.evaluation, &ui::Evaluation::batchStored, &listener.evaluation, [&] {
        if (std::exchange(started, true))
            return;
        listener.evaluation.start(second);
        CHECK(listener.told.endings == 1);
        CHECK(listener.told.ending == EvaluationEnding::Cancelled);
        listener.told.progress.clear();
    });
    listener.evaluation.start(fixture.request());
    REQUIRE(waitUntil([&] { return listener.told.endings == 2; }));
    CHECK(listener.told.ending == EvaluationEnding::Finished);
    REQUIRE_FALSE(listener.told.progress.empty());
    CHECK(listener.told.progress.front().done == 0);
    CHECK(listener.told.study->path() == second.study);
}

TEST_CASE("An evaluation that is destroyed in a run leaves no process and a sound study") {
    const RunFixture fixture;
    {
        Listener listener;
        listener.evaluation.start(
            fixture.request({QStringLiteral("FAULT=slow"), QStringLiteral("MILLISECONDS=20")}));
        REQUIRE(waitUntil([&] { return listener.told.batches > 1; }));
    }
    // A child that was not waited for would still be found, as a zombie.
    CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
    CHECK(errno == ECHILD);
    CHECK(storedRun(fixture.study()).state.done > 0);
}
