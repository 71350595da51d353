// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/one_thread.h"
#include "core/dataset/image_set.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

namespace faultline::dataset {

struct ReadAheadLimits {
    unsigned threads = 0; ///< 0: one a processor, at most 16
    /// Pixels that are decoded and not yet taken, and those that are being decoded, decodingCopies times; the
    /// image that is needed now is decoded beyond it.
    std::size_t bytes = std::size_t{256} << 20;
    /// Pixels of one batch of decoded images; a single image may be larger.
    std::size_t batchBytes = std::size_t{128} << 20;
};

/// Images in the order in which they were asked for; `views` may point into `storage`.
struct ImageBatch {
    std::vector<base::ImageView> views;
    std::vector<base::Image> storage; ///< of the images that were decoded

    ImageBatch() = default;
    ImageBatch(ImageBatch&&) noexcept = default;
    ImageBatch& operator=(ImageBatch&&) noexcept = default;
};

/// Hands out the images of a visiting order and decodes the following ones meanwhile, on threads of its own.
/// A set in memory needs no thread and is not copied. Used by one thread; its destructor waits for the images
/// that are being decoded, one a thread, and for nothing else.
class ReadAhead {
public:
    /// `images` and what `order` refers to outlive the object.
    ReadAhead(const ImageSet& images, std::span<const base::SampleIndex> order, ReadAheadLimits limits = {});
    ~ReadAhead();
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The next `count` images of the order, fewer at its end and where more would be beyond `batchBytes`,
    /// but one at least of what is left. Fails with the first image of the order that can't be read; so do
    /// all further calls.
    [[nodiscard]] base::Result<ImageBatch> next(std::size_t count);

private:
    struct Decoded {
        base::Image storage;
        base::ImageView view;
    };

    [[nodiscard]] base::Result<ImageBatch> fromMemory(std::span<const base::SampleIndex> samples) const;
    [[nodiscard]] base::Result<Decoded> decode(std::size_t position) const;
    [[nodiscard]] std::size_t bytesAt(std::size_t position) const;
    [[nodiscard]] bool mayDecode() const;
    void decodeUntilEnd();
    /// The end of the batch that begins at the next position to be taken.
    [[nodiscard]] std::size_t batchEnd(std::size_t count) const;

    const ImageSet& m_images;
    const std::span<const base::SampleIndex> m_order;
    const ReadAheadLimits m_limits;
    base::OneThread m_consumer;
    std::size_t m_taken = 0; ///< positions handed out
    std::optional<base::Error> m_error;

    std::mutex m_mutex; ///< guards all below
    std::condition_variable m_room;
    std::condition_variable m_arrived;
    std::map<std::size_t, base::Result<Decoded>> m_decoded; ///< by position
    std::size_t m_next = 0;                                 ///< the position to decode next
    std::size_t m_needed = 0;                               ///< the position that is taken next
    std::size_t m_heldBytes = 0;                            ///< in m_decoded, and being decoded
    bool m_ending = false;
    std::vector<std::jthread> m_threads; ///< last, so that it ends first
};

} // namespace faultline::dataset
