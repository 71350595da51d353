// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/read_ahead.h"

#include "core/dataset/image_decoder.h"

#include <algorithm>
#include <new>
#include <utility>

namespace faultline::dataset {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr unsigned mostThreads = 16;

std::size_t threadCount(unsigned asked, std::size_t images) {
    const unsigned threads =
        asked != 0 ? asked : std::clamp(std::thread::hardware_concurrency(), 1u, mostThreads);
    return std::min<std::size_t>(threads, images);
}

} // namespace

ReadAhead::ReadAhead(const ImageSet& images, std::span<const base::SampleIndex> order, ReadAheadLimits limits)
    : m_images(images)
    , m_order(order)
    , m_limits(limits) {
    if (images.isInMemory())
        return;
    for (std::size_t i = threadCount(limits.threads, order.size()); i > 0; --i)
        m_threads.emplace_back([this] { decodeUntilEnd(); });
}

ReadAhead::~ReadAhead() {
    const std::lock_guard lock(m_mutex);
    m_ending = true;
    m_room.notify_all();
}

Result<ImageBatch> ReadAhead::next(std::size_t count) {
    m_consumer.require("a read-ahead of images");
    if (m_error)
        return failure(*m_error);
    const std::size_t end = batchEnd(count);
    if (m_images.isInMemory()) {
        const std::size_t begin = std::exchange(m_taken, end);
        return fromMemory(m_order.subspan(begin, end - begin));
    }
    ImageBatch batch;
    std::unique_lock lock(m_mutex);
    for (; m_taken < end; ++m_taken) {
        m_needed = m_taken;
        m_room.notify_one();
        m_arrived.wait(lock, [&] { return m_decoded.contains(m_taken); });
        Result<Decoded> decoded = std::move(m_decoded.extract(m_taken).mapped());
        if (!decoded)
            return failure(m_error.emplace(std::move(decoded).error()));
        m_heldBytes -= bytesAt(m_taken);
        m_room.notify_one();
        batch.views.push_back(decoded->view);
        batch.storage.push_back(std::move(decoded->storage));
    }
    return batch;
}

Result<ImageBatch> ReadAhead::fromMemory(std::span<const base::SampleIndex> samples) const {
    ImageBatch batch;
    base::Image unused;
    for (const base::SampleIndex sample : samples) {
        FAULTLINE_TRY(view, m_images.image(sample, unused));
        batch.views.push_back(view);
    }
    return batch;
}

Result<ReadAhead::Decoded> ReadAhead::decode(std::size_t position) const {
    try {
        base::Image storage;
        FAULTLINE_TRY(view, m_images.image(m_order[position], storage));
        return Decoded{std::move(storage), view};
    } catch (const std::bad_alloc&) {
        return failure(ErrorKind::Io, "there is not enough memory to read image " +
                                          std::to_string(m_order[position].value) + " of the data set");
    }
}

std::size_t ReadAhead::batchEnd(std::size_t count) const {
    const std::size_t last = m_taken + std::min(count, m_order.size() - m_taken);
    std::size_t bytes = 0;
    for (std::size_t position = m_taken; position < last; ++position) {
        bytes += bytesAt(position);
        if (bytes > m_limits.batchBytes && position > m_taken)
            return position;
    }
    return last;
}

std::size_t ReadAhead::bytesAt(std::size_t position) const {
    return m_images.storageBytes(m_order[position]);
}

bool ReadAhead::mayDecode() const {
    return m_next == m_needed || m_heldBytes + decodingCopies * bytesAt(m_next) <= m_limits.bytes;
}

void ReadAhead::decodeUntilEnd() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_room.wait(lock, [&] { return m_ending || m_next == m_order.size() || mayDecode(); });
        if (m_ending || m_next == m_order.size())
            return;
        const std::size_t position = m_next++;
        m_heldBytes += decodingCopies * bytesAt(position);
        m_room.notify_one(); // there may be room for another one
        lock.unlock();
        Result<Decoded> decoded = decode(position);
        lock.lock();
        m_heldBytes -= (decodingCopies - 1) * bytesAt(position);
        m_room.notify_one();
        if (!decoded) {
            m_next = m_order.size(); // nobody will take what comes behind it
            m_room.notify_all();
        }
        m_decoded.emplace(position, std::move(decoded));
        m_arrived.notify_one();
    }
}

} // namespace faultline::dataset
