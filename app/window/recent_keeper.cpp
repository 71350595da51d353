// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/recent_keeper.h"

#include "core/workbench/run_progress.h"
#include "ui/places/path_text.h"
#include "ui/start/recent_summary.h"

#include <future>
#include <memory>

namespace faultline::app {

namespace {

/// What is told of the open study, with how far it is as the window knows it.
struct Described {
    std::weak_ptr<ui::StudyThread> study;
    base::RunId run;
    QString path;
    ui::RecentSummary summary;
    int decided = 0;

    explicit Described(ui::Workspace& workspace)
        : study(workspace.study().thread())
        , run(workspace.study().run())
        , path(ui::pathText(workspace.study().thread()->path()))
        , summary(ui::summaryOf(workspace))
        , decided(workspace.labelling().labelledCount()) {}

    /// With how far it is on disk.
    void tell(ui::RecentStudies& recent, const base::Result<workbench::RunProgress>& progress) const {
        if (!progress)
            return; // whoever opens it next is told why it can't be read
        ui::RecentSummary exact = summary;
        exact.progress = ui::progressText(*progress, decided);
        recent.describe(path, exact);
    }
};

} // namespace

RecentKeeper::RecentKeeper(ui::Workspace& workspace, ui::StudySession& session, ui::RecentStudies& recent)
    : m_workspace(workspace)
    , m_session(session)
    , m_recent(recent) {}

void RecentKeeper::describe() {
    if (!m_workspace.study().isOpen() || m_isLeft)
        return;
    const auto described = std::make_shared<const Described>(m_workspace);
    m_recent.describe(described->path, described->summary);
    if (m_workspace.study().isPackage())
        return; // it has no results
    const auto tellExactly = [this, described] {
        if (const auto study = described->study.lock())
            study->post(
                this,
                [run = described->run](study::Study& file) { return workbench::runProgress(file, run); },
                [this, described](const base::Result<workbench::RunProgress>& progress) {
                    described->tell(m_recent, progress);
                });
    };
    tellExactly();
    if (m_session.evaluation().isRunning())
        connect(
            &m_session.evaluation(), &ui::Evaluation::ended, this,
            [this, described, tellExactly] {
                if (!m_session.isOpen(described->path)) // else it is told when that is left
                    tellExactly();
            },
            Qt::SingleShotConnection);
}

void RecentKeeper::describeLeft() {
    if (!m_workspace.study().isOpen() || m_workspace.study().isPackage())
        return;
    if (m_session.evaluation().isRunning())
        m_session.evaluation().cancel();
    const Described described(m_workspace);
    const auto progress = std::make_shared<std::promise<base::Result<workbench::RunProgress>>>();
    m_workspace.study().thread()->post(
        this,
        [progress, run = described.run](study::Study& file) {
            progress->set_value(workbench::runProgress(file, run));
            return base::Result<>();
        },
        [](const base::Result<>&) {});
    described.tell(m_recent, progress->get_future().get());
    m_isLeft = true;
}

} // namespace faultline::app
