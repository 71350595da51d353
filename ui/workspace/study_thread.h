// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/one_thread.h"
#include "core/study/study.h"
#include "ui/workspace/background.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <QObject>

namespace faultline::ui {

/// Owns an open Study on a thread of its own, so that no commit and no query waits on the GUI thread. Work
/// runs in the order in which it was posted. Used by the thread that made it, the GUI's. The destructor
/// finishes what is queued and closes the study.
class StudyThread {
public:
    explicit StudyThread(study::Study study);
    ~StudyThread();
    StudyThread(const StudyThread&) = delete;
    StudyThread& operator=(const StudyThread&) = delete;

    /// Facts that never change while the study is open; any thread.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] study::Access access() const { return m_access; }
    [[nodiscard]] const std::string& uuid() const { return m_uuid; }
    /// See RunLog::packagedFor().
    [[nodiscard]] const std::optional<std::string>& packagedFor() const { return m_packagedFor; }
    /// As they were when the study was opened, or when takeTaxonomy() or takeRuns() told of a change.
    [[nodiscard]] const labels::Taxonomy& taxonomy() const;
    void takeTaxonomy(labels::Taxonomy taxonomy);
    [[nodiscard]] const std::vector<study::RunEntry>& runs() const;
    [[nodiscard]] const study::RunEntry& run(base::RunId run) const;
    void takeRuns(std::vector<study::RunEntry> runs);

    /// Runs `work(study::Study&)` on the study's thread, then `done(result)` on `context`'s thread, unless
    /// `context`, which lives on the thread that made this, is gone by then.
    template <class Work, class Done>
    void post(QObject* context, Work work, Done done) {
        auto answer = answering<std::invoke_result_t<Work, study::Study&>>(context, std::move(done));
        enqueue(
            [this, answer = std::move(answer), work = std::move(work)]() mutable { answer(work(*m_study)); });
    }

private:
    void enqueue(std::function<void()> task);
    /// The study's thread.
    void workUntilEnd();

    base::OneThread m_user;
    std::filesystem::path m_path;
    study::Access m_access;
    std::string m_uuid;
    std::vector<study::RunEntry> m_runs;
    labels::Taxonomy m_taxonomy;
    std::optional<std::string> m_packagedFor;
    std::unique_ptr<study::Study> m_study; ///< touched by m_thread alone

    std::mutex m_mutex; ///< guards what follows
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_tasks;
    bool m_isEnding = false;
    std::jthread m_thread; ///< last, so that it ends first
};

/// Whether an answer that was asked of `asked` still concerns the study that is open. What is posted holds a
/// weak_ptr: a last shared_ptr must never be dropped on the study's own thread.
[[nodiscard]] inline bool isStill(const std::weak_ptr<StudyThread>& asked,
                                  const std::shared_ptr<StudyThread>& open) {
    return open && asked.lock() == open;
}

} // namespace faultline::ui
