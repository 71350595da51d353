// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/start/recent_summary.h"

#include <vector>

#include <QAbstractListModel>
#include <QDateTime>
#include <QString>

namespace faultline::ui {

/// The studies opened last, newest first, kept in the user's settings. Whether a file is still there is
/// looked up in the background, since a path may lie on a network mount.
class RecentStudies : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        PathRole = Qt::UserRole,
        OpenedAtRole, ///< QDateTime
        AboutRole,    ///< QString, as the next ones: RecentSummary; empty where it is not known
        ProgressRole,
        DecidedAtRole, ///< QDateTime
        PictureRole,   ///< QImage; null: none
        ProblemRole    ///< QString: why it can't be opened; empty where nothing is known against it
    };
    static constexpr int limit = 12;

    /// Reads the settings.
    explicit RecentStudies(QObject* parent = nullptr);

    /// Puts the study in front and writes the settings.
    void add(const QString& path);
    /// What the list tells of the study from now on, where it is in it.
    void describe(const QString& path, const RecentSummary& summary);
    void remove(const QString& path);
    /// Looks again which files are there; checked() follows.
    void check();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void checked();

private:
    struct Entry {
        QString path;
        QDateTime openedAt;
        RecentSummary summary;
        QString problem;
    };
    void save() const;

    std::vector<Entry> m_entries;
};

} // namespace faultline::ui
