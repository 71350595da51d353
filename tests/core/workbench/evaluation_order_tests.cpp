// SPDX-License-Identifier: GPL-3.0-or-later
// Thousands of orders in which worker, study, user and clock may speak, drawn by a seed.
#include "core/base/random.h"
#include "tests/core/workbench/evaluation_desk.h"

#include <algorithm>
#include <deque>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using workbench::EvaluationEnding;
using workbench::EvaluationInput;
using State = workbench::EvaluationState;
namespace command = workbench::command;
namespace input = workbench::input;

namespace {

/// How much may go wrong.
enum class Luck { Good, Bad };

/// Surroundings of a run that answer late and in any order that they can: each of its queues in order, but
/// the queues as they please.
class Surroundings {
public:
    Surroundings(std::uint64_t seed, Luck luck)
        : m_random(seed)
        , m_luck(luck) {
        m_stored = 5 * static_cast<std::uint32_t>(m_random.below(5));
        m_startedWith = m_stored;
        tell(input::Begin{});
    }

    /// One answer or mishap; false when nobody has anything left to say.
    bool next() {
        if (m_luck == Luck::Bad && m_random.below(12) == 0) {
            tell(mishap());
            return true;
        }
        std::vector<std::deque<EvaluationInput>*> speakers;
        for (auto* queue : {&m_worker, &m_study, &m_thread})
            if (!queue->empty())
                speakers.push_back(queue);
        if (speakers.empty())
            return false;
        auto& queue = *speakers[m_random.below(speakers.size())];
        const EvaluationInput said = std::move(queue.front());
        queue.pop_front();
        noteAnswer(said);
        tell(said);
        return true;
    }

    void tell(const EvaluationInput& said) {
        noteBatch(said);
        for (const auto& command : m_desk.tell(said))
            std::visit([this](const auto& one) { perform(one); }, command);
    }

    /// What must hold at any time.
    void check() const {
        const auto ends = m_desk.all<command::End>();
        CHECK(ends.size() <= 1);
        CHECK(ends.size() == (m_desk.run.state() == State::Ended ? 1 : 0));
        if (!ends.empty())
            CHECK(std::holds_alternative<command::End>(m_desk.asked.back()));
        CHECK(m_desk.all<command::CreateRun>().size() <= 1);
        CHECK(m_desk.all<command::FinishRun>().size() <= 1);
        CHECK(m_desk.requests<protocol::RunRequest>().size() <= 1);
        CHECK(m_desk.requests<protocol::CancelRequest>().size() <= 1);
        CHECK(m_handed == m_handedInOrder);
    }

    void checkEnd() const {
        const command::End end = m_desk.ending();
        CHECK((end.ending == EvaluationEnding::Finished) == (m_committed || m_startedFinished));
        CHECK(end.error.message.empty() == (end.ending == EvaluationEnding::Finished));
        CHECK(end.summary.correct + end.summary.failures == end.summary.samples);
        if (m_desk.all<command::TellOpened>().empty())
            return;
        CHECK(end.summary.samples == m_told);
        CHECK(end.summary.evaluated == m_told - m_startedWith);
        CHECK(end.summary.failures == (m_told + 3) / 4);
    }

    [[nodiscard]] const EvaluationDesk& desk() const { return m_desk; }
    [[nodiscard]] std::uint32_t stored() const { return m_stored; }

private:
    EvaluationInput mishap() {
        switch (m_random.below(10)) {
        case 0:
            return input::CancelRequested{};
        case 1:
            return input::CancelTimedOut{};
        case 2:
            return input::WorkerFailed{{ErrorKind::Worker, "it died"}};
        case 3:
            return sentBatch(5 * static_cast<std::uint32_t>(m_random.below(5)), runNumber - 1);
        case 4:
            return sentBatch(5 * static_cast<std::uint32_t>(m_random.below(4)));
        case 5:
            return sentFinished(m_random.below(2) == 0);
        case 6:
            return sentOpened(runNumber - m_random.below(2));
        case 7:
            return sentSamples({base::SampleIndex(2)}, m_random.below(2) == 0);
        case 8:
            return m_random.below(4) == 0 ? EvaluationInput(input::Superseded{}) : input::WorkerReady{};
        default:
            return sent(protocol::Failed{m_random.below(runNumber + 1), {ErrorKind::Io, "no memory"}});
        }
    }
    [[nodiscard]] bool goesWrong() { return m_luck == Luck::Bad && m_random.below(20) == 0; }

    /// What the run may store: a batch that comes before it is decided how it ends.
    void noteBatch(const EvaluationInput& said) {
        const auto* sent = std::get_if<input::WorkerSent>(&said);
        const auto* batch = sent != nullptr ? std::get_if<protocol::BatchDone>(&*sent->event) : nullptr;
        if (batch != nullptr && batch->run == runNumber && m_desk.run.state() < State::Ending)
            m_came.emplace_back(sent->event, &batch->report);
    }
    void noteAnswer(const EvaluationInput& said) {
        if (std::holds_alternative<input::RunFinished>(said) && m_desk.run.state() == State::Finishing)
            m_committed = true;
    }
    void noteHandedOver(const workbench::SharedBatch& batch) {
        CHECK(std::count(m_came.begin(), m_came.end(), batch) == 1);
        m_handed.push_back(batch->firstPosition);
        m_handedInOrder.push_back(m_startedWith +
                                  batchImages * static_cast<std::uint32_t>(m_handedInOrder.size()));
    }

    void perform(const command::StartWorker&) { m_worker.push_back(input::WorkerReady{}); }
    void perform(const command::OpenStudy&) {
        if (goesWrong()) {
            m_study.push_back(input::StudyRefused{{ErrorKind::Busy, "somebody holds it"}});
        } else if (m_stored == 0) {
            m_study.push_back(input::NoStudyYet{});
        } else {
            input::StudyFound found = studyWith(m_stored);
            found.state.finished = m_stored == runImages && m_random.below(2) == 0;
            m_finishedBefore = found.state.finished;
            m_study.push_back(found);
        }
    }
    void perform(const command::SendRequest& command) {
        if (const auto* run = std::get_if<protocol::RunRequest>(&command.request)) {
            CHECK(run->startPosition == m_stored);
            m_worker.push_back(sent(protocol::Preparing{runNumber, "Reading", 1, 2, {}, 0}));
            m_worker.push_back(sentOpened());
            for (std::uint32_t at = run->startPosition; at < runImages; at += batchImages)
                m_worker.push_back(sentBatch(at));
            m_worker.push_back(sentFinished());
        } else if (const auto* samples = std::get_if<protocol::SamplesRequest>(&command.request)) {
            for (const auto sample : samples->samples)
                m_worker.push_back(sentSamples({sample}, sample == samples->samples.back()));
        } else if (m_random.below(3) > 0) { // else it computes on
            while (m_worker.size() > m_random.below(3))
                m_worker.pop_back();
            m_worker.push_back(sentFinished(true));
        }
    }
    void perform(const command::AwaitCancel&) { m_thread.push_back(input::CancelTimedOut{}); }
    void perform(const command::CreateRun& command) {
        CHECK(m_stored == 0);
        noteHandedOver(command.first);
        store(*command.first);
    }
    void perform(const command::AppendBatch& command) {
        noteHandedOver(command.batch);
        store(*command.batch);
    }
    /// As the study does it: a batch that does not continue the run is refused.
    void store(const model::BatchReport& batch) {
        if (batch.firstPosition != m_stored || goesWrong())
            return m_study.push_back(input::BatchRefused{{ErrorKind::Io, "the disk is full"}});
        m_stored += batchImages;
        m_study.push_back(input::BatchStored{});
    }
    void perform(const command::DrawControls& command) {
        CHECK(m_stored == runImages);
        m_thread.push_back(input::ControlsDrawn{command.pool.draw(command.seed)});
    }
    void perform(const command::FinishRun& command) {
        CHECK(m_stored == runImages);
        CHECK(command.controls.size() == 5);
        if (goesWrong())
            m_study.push_back(input::FinishRefused{{ErrorKind::Io, "the disk is full"}});
        else
            m_study.push_back(input::RunFinished{});
    }
    void perform(const command::TellOpened&) {
        m_told = m_startedWith;
        m_startedFinished = m_finishedBefore;
    }
    void perform(const command::TellStored& command) {
        CHECK(command.batch->firstPosition == m_told);
        m_told += batchImages;
    }
    template <class Other>
    void perform(const Other&) {}

    base::Random m_random;
    const Luck m_luck;
    EvaluationDesk m_desk;
    std::deque<EvaluationInput> m_worker, m_study, m_thread;
    std::uint32_t m_startedWith = 0; ///< images that the study holds at first
    std::uint32_t m_stored = 0;      ///< by the study
    std::uint32_t m_told = 0;        ///< as stored, with what it started with
    std::vector<workbench::SharedBatch> m_came;
    std::vector<std::uint32_t> m_handed, m_handedInOrder;
    bool m_committed = false, m_finishedBefore = false, m_startedFinished = false;
};

constexpr std::uint64_t orders = 4000;

} // namespace

TEST_CASE("In whatever order its answers come, a run that nothing disturbs is finished") {
    for (std::uint64_t seed = 0; seed < orders; ++seed) {
        CAPTURE(seed);
        Surroundings surroundings(seed, Luck::Good);
        while (surroundings.next()) {
        }
        surroundings.check();
        REQUIRE(surroundings.desk().run.state() == State::Ended);
        surroundings.checkEnd();
        REQUIRE(surroundings.desk().ending().ending == EvaluationEnding::Finished);
        REQUIRE(surroundings.stored() == runImages);
    }
}

TEST_CASE("Whatever goes wrong, in whatever order, a run ends once and stores each batch once") {
    std::vector<int> endings(3, 0);
    for (std::uint64_t seed = 0; seed < orders; ++seed) {
        CAPTURE(seed);
        Surroundings surroundings(seed, Luck::Bad);
        for (int i = 0; i < 60 && surroundings.next(); ++i)
            surroundings.check();
        // The user gives up, and the worker's time runs out.
        surroundings.tell(input::CancelRequested{});
        surroundings.tell(input::CancelTimedOut{});
        for (int i = 0; i < 60 && surroundings.next(); ++i)
            surroundings.check();
        REQUIRE(surroundings.desk().run.state() == State::Ended);
        surroundings.checkEnd();
        ++endings[static_cast<std::size_t>(surroundings.desk().ending().ending)];
    }
    for (const int count : endings)
        CHECK(count > 100);
}
