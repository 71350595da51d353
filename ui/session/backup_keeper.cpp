// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/backup_keeper.h"

#include "core/workbench/label_backups.h"
#include "ui/places/label_backup_place.h"
#include "ui/workspace/number_text.h"

#include <chrono>

#include <QDateTime>
#include <QLocale>

namespace faultline::ui {

BackupKeeper::BackupKeeper(Workspace& workspace, std::chrono::milliseconds every, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    m_pace.setInterval(every);
    connect(&m_pace, &QTimer::timeout, this, &BackupKeeper::backUp);
    connect(&workspace, &Workspace::opened, this, &BackupKeeper::follow);
    connect(&workspace, &Workspace::closed, this, &BackupKeeper::follow);
}

BackupKeeper::~BackupKeeper() {
    backUp(); // the study's thread finishes what is queued before it ends
}

QString BackupKeeper::offerFor(const std::filesystem::path& study) {
    const auto backups = workbench::labelBackupsOf(study, labelBackupsFolder());
    if (backups.empty())
        return {};
    const workbench::LabelBackup& newest = backups.front();
    const QDateTime written = QDateTime::fromMSecsSinceEpoch(newest.written.time_since_epoch().count());
    return tr("Its labels of %1 (%2 events) are kept in %3: open an earlier copy of the study and take them "
              "in "
              "by File → Merge labels…")
        .arg(QLocale().toString(written, QLocale::ShortFormat), countText(newest.events),
             QString::fromStdString(newest.path.string()));
}

void BackupKeeper::follow() {
    const std::shared_ptr<StudyThread> now =
        m_workspace.study().isWritable() ? m_workspace.study().thread() : nullptr;
    if (now == m_study)
        return;
    backUp();
    m_study = now;
    if (m_study)
        m_pace.start();
    else
        m_pace.stop();
}

void BackupKeeper::backUp() {
    if (!m_study)
        return;
    workbench::BackupRule rule;
    rule.kept = static_cast<std::size_t>(labelBackupsKept());
    m_study->post(
        this,
        [rule](study::Study& study) {
            return workbench::backUpLabels(study, labelBackupsFolder(), rule).map([](auto&&) {});
        },
        [this](const base::Result<>& result) {
            if (!result)
                Q_EMIT failed(QString::fromStdString(result.error().message));
        });
}

} // namespace faultline::ui
