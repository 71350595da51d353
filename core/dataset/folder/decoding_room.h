// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace faultline::dataset {

/// What threads that decode files may hold of memory together: first each its file, and then, since only the
/// file says how large it is, the picture besides. One that alone is larger than the room is let in alone.
class DecodingRoom {
public:
    explicit DecodingRoom(std::size_t bytes)
        : m_bytes(bytes) {}

    /// A thread's share; given back at the end of its life. The room outlives it.
    class Share {
    public:
        /// Waits until there is room for the file.
        Share(DecodingRoom& room, std::size_t fileBytes);
        ~Share();
        Share(const Share&) = delete;
        Share& operator=(const Share&) = delete;
        /// Waits until there is room for the picture, too, or nobody decodes: then those who hold files would
        /// wait for each other, and one goes on beyond the limit. Once.
        void grow(std::size_t pictureBytes);

    private:
        DecodingRoom& m_room;
        std::size_t m_held;
        bool m_isDecoding = false;
    };

private:
    const std::size_t m_bytes;
    std::mutex m_mutex; ///< guards all below
    std::condition_variable m_changed;
    std::size_t m_held = 0;
    std::size_t m_decoding = 0; ///< shares that have grown
};

} // namespace faultline::dataset
