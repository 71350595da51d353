// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/place_watch.h"

#include <chrono>

#include <QFileInfo>

namespace faultline::ui {

using namespace std::chrono_literals;

PlaceWatch::PlaceWatch(QObject* parent)
    : QObject(parent) {
    m_settle.setSingleShot(true);
    m_settle.setInterval(100ms);
    for (const auto signal : {&QFileSystemWatcher::fileChanged, &QFileSystemWatcher::directoryChanged})
        connect(&m_watcher, signal, this, [this] {
            if (!m_settle.isActive())
                m_settle.start();
        });
    connect(&m_settle, &QTimer::timeout, this, [this] {
        watch(); // a file that was replaced is watched no more
        Q_EMIT stirred();
    });
}

void PlaceWatch::setFile(const QString& path) {
    if (const QStringList watched = m_watcher.files() + m_watcher.directories(); !watched.isEmpty())
        m_watcher.removePaths(watched);
    m_settle.stop();
    m_file = path;
    watch();
}

void PlaceWatch::watch() {
    if (m_file.isEmpty())
        return;
    for (const QString& path : {m_file, QFileInfo(m_file).path()})
        if (QFileInfo::exists(path))
            m_watcher.addPath(path);
}

} // namespace faultline::ui
