// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/origin/origin_actions.h"

#include "ui/origin/show_in_folder.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/background.h"
#include "ui/workspace/number_text.h"
#include "ui/workspace/picture_origin.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace faultline::ui {

namespace {

using Files = base::Result<std::vector<std::filesystem::path>>;

/// All of them, or why one is not to be had. Waits on their disk.
Files filesOf(const std::vector<PictureOrigin>& origins) {
    std::vector<std::filesystem::path> files;
    for (const PictureOrigin& origin : origins) {
        FAULTLINE_TRY(file, fileOf(origin));
        files.push_back(std::filesystem::absolute(file));
    }
    return files;
}

} // namespace

OriginActions::OriginActions(Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_copyIndex(new QAction(tr("Copy &index"), this))
    , m_copyPath(new QAction(tr("Copy &path"), this))
    , m_showInFolder(new QAction(tr("Show in &folder"), this)) {
    setTip(m_copyIndex, tr("The number of the picture in its data set, from 0"));
    connect(m_copyIndex, &QAction::triggered, this, &OriginActions::copyIndices);
    connect(m_copyPath, &QAction::triggered, this, &OriginActions::copyPaths);
    connect(m_showInFolder, &QAction::triggered, this, &OriginActions::showFolder);
    refresh();
}

void OriginActions::refresh() {
    const int row = m_workspace.study().isOpen() ? m_workspace.cursor().current() : -1;
    m_copyIndex->setEnabled(row >= 0);
    const bool hasPath = row >= 0 && !m_workspace.items().path(row).isEmpty();
    const auto origin = hasPath ? originOf(m_workspace, row)
                                : base::Result<PictureOrigin>(base::failure(base::ErrorKind::NotFound, {}));
    const bool isHere = origin && isThere(*origin);
    const QString why =
        isHere ? QString()
        : origin
            ? tr("The data set %1 is not there any more").arg(QString::fromStdString(origin->folder.string()))
            : QString::fromStdString(origin.error().message);
    for (QAction* action : {m_copyPath, m_showInFolder}) {
        action->setVisible(hasPath);
        action->setEnabled(isHere);
        setTip(action, why);
    }
}

void OriginActions::copyIndices() {
    QStringList indices;
    for (const int row : m_workspace.cursor().targets())
        indices << QString::number(m_workspace.items().failure(row).sample.value);
    if (indices.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(indices.join(u'\n'));
    Q_EMIT done(indices.size() == 1 ? tr("Copied: %1").arg(indices.front())
                                    : tr("%1 indices are copied").arg(countText(indices.size())));
}

void OriginActions::copyPaths() {
    std::vector<PictureOrigin> origins;
    for (const int row : m_workspace.cursor().targets()) {
        auto origin = originOf(m_workspace, row);
        if (!origin)
            return Q_EMIT failed(QString::fromStdString(origin.error().message));
        origins.push_back(std::move(*origin));
    }
    runInBackground(
        this, [origins = std::move(origins)] { return filesOf(origins); },
        [this](const Files& files) {
            if (!files)
                return Q_EMIT failed(QString::fromStdString(files.error().message));
            QStringList paths;
            for (const std::filesystem::path& file : *files)
                paths << QString::fromStdString(file.string());
            QGuiApplication::clipboard()->setText(paths.join(u'\n'));
            Q_EMIT done(paths.size() == 1 ? tr("Copied: %1").arg(paths.front())
                                          : tr("%1 paths are copied").arg(countText(paths.size())));
        });
}

void OriginActions::showFolder() {
    if (m_workspace.cursor().current() < 0)
        return;
    const auto origin = originOf(m_workspace, m_workspace.cursor().current());
    if (!origin)
        return Q_EMIT failed(QString::fromStdString(origin.error().message));
    runInBackground(
        this, [origin = *origin] { return filesOf({origin}); },
        [this](const Files& files) {
            if (!files)
                return Q_EMIT failed(QString::fromStdString(files.error().message));
            ui::showInFolder(QString::fromStdString(files->front().string()), this,
                             [this](const QString& sentence) { Q_EMIT failed(sentence); });
        });
}

} // namespace faultline::ui
