// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/features.h"
#include "app/window/recent_keeper.h"
#include "ui/session/backup_keeper.h"
#include "ui/session/desk_keeper.h"
#include "ui/session/study_session.h"
#include "ui/shell/shell.h"
#include "ui/start/recent_studies.h"
#include "ui/workspace/workspace.h"

namespace faultline::app {

/// The composition of the window: makes the features, mounts them in the shell, and joins what one tells with
/// what another shows.
class MainWindow : public ui::Shell {
    Q_OBJECT

public:
    explicit MainWindow(QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Opens a study, or shows on the start page why not.
    void open(const QString& path);
    void evaluate(const ui::EvaluationRequest& request);
    /// "CIFAR-10 × ResNet-18", as the start page's button.
    void startFirstStudy();
    /// Closes all without a question, as at a signal of the system.
    void closeAtOnce();
    [[nodiscard]] ui::Workspace& workspace() { return m_workspace; }

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;

private:
    void connectSession();
    void connectSearch();
    void showSearch();
    void leaveSearch();
    void takeRefusal(const ui::EvaluationRequest& request, const base::Error& why);
    void connectWorkspace();
    void connectFeatures();
    void serveFailureMenu();
    void connectQueue();
    void showItem(base::SampleIndex sample);
    void tellReadOnly(const QString& sentence, QAction* offer);
    void tellWhyNothingIsLabelled();
    void showOpened();
    void reportProblem(const QString& sentence);
    void refreshTitle();

    ui::Workspace m_workspace;
    ui::StudySession m_session{m_workspace};
    ui::BackupKeeper m_backups{m_workspace};
    ui::DeskKeeper m_desk{m_workspace};
    ui::RecentStudies m_recent;
    RecentKeeper m_described{m_workspace, m_session, m_recent};
    bool m_asksBeforeClosing = true;
    QString m_lostText;                 ///< what was said when the study's file went
    QString m_behindText;               ///< why what is shown may be old
    QString m_readOnlyText;             ///< why a study is open for reading alone
    QAction* m_readOnlyOffer = nullptr; ///< what may be done about it; nullptr: nothing
    Features m_features{m_workspace, m_session, m_recent, this};
};

} // namespace faultline::app
