// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/folder_scan.h"

#include "core/base/files.h"
#include "core/dataset/folder/decoding_room.h"
#include "core/dataset/folder/image_folder.h"
#include "core/dataset/identity.h"
#include "core/dataset/image_decoder.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

namespace faultline::dataset {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr unsigned mostThreads = 32;

/// A reason without what is of one file alone, so that like ones are counted together: its path becomes "it",
/// and numbers of more than three digits, which are its size, "…"; those behind "where" are a limit and stay.
std::string kindOf(std::string why, const std::string& path) {
    for (std::size_t at = why.find(path); at != std::string::npos; at = why.find(path, at))
        why.replace(at, path.size(), "it");
    const std::size_t limit = std::min(why.find(", where "), why.size());
    std::string kind;
    for (std::size_t begin = 0; begin < limit;) {
        const std::size_t end = std::min(why.find_first_not_of("0123456789,", begin), limit);
        const std::size_t length = end - begin;
        constexpr std::size_t digits = 3;
        kind += length > digits ? "…" : why.substr(begin, std::max<std::size_t>(length, 1));
        begin += std::max<std::size_t>(length, 1);
    }
    return kind + why.substr(limit);
}

/// Threads take the next file until none is left; the opening thread waits and reports.
class FolderScan {
public:
    FolderScan(const FolderListing& listing, const OpenOptions& options)
        : m_listing(listing)
        , m_options(options)
        , m_scanned(listing.images.size()) {}

    Result<std::vector<ScannedImage>> run() {
        const std::size_t threads = std::min<std::size_t>(
            std::clamp(std::thread::hardware_concurrency(), 1u, mostThreads), m_scanned.size());
        {
            m_running = threads;
            std::vector<std::jthread> workers;
            for (std::size_t i = 0; i < threads; ++i)
                workers.emplace_back([this] { scanUntilEnd(); });
            reportUntilEnd();
        }
        if (m_options.job.isStopped())
            return failure(ErrorKind::Cancelled, "opening " + m_listing.root.string() + " was stopped");
        return std::move(m_scanned);
    }

private:
    void scanUntilEnd() {
        for (std::size_t i = m_next++; i < m_scanned.size() && !m_options.job.isStopped(); i = m_next++) {
            m_scanned[i] = scanned(m_listing.images[i]);
            const std::lock_guard lock(m_mutex);
            ++m_done;
            m_changed.notify_one();
        }
        const std::lock_guard lock(m_mutex);
        --m_running;
        m_changed.notify_one();
    }

    ScannedImage scanned(const ListedImage& listed) {
        try {
            std::error_code unknown; // then reading it says why
            const auto fileBytes = std::filesystem::file_size(m_listing.root / listed.path, unknown);
            DecodingRoom::Share share(m_room, unknown || fileBytes > imageFileLimit ? 0 : fileBytes);
            const Result<base::Image> image =
                decodeListed(m_listing, listed, *m_options.decoder, [&share](std::size_t pictureBytes) {
                    share.grow(decodingCopies * pictureBytes);
                });
            if (!image)
                return unreadable(listed, image.error().message);
            return {IdentityHash::digest(image->view()), {}, {}, image->pixels().size()};
        } catch (const std::bad_alloc&) {
            return unreadable(listed, "there is not enough memory to decode it");
        }
    }

    [[nodiscard]] ScannedImage unreadable(const ListedImage& listed, const std::string& why) const {
        return {std::nullopt, shownPath(listed.path) + ": " + why,
                "pictures that can't be read: " + kindOf(why, (m_listing.root / listed.path).string()), 0};
    }

    void reportUntilEnd() {
        std::size_t reported = 0;
        std::unique_lock lock(m_mutex);
        while (m_running > 0 || reported < m_done) {
            m_changed.wait(lock, [&] { return m_running == 0 || m_done > reported; });
            const std::size_t done = m_done;
            if (done == reported)
                continue;
            reported = done;
            lock.unlock();
            m_options.job.tell(done, m_scanned.size());
            lock.lock();
        }
    }

    const FolderListing& m_listing;
    const OpenOptions& m_options;
    std::vector<ScannedImage> m_scanned; ///< each element is written by the thread that took it
    std::atomic<std::size_t> m_next = 0;
    DecodingRoom m_room{mostScannedBytes};

    std::mutex m_mutex; ///< guards all below
    std::condition_variable m_changed;
    std::size_t m_done = 0;
    std::size_t m_running = 0;
};

} // namespace

Result<base::Image> decodeListed(const FolderListing& listing, const ListedImage& image,
                                 const ImageDecoder& decoder,
                                 const std::function<void(std::size_t pictureBytes)>& beforeDecoding) {
    const Result<base::Bytes> file = base::readFile(listing.root / image.path, imageFileLimit);
    if (!file)
        return failure(file.error());
    if (file->empty())
        return failure(ErrorKind::InvalidInput, "it is empty");
    if (beforeDecoding)
        beforeDecoding(decoder.decodedBytes(*file));
    return decoder.decode(*file);
}

Result<std::vector<ScannedImage>> scanFolder(const FolderListing& listing, const OpenOptions& options) {
    return FolderScan(listing, options).run();
}

} // namespace faultline::dataset
