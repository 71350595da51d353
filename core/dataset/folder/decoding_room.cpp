// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/decoding_room.h"

namespace faultline::dataset {

DecodingRoom::Share::Share(DecodingRoom& room, std::size_t fileBytes)
    : m_room(room)
    , m_held(fileBytes) {
    std::unique_lock lock(room.m_mutex);
    room.m_changed.wait(lock, [&] { return room.m_held == 0 || room.m_held + fileBytes <= room.m_bytes; });
    room.m_held += fileBytes;
}

DecodingRoom::Share::~Share() {
    const std::lock_guard lock(m_room.m_mutex);
    m_room.m_held -= m_held;
    m_room.m_decoding -= m_isDecoding ? 1 : 0;
    m_room.m_changed.notify_all();
}

void DecodingRoom::Share::grow(std::size_t pictureBytes) {
    std::unique_lock lock(m_room.m_mutex);
    m_room.m_changed.wait(
        lock, [&] { return m_room.m_decoding == 0 || m_room.m_held + pictureBytes <= m_room.m_bytes; });
    m_room.m_held += pictureBytes;
    m_held += pictureBytes;
    ++m_room.m_decoding;
    m_isDecoding = true;
}

} // namespace faultline::dataset
