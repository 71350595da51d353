// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/differences.h"
#include "core/model/imported.h"
#include "core/model/preprocessing_text.h"
#include "core/protocol/answer_checks.h"
#include "ui/run/evaluation_call.h"
#include "ui/workspace/background.h"

#include <unistd.h>

namespace faultline::ui {

namespace {

using base::ErrorKind;
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

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

} // namespace

void EvaluationCall::startWorker() {
    m_worker = std::make_unique<WorkerProcess>(m_timeouts);
    connect(m_worker.get(), &WorkerProcess::ready, this, [this] {
        m_workerReady = true;
        requestRun();
    });
    connect(m_worker.get(), &WorkerProcess::received, this, [this](const auto& event) { takeEvent(*event); });
    connect(m_worker.get(), &WorkerProcess::failed, this, &EvaluationCall::fail);
    m_worker->start(m_request.workerCommand);
}

void EvaluationCall::openStudy() {
    if (m_study) {
        if (m_study->access() != study::Access::ReadWrite)
            fail({ErrorKind::Busy,
                  "the study " + m_study->path().string() +
                      " is open for reading only: close the program that writes to it, then open "
                      "it again"});
        else
            readState();
        return;
    }
    runInBackground(
        this, [path = m_request.study] { return openedOrCreatable(path); },
        [this](base::Result<std::optional<study::Study>> result) {
            if (!result)
                return fail(result.error());
            if (*result) {
                m_study = std::make_shared<StudyThread>(std::move(**result));
                return readState();
            }
            m_stateKnown = true;
            requestRun();
        });
}

void EvaluationCall::readState() {
    m_study->post(
        this, [](study::Study& study) { return study.runState(); },
        [this](const base::Result<study::RunState>& state) {
            if (!state)
                return fail(state.error());
            m_done = m_received = state->done;
            m_finishedBefore = state->finished;
            m_stateKnown = true;
            requestRun();
        });
}

void EvaluationCall::requestRun() {
    if (!m_workerReady || !m_stateKnown || m_ending)
        return;
    m_runRequested = true;
    // "auto" may choose otherwise today, and a run is computed in one way.
    if (m_study && !m_finishedBefore && m_options.device == "auto" &&
        m_study->header().device.device != model::noDevice)
        m_options.device = m_study->header().device.device;
    if (m_study && m_options.preprocessing == "auto")
        m_options.preprocessing = model::jsonText(m_study->header().model.preprocessing);
    if (m_study && m_options.stem == "auto")
        m_options.stem = m_study->header().model.maxPool ? "pool" : "plain";
    m_worker->send(protocol::RunRequest{m_run, m_request.dataset.toStdString(), m_request.model.toStdString(),
                                        m_options, m_done});
}

void EvaluationCall::takeOpened(const protocol::Opened& opened) {
    m_header = protocol::headerOf(opened, m_request.options);
    if (auto sound = protocol::checkOpened(m_header); !sound)
        return fail(sound.error());
    if (m_study) {
        const auto different = model::differences(m_study->header(), m_header);
        if (!different.empty())
            return fail(
                {ErrorKind::Refused, "the study " + m_study->path().string() +
                                         " holds another run, which differs in " + joined(different) +
                                         ": choose another study file, or evaluate with the study's values"});
        m_header = m_study->header();
    }
    m_firstRead = now();
    m_rate.start(now());
    Q_EMIT this->opened(m_header);
    if (m_study)
        Q_EMIT studyReady(m_study);
    Q_EMIT progressed({m_done, m_header.positions, 0, std::nullopt});
    if (m_finishedBefore)
        decide(EvaluationEnding::Finished);
}

void EvaluationCall::create(const Batch& first) {
    m_creating = true;
    runInBackground(
        this,
        [path = m_request.study, header = m_header, first] {
            return study::Study::create(path, header, *first);
        },
        [this, first](base::Result<study::Study> result) {
            m_creating = false;
            if (!result) {
                m_waitingForStudy.clear();
                fail(result.error());
                return advance();
            }
            m_study = std::make_shared<StudyThread>(std::move(*result));
            Q_EMIT studyReady(m_study);
            const auto waiting = std::exchange(m_waitingForStudy, {});
            for (const Batch& batch : waiting)
                store(batch);
            stored(first);
        });
}

} // namespace faultline::ui
