// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/study_cards.h"
#include "core/workbench/verdict_tests.h"
#include "ui/workspace/workspace.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>

#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Computes the verdict of the shown run in three steps, off the GUI thread: what is counted, which takes no
/// permutations; the tests; the cards. The later two tell how far they are, and can be stopped and begun
/// again. What is computed for labels that are no longer the present ones is told to nobody.
class VerdictWork : public QObject {
    Q_OBJECT

public:
    enum class Step { None, Counting, Testing, Cards, Done };

    /// @param permutations of each test
    VerdictWork(Workspace& workspace, int permutations, QObject* parent);
    ~VerdictWork() override;

    /// Begins anew with the present labels; their tests begin when as long no call has come.
    void begin(std::chrono::milliseconds quiet);
    /// Ends all of it, and forgets what was computed.
    void end();
    /// Stops the tests or the cards.
    void stop();
    /// Begins them again.
    void resume();

    [[nodiscard]] Step step() const { return m_step; }
    [[nodiscard]] bool isStopped() const { return m_isStopped; }
    /// Of the step, from 0 to 1.
    [[nodiscard]] double progress() const;
    [[nodiscard]] int permutations() const { return m_permutations; }

Q_SIGNALS:
    /// The verdict has no tests and no word yet, the cards only what is counted.
    void counted(const faultline::report::Verdict& verdict, const faultline::report::Cards& cards);
    void decided(const faultline::report::Verdict& verdict);
    void completed(const faultline::report::Cards& cards);
    /// The step, how far it is, or whether it is stopped is another one.
    void changed();
    void failed(const QString& sentence);

private:
    /// What one step hands on to the next, never changed again.
    struct Found {
        workbench::VerdictInput input; ///< without features before the tests
        workbench::CardsInput more;    ///< empty before the tests
        workbench::VerdictMaterial material;
        report::Verdict verdict;
        report::Cards cards; ///< what is counted
    };
    using FoundPtr = std::shared_ptr<const Found>;
    struct Progress {
        std::atomic<std::uint64_t> done = 0, total = 0;
    };

    void count();
    void takeCounted(const FoundPtr& found);
    void test();
    void computeCards();
    /// Of a step that begins now.
    [[nodiscard]] base::Job job();
    void enter(Step step);
    void fail(const base::Error& error);

    Workspace& m_workspace;
    int m_permutations;
    Step m_step = Step::None;
    bool m_isStopped = false;
    base::Latest m_latest;    ///< the computation whose answers count
    bool m_isReading = false; ///< a count is under way: there is one at a time
    FoundPtr m_counted;       ///< of the present labels, or nothing
    FoundPtr m_decided;       ///< with its tests
    std::stop_source m_stop;
    std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
    QTimer m_quiet; ///< until the tests begin
    bool m_isCountAsked = false;
    QTimer m_pace; ///< at which progress is told
};

} // namespace faultline::ui
