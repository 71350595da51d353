// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"
#include "core/workbench/import_doubt.h"
#include "tests/core/workbench/evaluation_desk.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using namespace std::chrono_literals;
using base::ErrorKind;
using base::SampleIndex;
using Catch::Matchers::Contains;
using workbench::EvaluationEnding;
using State = workbench::EvaluationState;
namespace command = workbench::command;
namespace input = workbench::input;

namespace {

const base::Error trouble{ErrorKind::Io, "the disk is full"};

/// All states in which an evaluation still may take any way.
const std::vector<State> undecided{State::Fresh,   State::Opening, State::AwaitingStudy, State::Requested,
                                   State::Running, State::Storing, State::Drawing,       State::Fetching};

void storeAll(EvaluationDesk& desk) {
    for (int i = 0; i < 4; ++i)
        desk.tell(input::BatchStored{});
}

} // namespace

// To the first batch

TEST_CASE("An evaluation begins with its worker and its study, side by side") {
    EvaluationDesk desk;
    CHECK(names(desk.tell(input::Begin{})) == "start-worker open-study");
}

TEST_CASE("Options that break a rule end it before anything is started") {
    auto task = evaluationTask();
    task.options.batch = 4097;
    EvaluationDesk desk(task);
    CHECK(names(desk.tell(input::Begin{})) == "end");
    CHECK(desk.ending().ending == EvaluationEnding::Failed);
    CHECK_THAT(desk.ending().error.message, Contains("4097"));
}

TEST_CASE("The run is requested as soon as worker and study are known, in either order") {
    EvaluationDesk desk;
    desk.tell(input::Begin{});
    SECTION("the worker first") {
        CHECK(desk.tell(input::WorkerReady{}).empty());
        CHECK(names(desk.tell(input::NoStudyYet{})) == "send");
    }
    SECTION("the study first") {
        CHECK(desk.tell(input::NoStudyYet{}).empty());
        CHECK(desk.run.state() == State::AwaitingWorker);
        CHECK(names(desk.tell(input::WorkerReady{})) == "send");
    }
    REQUIRE(desk.requests<protocol::RunRequest>().size() == 1);
    const auto request = desk.requests<protocol::RunRequest>().front();
    CHECK(request.run == runNumber);
    CHECK(request.dataset == "set");
    CHECK(request.model == "model");
    CHECK(request.startPosition == 0);
}

TEST_CASE("A study that can't be used, or a worker that can't, ends it") {
    EvaluationDesk desk;
    desk.tell(input::Begin{});
    SECTION("the study") {
        desk.tell(input::StudyRefused{trouble});
    }
    SECTION("the worker") {
        desk.tell(input::WorkerFailed{trouble});
    }
    SECTION("the worker, when the study is known") {
        desk.tell(input::NoStudyYet{});
        desk.tell(input::WorkerFailed{trouble});
    }
    CHECK(desk.ending().ending == EvaluationEnding::Failed);
    CHECK(desk.ending().error.kind == ErrorKind::Io);
    CHECK(desk.ending().error.message == trouble.message); // nothing is kept
    CHECK(desk.ending().summary.samples == 0);
}

TEST_CASE("What the worker opened is told, and how far its opening is before that") {
    EvaluationDesk desk;
    desk.goTo(State::Requested);
    CHECK(names(desk.tell(sent(protocol::Preparing{runNumber, "Reading", 1, 2, {}, 0}))) == "prepared");
    CHECK(names(desk.tell(sentOpened())) == "opened progress");
    CHECK(desk.tell(sent(protocol::Preparing{runNumber, "Reading", 2, 2, {}, 0})).empty());
    CHECK(desk.tell(sentOpened()).empty());
    const auto progress = desk.all<command::TellProgress>().front().progress;
    CHECK(progress.done == 0);
    CHECK(progress.positions == runImages);
    CHECK_FALSE(progress.remainingSeconds);
}

TEST_CASE("How long a preparation takes is told by its own speed") {
    EvaluationDesk desk;
    desk.goTo(State::Requested);
    const auto left = [&](const char* what, std::uint64_t done, std::uint64_t total, int seconds) {
        desk.now = std::chrono::seconds(seconds);
        desk.tell(sent(protocol::Preparing{runNumber, what, done, total, {}, 0}));
        return desk.all<command::TellPrepared>().back().remainingSeconds;
    };
    CHECK_FALSE(left("Reading", 100, 400, 1)); // nothing to measure by
    CHECK(left("Reading", 200, 400, 2) == 2.0);
    CHECK_FALSE(left("Finding", 50, 1000, 3)); // another thing, of another speed
    CHECK(left("Finding", 100, 1000, 4) == 18.0);
    CHECK(left("Finding", 150, 250, 5) == 2.0); // candidates were dropped
}

TEST_CASE("A candidate is taken while data set and model are being opened, and at no other time") {
    EvaluationDesk desk;
    const input::CandidateTaken taken{model::presets()[1], true};
    desk.goTo(State::Opening);
    CHECK(desk.tell(taken).empty());
    desk.goTo(State::Requested);
    CHECK(names(desk.tell(taken)) == "send");
    const auto request = desk.requests<protocol::TakeCandidate>().front();
    CHECK(request.run == runNumber);
    CHECK(request.preprocessing == model::presets()[1]);
    CHECK(request.maxPool);
    desk.goTo(State::Running);
    CHECK(desk.tell(taken).empty());
}

// The run

TEST_CASE("A study is made with the first batch, and the next ones wait until it is there") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    CHECK(names(desk.tell(sentBatch(0))) == "create");
    CHECK(desk.tell(sentBatch(5)).empty());
    CHECK(desk.tell(sentBatch(10)).empty());
    CHECK(names(desk.tell(input::BatchStored{})) == "ready append append stored progress");
    CHECK(desk.all<command::CreateRun>().front().first->firstPosition == 0);
    CHECK(desk.all<command::AppendBatch>().front().batch->firstPosition == 5);
    CHECK(desk.all<command::AppendBatch>().back().batch->firstPosition == 10);
    CHECK(names(desk.tell(sentBatch(15))) == "append");
    CHECK(names(desk.tell(input::BatchStored{})) == "stored progress");
    CHECK(desk.all<command::TellStored>().back().batch->firstPosition == 5);
    CHECK(desk.all<command::TellProgress>().back().progress.done == 10);
}

TEST_CASE("An uninterrupted run opens the study once, stores its controls and knows its counts") {
    EvaluationDesk desk;
    desk.goTo(State::Ended);
    CHECK(names(desk.asked) ==
          "start-worker open-study send opened progress create ready append append append "
          "stored progress stored progress stored progress stored progress draw send "
          "finish end");
    const command::End end = desk.ending();
    CHECK(end.ending == EvaluationEnding::Finished);
    CHECK(end.error.message.empty());
    CHECK(end.summary.samples == 20);
    CHECK(end.summary.failures == 5);
    CHECK(end.summary.correct == 15);
    CHECK(end.summary.evaluated == 20);
    const auto finish = desk.all<command::FinishRun>().front();
    CHECK(finish.shortfall == std::vector<std::uint32_t>{0, 0});
    REQUIRE(finish.controls.size() == 5);
    for (std::uint32_t i = 0; i < 5; ++i)
        CHECK(finish.controls[i].sample == SampleIndex(4 * i + 2));
}

TEST_CASE("Rate, remaining and elapsed time follow from the times that it is told") {
    const std::uint32_t screening = GENERATE(0U, 250U); // ms
    EvaluationDesk desk;
    desk.goTo(State::Requested);
    desk.now = 1000ms;
    const auto header = evaluationHeader();
    desk.tell(sent(protocol::Opened{runNumber, header.dataset, header.model, header.device, header.positions,
                                    screening}));
    desk.tell(sentBatch(0));
    desk.now = 2000ms;
    desk.tell(input::BatchStored{});
    const auto progress = desk.all<command::TellProgress>().back().progress;
    CHECK(progress.imagesPerSecond == Approx(5));
    CHECK(progress.remainingSeconds.value() == Approx(3));
    for (const std::uint32_t first : {5U, 10U, 15U})
        desk.tell(sentBatch(first));
    desk.tell(sentFinished());
    desk.now = 4000ms;
    storeAll(desk);
    desk.now = 5500ms;
    desk.goTo(State::Ended);
    CHECK(desk.ending().ending == EvaluationEnding::Finished);
    const auto summary = desk.ending().summary;
    CHECK(summary.seconds == Approx(4.5 + screening / 1000.0)); // since the first image was computed
    CHECK(summary.secondsToFirstFailure.value() == Approx(2));  // since the start
}

TEST_CASE("A run without failures stores no controls and asks the worker for none") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    for (const std::uint32_t first : {0U, 5U, 10U, 15U})
        desk.tell(sent(protocol::BatchDone{runNumber, evaluationBatch(first, 0)}));
    desk.tell(sentFinished());
    storeAll(desk);
    CHECK(desk.run.state() == State::Drawing);
    CHECK(names(desk.tell(input::ControlsDrawn{{{}, {0, 0}}})) == "finish");
    CHECK(names(desk.tell(input::RunFinished{})) == "end");
    CHECK(desk.requests<protocol::SamplesRequest>().empty());
    CHECK_FALSE(desk.ending().summary.secondsToFirstFailure);
}

TEST_CASE("Controls may come in pieces") {
    EvaluationDesk desk;
    desk.goTo(State::Fetching);
    CHECK(desk.tell(sentSamples({SampleIndex(10), SampleIndex(2)}, false)).empty());
    CHECK(desk.tell(sentSamples({}, false)).empty());
    CHECK(names(desk.tell(sentSamples({SampleIndex(6), SampleIndex(14), SampleIndex(18)}))) == "finish");
    CHECK(desk.all<command::FinishRun>().front().controls.front().sample == SampleIndex(2));
}

// Resuming

TEST_CASE("A run goes on where it stopped, and its controls are drawn from all predictions") {
    EvaluationDesk desk;
    desk.tell(input::Begin{});
    desk.tell(input::WorkerReady{});
    desk.tell(studyWith(10));
    CHECK(desk.requests<protocol::RunRequest>().front().startPosition == 10);
    CHECK(names(desk.tell(sentOpened())) == "opened ready progress");
    CHECK(desk.all<command::TellProgress>().front().progress.done == 10);
    CHECK(names(desk.tell(sentBatch(10))) == "append");
    desk.tell(sentBatch(15));
    desk.tell(sentFinished());
    storeAll(desk);
    const auto controls = desk.all<command::DrawControls>().at(0).pool.draw(3);
    CHECK(controls.samples == studyWith(20).earlier.draw(3).samples);
    CHECK(controls.samples.size() == 5);
    desk.goTo(State::Ended);
    CHECK(desk.ending().ending == EvaluationEnding::Finished);
    const auto summary = desk.ending().summary;
    CHECK(summary.samples == 20);
    CHECK(summary.failures == 5);
    CHECK(summary.correct == 15);
    CHECK(summary.evaluated == 10);
    CHECK(desk.all<command::CreateRun>().empty());
}

TEST_CASE("A run all of whose batches are stored goes on with its controls") {
    EvaluationDesk desk;
    desk.tell(input::Begin{});
    desk.tell(studyWith(20));
    desk.tell(input::WorkerReady{});
    desk.tell(sentOpened());
    CHECK(names(desk.tell(sentFinished())) == "draw");
}

TEST_CASE("A finished study ends at once with its counts") {
    EvaluationDesk desk;
    desk.tell(input::Begin{});
    auto found = studyWith(20);
    found.earlier = {};
    found.state.finished = true;
    desk.tell(found);
    desk.tell(input::WorkerReady{});
    CHECK(names(desk.tell(sentOpened())) == "opened ready progress end");
    CHECK(desk.ending().ending == EvaluationEnding::Finished);
    CHECK(desk.ending().summary.samples == 20);
    CHECK(desk.ending().summary.failures == 5);
    CHECK(desk.ending().summary.evaluated == 0);
}

TEST_CASE("What auto came to before is asked for again") {
    EvaluationDesk desk;
    desk.tell(input::Begin{});
    desk.tell(input::WorkerReady{});
    auto found = studyWith(10);
    found.header.device.device = "cuda:1";
    found.header.model.maxPool = true;
    SECTION("of a run that goes on") {
        desk.tell(found);
        const auto options = desk.requests<protocol::RunRequest>().front().options;
        CHECK(options.device == model::DeviceChoice{model::DeviceKind::Cuda, 1});
        CHECK(options.stem == model::Stem::Pool);
        CHECK(options.preprocessing.given == found.header.model.preprocessing);
        CHECK(options.numbering == dataset::Numbering::Natural);
        CHECK(options.weights.empty());
    }
    SECTION("and a fact of an old study's file is no choice of a network") {
        found.header.model.metadata = {{"weights", "IMAGENET1K_V1"}, {"note", "mine"}};
        desk.tell(found);
        CHECK(desk.requests<protocol::RunRequest>().front().options.weights.empty());
    }
    SECTION("of a folder in the order of text, and one of several networks") {
        found.header.dataset.format = dataset::Format::ImageFolderByText;
        found.header.model.metadata = {{model::weightsKey, "state_dict_ema"}};
        desk.tell(found);
        const auto options = desk.requests<protocol::RunRequest>().front().options;
        CHECK(options.numbering == dataset::Numbering::Text);
        CHECK(options.weights == "state_dict_ema");
    }
    SECTION("but for the device, where nothing is left to compute") {
        found.state.finished = true;
        desk.tell(found);
        const auto options = desk.requests<protocol::RunRequest>().front().options;
        CHECK(options.device == model::DeviceChoice{});
        CHECK(options.stem == model::Stem::Pool);
    }
}

TEST_CASE("What was asked for by name stays as it was asked for") {
    auto task = evaluationTask();
    task.options.device = {model::DeviceKind::Cpu};
    task.options.stem = model::Stem::Plain;
    task.options.preprocessing = model::parsedChoice("unit").value();
    task.options.numbering = dataset::Numbering::Text;
    EvaluationDesk desk(task);
    desk.tell(input::Begin{});
    desk.tell(input::WorkerReady{});
    auto found = studyWith(10);
    found.header.device.device = "cuda:1";
    found.header.model.maxPool = true;
    desk.tell(found);
    CHECK(desk.requests<protocol::RunRequest>().front().options == task.options);
}

TEST_CASE("Another run than the stored one is refused and names what differs") {
    auto task = evaluationTask();
    task.options.seed = 7;
    EvaluationDesk desk(task);
    desk.tell(input::Begin{});
    desk.tell(input::WorkerReady{});
    desk.tell(studyWith(10));
    CHECK(names(desk.tell(sentOpened())) == "end");
    CHECK(desk.ending().error.kind == ErrorKind::Refused);
    CHECK_THAT(desk.ending().error.message, Contains("a.faultline") &&
                                                Contains("seed (0 in the study, 7 asked for)") &&
                                                !Contains("kept"));
    CHECK(desk.ending().summary.samples == 10);
}

// Cancel

TEST_CASE("Cancel ends it at once where the worker computes nothing that would be kept") {
    const State state =
        GENERATE(State::Fresh, State::Opening, State::AwaitingStudy, State::Drawing, State::Fetching);
    CAPTURE(static_cast<int>(state));
    EvaluationDesk desk;
    desk.goTo(state);
    CHECK(names(desk.tell(input::CancelRequested{})) == "end");
    CHECK(desk.ending().ending == EvaluationEnding::Cancelled);
    CHECK(desk.ending().error.kind == ErrorKind::Cancelled);
    CHECK(desk.all<command::FinishRun>().empty());
}

TEST_CASE("Cancel asks a worker that computes to stop, once, and gives it time") {
    const State state = GENERATE(State::Requested, State::Running);
    EvaluationDesk desk;
    desk.goTo(state);
    CHECK(names(desk.tell(input::CancelRequested{})) == "send await-cancel");
    CHECK(desk.requests<protocol::CancelRequest>().front().run == runNumber);
    CHECK(desk.tell(input::CancelRequested{}).empty());
    SECTION("it stops") {
        desk.tell(sentFinished(true));
    }
    SECTION("it does not") {
        desk.tell(input::CancelTimedOut{});
    }
    SECTION("it dies") {
        desk.tell(input::WorkerFailed{trouble});
    }
    SECTION("it reports a failure") {
        desk.tell(sent(protocol::Failed{runNumber, trouble}));
    }
    CHECK(desk.ending().ending == EvaluationEnding::Cancelled);
    CHECK(desk.ending().error.message == "the run was cancelled");
}

TEST_CASE("What a worker sends before it stops is stored") {
    EvaluationDesk desk;
    desk.goTo(State::Requested);
    desk.tell(input::CancelRequested{});
    CHECK(names(desk.tell(sentOpened())) == "opened progress");
    CHECK(names(desk.tell(sentBatch(0))) == "create");
    desk.tell(input::BatchStored{});
    CHECK(names(desk.tell(sentBatch(5))) == "append");
    CHECK(desk.tell(sentFinished(true)).empty()); // the batch is not stored yet
    CHECK(desk.run.state() == State::Ending);
    CHECK(desk.tell(sentBatch(10)).empty());
    CHECK(names(desk.tell(input::BatchStored{})) == "stored progress end");
    CHECK(desk.ending().error.message ==
          "the run was cancelled; 10 of 20 images are kept, and starting again resumes from there");
    CHECK(desk.ending().summary.samples == 10);
}

TEST_CASE("A run that completes while it is being cancelled is cancelled, with all batches kept") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    desk.tell(input::CancelRequested{});
    for (const std::uint32_t first : {0U, 5U, 10U, 15U})
        desk.tell(sentBatch(first));
    desk.tell(sentFinished());
    storeAll(desk);
    CHECK(desk.ending().ending == EvaluationEnding::Cancelled);
    CHECK(desk.ending().summary.samples == 20);
    CHECK(desk.all<command::DrawControls>().empty());
}

TEST_CASE("A batch that waits for its study when the end is decided is stored, too") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    desk.tell(sentBatch(0));
    desk.tell(sentBatch(5));
    CHECK(desk.tell(input::WorkerFailed{trouble}).empty());
    CHECK(names(desk.tell(input::BatchStored{})) == "ready append stored progress");
    CHECK(names(desk.tell(input::BatchStored{})) == "stored progress end");
    CHECK_THAT(desk.ending().error.message, Contains("the disk is full; 10 of 20 images are kept"));
}

TEST_CASE("Once the controls are being stored, the study decides how it ends") {
    EvaluationDesk desk;
    desk.goTo(State::Finishing);
    const auto late = GENERATE(0, 1, 2);
    EvaluationEnding otherwise = EvaluationEnding::Failed;
    if (late == 0)
        CHECK(desk.tell(input::WorkerFailed{{ErrorKind::Worker, "it died"}}).empty());
    if (late == 1) {
        CHECK(desk.tell(input::CancelRequested{}).empty());
        otherwise = EvaluationEnding::Cancelled;
    }
    if (late == 2)
        CHECK(desk.tell(sentBatch(0)).empty());
    SECTION("they are committed") {
        CHECK(names(desk.tell(input::RunFinished{})) == "end");
        CHECK(desk.ending().ending == EvaluationEnding::Finished);
        CHECK(desk.ending().error.message.empty());
    }
    SECTION("they are not") {
        CHECK(names(desk.tell(input::FinishRefused{trouble})) == "end");
        CHECK(desk.ending().ending == otherwise);
    }
}

TEST_CASE("Controls that can't be stored fail it with the reason") {
    EvaluationDesk desk;
    desk.goTo(State::Finishing);
    desk.tell(input::FinishRefused{trouble});
    CHECK(desk.ending().ending == EvaluationEnding::Failed);
    CHECK_THAT(desk.ending().error.message, Contains("the disk is full; 20 of 20 images are kept"));
}

// What goes wrong

TEST_CASE("A worker that fails ends it in every state, and what is received is stored before") {
    for (const State state : undecided) {
        CAPTURE(static_cast<int>(state));
        EvaluationDesk desk;
        desk.goTo(state);
        desk.tell(input::WorkerFailed{trouble});
        storeAll(desk);
        CHECK(desk.ending().ending == EvaluationEnding::Failed);
        CHECK_THAT(desk.ending().error.message, Contains("the disk is full"));
        CHECK(desk.ending().summary.samples == (state >= State::Storing ? 20 : 0));
    }
}

TEST_CASE("A worker that breaks the order of its answers fails it") {
    EvaluationDesk desk;
    std::string sentence;
    SECTION("results before data set and model") {
        desk.goTo(State::Requested);
        desk.tell(sentBatch(0));
        sentence = "before it opened";
    }
    SECTION("a batch left out") {
        desk.goTo(State::Running);
        desk.tell(sentBatch(5));
        sentence = "where 0 comes next";
    }
    SECTION("a batch twice") {
        desk.goTo(State::Running);
        desk.tell(sentBatch(0));
        desk.tell(sentBatch(0));
        desk.tell(input::BatchStored{});
        sentence = "where 5 comes next";
    }
    SECTION("an end before the last batch") {
        desk.goTo(State::Running);
        desk.tell(sentFinished());
        sentence = "finished after 0 of 20 images";
    }
    SECTION("an end before data set and model") {
        desk.goTo(State::Requested);
        desk.tell(sentFinished());
        sentence = "finished after 0 of 0 images";
    }
    SECTION("samples that nobody asked for") {
        desk.goTo(State::Running);
        desk.tell(sentSamples({SampleIndex(1)}));
        sentence = "samples that nobody asked for";
    }
    SECTION("samples before they are asked for") {
        desk.goTo(State::Drawing);
        desk.tell(sentSamples({}));
        sentence = "samples that nobody asked for";
    }
    SECTION("more samples than were asked for") {
        desk.goTo(State::Fetching);
        desk.tell(sentSamples({SampleIndex(2), SampleIndex(6), SampleIndex(10)}, false));
        desk.tell(sentSamples({SampleIndex(14), SampleIndex(18), SampleIndex(1)}));
        sentence = "samples that nobody asked for";
    }
    SECTION("other samples") {
        desk.goTo(State::Fetching);
        desk.tell(
            sentSamples({SampleIndex(1), SampleIndex(6), SampleIndex(10), SampleIndex(14), SampleIndex(18)}));
        sentence = "another sample than 2";
    }
    SECTION("a run over more images than there are") {
        desk.goTo(State::Requested);
        auto header = evaluationHeader();
        desk.tell(sent(protocol::Opened{runNumber, header.dataset, header.model, header.device, 21, 0}));
        sentence = "a run of 21 images";
    }
    CHECK(desk.ending().ending == EvaluationEnding::Failed);
    CHECK(desk.ending().error.kind == ErrorKind::Worker);
    CHECK_THAT(desk.ending().error.message, Contains(sentence));
}

TEST_CASE("A study that can't be made fails it, and nothing more is stored") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    desk.tell(sentBatch(0));
    desk.tell(sentBatch(5));
    CHECK(names(desk.tell(input::BatchRefused{trouble})) == "end");
    CHECK(desk.ending().ending == EvaluationEnding::Failed);
    CHECK(desk.ending().error.message == trouble.message);
    CHECK(desk.ending().summary.samples == 0);
    CHECK(desk.all<command::AppendBatch>().empty());
}

TEST_CASE("A batch that can't be stored fails it once the ones behind it are answered") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    desk.tell(sentBatch(0));
    desk.tell(input::BatchStored{});
    desk.tell(sentBatch(5));
    desk.tell(sentBatch(10));
    CHECK(desk.tell(input::BatchRefused{trouble}).empty());
    CHECK(desk.tell(sentBatch(15)).empty());
    CHECK(names(desk.tell(input::BatchRefused{{ErrorKind::InvalidInput, "it does not follow"}})) == "end");
    CHECK_THAT(desk.ending().error.message, Contains("the disk is full; 5 of 20 images are kept"));
}

TEST_CASE("Events of an older run are dropped") {
    EvaluationDesk desk;
    desk.goTo(State::Requested);
    CHECK(desk.tell(sentOpened(runNumber - 1)).empty());
    CHECK(desk.tell(sent(protocol::Preparing{runNumber - 1, "Reading", 1, 2, {}, 0})).empty());
    CHECK(desk.tell(sent(protocol::Failed{runNumber - 1, trouble})).empty());
    CHECK(desk.tell(sent(protocol::Finished{runNumber - 1, true})).empty());
    desk.goTo(State::Running);
    CHECK(desk.tell(sentBatch(0, runNumber - 1)).empty());
    CHECK(desk.tell(sent(protocol::SamplesDone{runNumber - 1, {}, true})).empty());
    CHECK(desk.run.state() == State::Running);
}

TEST_CASE("A failure of the exchange itself concerns every run") {
    EvaluationDesk desk;
    desk.goTo(State::Requested);
    CHECK(names(desk.tell(sent(protocol::Failed{0, trouble}))) == "end");
}

// The end

TEST_CASE("The start of another run ends this one at once, in every state") {
    for (const State state : undecided) {
        CAPTURE(static_cast<int>(state));
        EvaluationDesk desk;
        desk.goTo(state);
        CHECK(names(desk.tell(input::Superseded{})) == "end");
        CHECK(desk.ending().ending == EvaluationEnding::Cancelled);
        CHECK(desk.ending().error.message == "the run was cancelled by the start of another one");
        CHECK(desk.run.end().has_value());
    }
}

TEST_CASE("After the end nothing is asked for, whatever comes") {
    EvaluationDesk desk;
    desk.goTo(State::Running);
    desk.tell(sentBatch(0));
    desk.tell(input::Superseded{});
    for (const workbench::EvaluationInput& late : std::vector<workbench::EvaluationInput>{
             input::Begin{}, input::WorkerReady{}, input::WorkerFailed{trouble}, sentOpened(), sentBatch(5),
             sentFinished(), input::NoStudyYet{}, studyWith(5), input::StudyRefused{trouble},
             input::BatchStored{}, input::BatchRefused{trouble}, input::ControlsDrawn{}, input::RunFinished{},
             input::FinishRefused{trouble}, input::CancelRequested{}, input::CancelTimedOut{},
             input::Superseded{}}) {
        CAPTURE(late.index());
        CHECK(desk.tell(late).empty());
    }
    CHECK(desk.ending().ending == EvaluationEnding::Cancelled);
}

namespace {

/// That many predictions of class 0 to images of class 0, of class 0 to those of class 1, and so on.
std::vector<model::Prediction> predictions(std::array<std::size_t, 2> ofFirst,
                                           std::array<std::size_t, 2> ofSecond) {
    std::vector<model::Prediction> all;
    for (std::uint16_t truth = 0; truth < 2; ++truth)
        for (std::uint16_t predicted = 0; predicted < 2; ++predicted)
            for (std::size_t i = 0; i < (truth == 0 ? ofFirst : ofSecond).at(predicted); ++i)
                all.push_back({base::SampleIndex(static_cast<std::uint32_t>(all.size())),
                               base::ClassId(truth), base::ClassId(predicted)});
    return all;
}

} // namespace

TEST_CASE("Imported predictions for all images that are no better than in a random order are doubted") {
    model::RunHeader header = studyWith(10).header;
    header.dataset.size = 1000;
    header.dataset.classes = {"a", "b"};
    CHECK_FALSE(workbench::importDoubt(header, predictions({250, 250}, {250, 250}))); // it was computed
    header.model.format = std::string(model::predictionsFormat);
    // mean 500; variance (500,000 - 250,000 - 250,000 + 250,000) / 999, so three deviations are 47.5
    CHECK(workbench::importDoubt(header, predictions({0, 500}, {500, 0})));
    CHECK(workbench::importDoubt(header, predictions({250, 250}, {250, 250})));
    CHECK(workbench::importDoubt(header, predictions({273, 227}, {227, 273})));
    CHECK_FALSE(workbench::importDoubt(header, predictions({274, 226}, {226, 274})));
    CHECK(workbench::importDoubt(header, predictions({500, 0}, {500, 0}))); // no order makes a difference
    CHECK_FALSE(workbench::importDoubt(header, predictions({250, 250}, {250, 249}))); // a part of them
    header.dataset.size = 8;
    CHECK_FALSE(workbench::importDoubt(header, predictions({4, 0}, {0, 4}))); // all right, however few
}
