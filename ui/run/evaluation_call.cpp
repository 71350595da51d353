// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/evaluation_call.h"

#include "core/study/run_entry.h"
#include "ui/workspace/background.h"
#include "ui/workspace/evaluation_request.h"

#include <algorithm>
#include <optional>

#include <unistd.h>

namespace faultline::ui {

namespace {

using base::ErrorKind;
namespace command = workbench::command;
namespace input = workbench::input;
namespace fs = std::filesystem;

/// The study at `path`, open for writing, or nothing where a new one can be made there.
base::Result<std::optional<study::Study>> openedOrCreatable(const fs::path& path) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(path, error))) {
        FAULTLINE_TRY(opened, study::Study::open(path, study::Access::ReadWrite));
        return std::optional<study::Study>(std::move(opened));
    }
    const fs::path folder = fs::absolute(path, error).parent_path();
    if (!fs::is_directory(folder, error))
        return base::failure(ErrorKind::NotFound,
                             "the folder " + folder.string() +
                                 " for the study does not exist: make it, or choose another one");
    if (::access(folder.c_str(), W_OK) != 0)
        return base::failure(ErrorKind::Io, "the study can't be written into " + folder.string() +
                                                ": choose a folder in which you may write");
    return std::optional<study::Study>();
}

/// The run that an evaluation without --add is about: the unfinished one, else the one of that model's file,
/// else the first.
base::Result<base::RunId> runToGoOnWith(const study::Study& study, const std::string& model) {
    const auto& runs = study.runs().all();
    for (const study::RunEntry& run : runs) {
        FAULTLINE_TRY(state, study.runs().state(run.id));
        if (!state.finished)
            return run.id;
    }
    const auto same = std::find_if(runs.begin(), runs.end(), [&](const study::RunEntry& run) {
        return run.header.model.location == model;
    });
    return same == runs.end() ? study.runs().first() : same->id;
}

struct Found {
    base::RunId run;
    input::StudyFound values;
};

/// What the study holds of the run, read once: predictions only where the run goes on, for its controls.
base::Result<Found> found(const study::Study& study, const std::string& model) {
    FAULTLINE_TRY(run, runToGoOnWith(study, model));
    FAULTLINE_TRY(state, study.runs().state(run));
    const model::RunHeader& header = study.runs().header(run);
    const auto classCount = static_cast<std::uint32_t>(header.dataset.classes.size());
    Found found{run, {header, state, inference::ControlPool(classCount)}};
    if (state.finished)
        return found;
    FAULTLINE_TRY(earlier, study.runs().predictions(run));
    for (const model::Prediction& prediction : earlier)
        found.values.earlier.add(prediction);
    return found;
}

workbench::EvaluationTask taskOf(const EvaluationRequest& request, const StudyThread* open) {
    const fs::path& study = open != nullptr ? open->path() : request.study;
    return {request.dataset.toStdString(), request.model.toStdString(), request.options, study.string()};
}

} // namespace

EvaluationCall::EvaluationCall(std::uint64_t number, const EvaluationRequest& request,
                               std::shared_ptr<StudyThread> open, const WorkerTimeouts& timeouts,
                               QObject* parent)
    : QObject(parent)
    , m_run(number, taskOf(request, open.get()))
    , m_file(request.study)
    , m_isFurtherRun(request.isFurtherRun)
    , m_model(request.model.toStdString())
    , m_runName(request.runName.toStdString())
    , m_workerCommand(request.workerCommand)
    , m_timeouts(timeouts)
    , m_study(std::move(open)) {
    m_clock.start();
    m_cancelTimer.setSingleShot(true);
    connect(&m_cancelTimer, &QTimer::timeout, this, [this] { take(input::CancelTimedOut{}); });
}

void EvaluationCall::begin() {
    take(input::Begin{});
}

void EvaluationCall::cancel() {
    take(input::CancelRequested{});
}

void EvaluationCall::takeCandidate(const model::Preprocessing& preprocessing, bool maxPool) {
    take(input::CandidateTaken{preprocessing, maxPool});
}

command::End EvaluationCall::supersede() {
    static_cast<void>(m_run.take(input::Superseded{}, std::chrono::milliseconds(m_clock.elapsed())));
    if (!m_commands.empty()) // called by a slot: after its command no other one
        m_commands.erase(m_commands.begin() + 1, m_commands.end());
    return *m_run.end();
}

void EvaluationCall::take(workbench::EvaluationInput input) {
    const bool isBusy = !m_commands.empty();
    for (auto& next : m_run.take(std::move(input), std::chrono::milliseconds(m_clock.elapsed())))
        m_commands.push_back(std::move(next));
    if (isBusy)
        return;
    while (!m_commands.empty()) {
        std::visit([this](auto& next) { perform(next); }, m_commands.front());
        m_commands.pop_front();
    }
}

void EvaluationCall::perform(const command::StartWorker&) {
    m_worker = std::make_unique<WorkerProcess>(m_timeouts);
    connect(m_worker.get(), &WorkerProcess::ready, this, [this] { take(input::WorkerReady{}); });
    connect(m_worker.get(), &WorkerProcess::received, this,
            [this](const auto& event) { take(input::WorkerSent{event}); });
    connect(m_worker.get(), &WorkerProcess::failed, this,
            [this](const base::Error& error) { take(input::WorkerFailed{error}); });
    connect(m_worker.get(), &WorkerProcess::stalled, this, &EvaluationCall::stalled);
    m_worker->start(m_workerCommand);
}

void EvaluationCall::perform(const command::SendRequest& command) {
    m_worker->send(command.request);
}

void EvaluationCall::perform(const command::AwaitCancel&) {
    m_cancelTimer.start(m_timeouts.cancel);
}

void EvaluationCall::perform(command::DrawControls& command) {
    runInBackground(
        this, [pool = std::move(command.pool), seed = command.seed] { return pool.draw(seed); },
        [this](inference::Controls controls) { take(input::ControlsDrawn{std::move(controls)}); });
}

void EvaluationCall::perform(const command::OpenStudy&) {
    if (m_study && m_study->access() != study::Access::ReadWrite)
        return take(input::StudyRefused{
            {ErrorKind::Busy,
             "the study " + m_study->path().string() +
                 " is open for reading only: close the program that writes to it, then open it again"}});
    if (m_study)
        return readStudy();
    runInBackground(
        this, [path = m_file] { return openedOrCreatable(path); },
        [this](base::Result<std::optional<study::Study>> result) {
            if (!result)
                return take(input::StudyRefused{result.error()});
            if (!*result && m_isFurtherRun)
                return take(
                    input::StudyRefused{{ErrorKind::NotFound, "there is no study " + m_file.string() +
                                                                  " to add a run to; evaluate without adding "
                                                                  "makes one"}});
            if (!*result)
                return take(input::NoStudyYet{});
            m_study = std::make_shared<StudyThread>(std::move(**result));
            readStudy();
        });
}

void EvaluationCall::readStudy() {
    if (m_isFurtherRun)
        return m_study->post(
            this, [name = m_runName](const study::Study& study) { return study.runs().mayAdd(name); },
            [this](const base::Result<>& result) {
                if (result)
                    take(input::RoomForRun{m_study->runs().front().header.dataset});
                else
                    take(input::StudyRefused{result.error()});
            });
    m_study->post(
        this, [model = m_model](const study::Study& study) { return found(study, model); },
        [this](base::Result<Found> result) {
            if (!result)
                return take(input::StudyRefused{result.error()});
            m_runId = result->run;
            take(std::move(result->values));
        });
}

void EvaluationCall::perform(const command::CreateRun& command) {
    if (m_isFurtherRun)
        return addRun(command);
    runInBackground(
        this,
        [path = m_file, name = m_runName, header = command.header, first = command.first] {
            return study::Study::create(path, header, *first, name);
        },
        [this](base::Result<study::Study> result) {
            if (!result)
                return take(input::BatchRefused{result.error()});
            m_runId = result->runs().first();
            m_study = std::make_shared<StudyThread>(std::move(*result));
            take(input::BatchStored{});
        });
}

void EvaluationCall::addRun(const command::CreateRun& command) {
    struct Added {
        base::RunId run;
        std::vector<study::RunEntry> runs;
    };
    m_study->post(
        this,
        [name = m_runName, header = command.header,
         first = command.first](study::Study& study) -> base::Result<Added> {
            FAULTLINE_TRY(run, study.runs().add(header, *first, name));
            return Added{run, study.runs().all()};
        },
        [this](base::Result<Added> result) {
            if (!result)
                return take(input::BatchRefused{result.error()});
            m_runId = result->run;
            m_study->takeRuns(std::move(result->runs));
            take(input::BatchStored{});
        });
}

void EvaluationCall::perform(const command::AppendBatch& command) {
    m_study->post(
        this,
        [run = m_runId, batch = command.batch](study::Study& study) {
            return study.runs().append(run, *batch);
        },
        [this](const base::Result<>& result) {
            if (result)
                take(input::BatchStored{});
            else
                take(input::BatchRefused{result.error()});
        });
}

void EvaluationCall::perform(command::FinishRun& command) {
    m_study->post(
        this,
        [run = m_runId, controls = std::move(command.controls), shortfall = std::move(command.shortfall)](
            study::Study& study) { return study.runs().finish(run, controls, shortfall); },
        [this](const base::Result<>& result) {
            if (result)
                take(input::RunFinished{});
            else
                take(input::FinishRefused{result.error()});
        });
}

void EvaluationCall::perform(const command::TellPrepared& command) {
    Q_EMIT prepared(command.progress, command.remainingSeconds);
}

void EvaluationCall::perform(const command::TellOpened& command) {
    Q_EMIT opened(command.header);
}

void EvaluationCall::perform(const command::TellStudyReady&) {
    Q_EMIT studyReady(m_study, m_runId);
}

void EvaluationCall::perform(const command::TellStored& command) {
    Q_EMIT batchStored(command.batch);
}

void EvaluationCall::perform(const command::TellProgress& command) {
    Q_EMIT progressed(command.progress);
}

void EvaluationCall::perform(const command::End& command) {
    // Queued, so that start() and cancel() have returned before it comes.
    QMetaObject::invokeMethod(
        this, [this, command] { Q_EMIT ended(command.ending, command.summary, command.error); },
        Qt::QueuedConnection);
}

} // namespace faultline::ui
