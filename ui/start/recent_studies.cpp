// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_studies.h"

#include "ui/places/path_text.h"
#include "ui/text/plain_text.h"
#include "ui/workspace/background.h"

#include <algorithm>
#include <filesystem>

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QSettings>

#include <unistd.h>

namespace faultline::ui {

namespace {

const auto arrayKey = QStringLiteral("recentStudies");
const auto pathKey = QStringLiteral("path");
const auto openedKey = QStringLiteral("openedAt");
const auto aboutKey = QStringLiteral("about");
const auto progressKey = QStringLiteral("progress");
const auto decidedKey = QStringLiteral("decidedAt");
const auto pictureKey = QStringLiteral("picture");

RecentSummary summaryIn(const QSettings& settings) {
    return {settings.value(aboutKey).toString(), settings.value(progressKey).toString(),
            settings.value(decidedKey).toDateTime(), settings.value(pictureKey).toByteArray()};
}

QString nameOf(const QString& path) {
    return QFileInfo(path).completeBaseName();
}

QString problemOf(const QString& path) {
    const std::filesystem::path file = pathOf(path);
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return RecentStudies::tr(
                   "The study %1 is not there any more: it was moved, renamed or deleted. Open it from "
                   "its new place, or remove it from this list.")
            .arg(path);
    if (!std::filesystem::is_regular_file(file, error) || ::access(file.c_str(), R_OK) != 0)
        return RecentStudies::tr("The study %1 can't be read: check its permissions.").arg(path);
    return {};
}

} // namespace

RecentStudies::RecentStudies(QObject* parent)
    : QAbstractListModel(parent) {
    QSettings settings;
    const int count = std::min(settings.beginReadArray(arrayKey), limit);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const QString path = pathTextIn(settings.value(pathKey));
        if (!path.isEmpty())
            m_entries.push_back({path, settings.value(openedKey).toDateTime(), summaryIn(settings), {}});
    }
    settings.endArray();
}

void RecentStudies::add(const QString& path) {
    const QString absolute = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    beginResetModel();
    RecentSummary summary;
    if (const auto known = std::ranges::find(m_entries, absolute, &Entry::path); known != m_entries.end()) {
        summary = std::move(known->summary);
        m_entries.erase(known);
    }
    m_entries.insert(m_entries.begin(), {absolute, QDateTime::currentDateTimeUtc(), std::move(summary), {}});
    if (m_entries.size() > limit)
        m_entries.resize(limit);
    endResetModel();
    save();
}

void RecentStudies::describe(const QString& path, const RecentSummary& summary) {
    const QString absolute = QDir::cleanPath(QFileInfo(path).absoluteFilePath());
    const auto found = std::ranges::find(m_entries, absolute, &Entry::path);
    if (found == m_entries.end())
        return;
    const QByteArray before = found->summary.picture;
    found->summary = summary;
    if (summary.picture.isEmpty())
        found->summary.picture = before;
    const QModelIndex changed = index(static_cast<int>(found - m_entries.begin()));
    Q_EMIT dataChanged(changed, changed);
    save();
}

void RecentStudies::remove(const QString& path) {
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry& entry) { return entry.path == path; });
    if (found == m_entries.end())
        return;
    const int row = static_cast<int>(found - m_entries.begin());
    beginRemoveRows({}, row, row);
    m_entries.erase(found);
    endRemoveRows();
    save();
}

void RecentStudies::check() {
    QStringList paths;
    for (const Entry& entry : m_entries)
        paths << entry.path;
    runInBackground(
        this,
        [paths] {
            QStringList problems;
            for (const QString& path : paths)
                problems << problemOf(path);
            return problems;
        },
        [this, paths](const QStringList& problems) {
            for (Entry& entry : m_entries)
                if (const auto at = paths.indexOf(entry.path); at >= 0)
                    entry.problem = problems[at];
            if (!m_entries.empty())
                Q_EMIT dataChanged(index(0), index(rowCount() - 1));
            Q_EMIT checked();
        });
}

int RecentStudies::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant RecentStudies::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry& entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return nameOf(entry.path);
    case Qt::ToolTipRole:
        return tipOf(entry.problem.isEmpty() ? entry.path : entry.problem);
    case Qt::AccessibleTextRole:
        return entry.problem.isEmpty()
                   ? tr("%1, %2, in %3")
                         .arg(nameOf(entry.path), entry.summary.progress, QFileInfo(entry.path).path())
                   : tr("%1, not available").arg(nameOf(entry.path));
    case PathRole:
        return entry.path;
    case OpenedAtRole:
        return entry.openedAt;
    case AboutRole:
        return entry.summary.about;
    case ProgressRole:
        return entry.summary.progress;
    case DecidedAtRole:
        return entry.summary.decidedAt;
    case PictureRole:
        return QImage::fromData(entry.summary.picture, "PNG");
    case ProblemRole:
        return entry.problem;
    default:
        return {};
    }
}

void RecentStudies::save() const {
    QSettings settings;
    settings.remove(arrayKey);
    settings.beginWriteArray(arrayKey, static_cast<int>(m_entries.size()));
    for (int i = 0; i < rowCount(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(pathKey, storedPath(m_entries[static_cast<std::size_t>(i)].path));
        settings.setValue(openedKey, m_entries[static_cast<std::size_t>(i)].openedAt);
        const RecentSummary& summary = m_entries[static_cast<std::size_t>(i)].summary;
        settings.setValue(aboutKey, summary.about);
        settings.setValue(progressKey, summary.progress);
        settings.setValue(decidedKey, summary.decidedAt);
        settings.setValue(pictureKey, summary.picture);
    }
    settings.endArray();
}

} // namespace faultline::ui
