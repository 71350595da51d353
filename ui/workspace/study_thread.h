// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include <QObject>
#include <QPointer>
#include <QThread>

namespace faultline::ui {

/// Owns an open Study on a thread of its own, so that no commit and no query waits on the GUI thread. Work
/// runs in the order in which it was posted. The destructor finishes what is queued and closes the study.
class StudyThread {
public:
    explicit StudyThread(study::Study study);
    ~StudyThread();
    StudyThread(const StudyThread&) = delete;
    StudyThread& operator=(const StudyThread&) = delete;

    /// Facts that never change while the study is open; any thread.
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] study::Access access() const { return m_access; }
    /// As they were when the study was opened, or when takeRuns() told of a change. On the GUI thread.
    [[nodiscard]] const std::vector<study::RunEntry>& runs() const { return m_runs; }
    [[nodiscard]] const study::RunEntry& run(base::RunId run) const;
    void takeRuns(std::vector<study::RunEntry> runs) { m_runs = std::move(runs); }
    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return m_taxonomy; }

    /// Runs `work(study::Study&)` on the study's thread, then `done(result)` on `context`'s thread, unless
    /// `context` is gone by then. Call it on `context`'s thread.
    template <class Work, class Done>
    void post(QObject* context, Work work, Done done) {
        using Answer = std::invoke_result_t<Work, study::Study&>;
        enqueue([this, context = QPointer<QObject>(context), work = std::move(work),
                 done = std::move(done)]() mutable {
            auto answer = std::make_shared<Answer>(work(*m_study));
            deliver(context, [answer, done = std::move(done)]() mutable { done(std::move(*answer)); });
        });
    }

private:
    void enqueue(std::function<void()> task);
    static void deliver(const QPointer<QObject>& context, std::function<void()> call);

    std::filesystem::path m_path;
    study::Access m_access;
    std::vector<study::RunEntry> m_runs;
    labels::Taxonomy m_taxonomy;
    std::unique_ptr<study::Study> m_study; ///< touched by m_thread alone
    QThread m_thread;
    QObject* m_receiver; ///< lives on m_thread
};

/// Whether an answer that was asked of `asked` still concerns the study that is open. What is posted holds a
/// weak_ptr: a last shared_ptr must never be dropped on the study's own thread.
[[nodiscard]] inline bool isStill(const std::weak_ptr<StudyThread>& asked,
                                  const std::shared_ptr<StudyThread>& open) {
    return open && asked.lock() == open;
}

} // namespace faultline::ui
