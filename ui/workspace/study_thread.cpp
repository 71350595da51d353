// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/study_thread.h"

#include "core/study/run_entry.h"

#include <algorithm>

namespace faultline::ui {

StudyThread::StudyThread(study::Study study)
    : m_path(study.path())
    , m_access(study.access())
    , m_uuid(study.uuid())
    , m_runs(study.runs().all())
    , m_taxonomy(study.labels().taxonomy())
    , m_packagedFor(study.runs().packagedFor())
    , m_study(std::make_unique<study::Study>(std::move(study))) {
    m_user.require("a StudyThread");
    m_thread = std::jthread([this] { workUntilEnd(); });
}

StudyThread::~StudyThread() {
    m_user.require("a StudyThread");
    const std::lock_guard lock(m_mutex);
    m_isEnding = true;
    m_changed.notify_one();
}

const labels::Taxonomy& StudyThread::taxonomy() const {
    m_user.require("a StudyThread");
    return m_taxonomy;
}

void StudyThread::takeTaxonomy(labels::Taxonomy taxonomy) {
    m_user.require("a StudyThread");
    m_taxonomy = std::move(taxonomy);
}

const std::vector<study::RunEntry>& StudyThread::runs() const {
    m_user.require("a StudyThread");
    return m_runs;
}

const study::RunEntry& StudyThread::run(base::RunId run) const {
    const auto& all = runs();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const study::RunEntry& entry) { return entry.id == run; });
    Q_ASSERT(found != all.end());
    return *found;
}

void StudyThread::takeRuns(std::vector<study::RunEntry> runs) {
    m_user.require("a StudyThread");
    m_runs = std::move(runs);
}

void StudyThread::enqueue(std::function<void()> task) {
    m_user.require("a StudyThread");
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    m_changed.notify_one();
}

void StudyThread::workUntilEnd() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_isEnding || !m_tasks.empty(); });
        if (m_tasks.empty())
            break;
        std::function<void()> task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        task = nullptr; // what it holds, too, goes while nobody waits
        lock.lock();
    }
    m_study.reset(); // closed where it was used
}

} // namespace faultline::ui
