// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/origin/show_in_folder.h"

#include <utility>

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

namespace faultline::ui {

namespace {

using Failed = std::function<void(const QString&)>;

constexpr int patience = 3'000; ///< milliseconds, for a file manager that starts first

void openFolder(const QString& file, const Failed& failed) {
    const QString folder = QFileInfo(file).absolutePath();
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        failed(QCoreApplication::translate("ShowInFolder", "No file manager could be opened for %1")
                   .arg(folder));
}

} // namespace

void showInFolder(const QString& file, QObject* context, Failed failed) {
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return openFolder(file, failed);
    const QString name = QStringLiteral("org.freedesktop.FileManager1");
    QDBusMessage call = QDBusMessage::createMethodCall(name, QStringLiteral("/org/freedesktop/FileManager1"),
                                                       name, QStringLiteral("ShowItems"));
    call << QStringList{QUrl::fromLocalFile(file).toString(QUrl::FullyEncoded)} << QString();
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, patience), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [watcher, file, failed = std::move(failed)] {
                         watcher->deleteLater();
                         if (watcher->isError())
                             openFolder(file, failed);
                     });
}

} // namespace faultline::ui
