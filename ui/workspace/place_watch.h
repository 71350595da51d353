// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Tells when something has happened to a file or to its folder. What, must be looked at.
class PlaceWatch : public QObject {
    Q_OBJECT

public:
    explicit PlaceWatch(QObject* parent = nullptr);

    /// Empty: nothing is watched.
    void setFile(const QString& path);

Q_SIGNALS:
    void stirred();

private:
    void watch();

    QString m_file;
    QFileSystemWatcher m_watcher;
    QTimer m_settle; ///< a save by another program is several changes
};

} // namespace faultline::ui
