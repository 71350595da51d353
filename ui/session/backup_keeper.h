// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <chrono>
#include <filesystem>
#include <memory>

#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Keeps the labels of the open study a second time (workbench/label_backups.h): when it is closed, and every
/// hour of work.
class BackupKeeper : public QObject {
    Q_OBJECT

public:
    /// @param every between copies while the study is open
    explicit BackupKeeper(Workspace& workspace, std::chrono::milliseconds every = std::chrono::hours(1),
                          QObject* parent = nullptr);
    ~BackupKeeper() override;

    /// What a person should know of a study that can't be opened: "Its labels of … are kept in …". Empty:
    /// there are none. Any thread.
    [[nodiscard]] static QString offerFor(const std::filesystem::path& study);

Q_SIGNALS:
    void failed(const QString& sentence);

private:
    void follow();
    void backUp();

    Workspace& m_workspace;
    std::shared_ptr<StudyThread> m_study; ///< also when the workspace has let go of it
    QTimer m_pace;
};

} // namespace faultline::ui
