// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/event_decoder.h"

namespace faultline::ui {

void EventDecoder::feed(const QByteArray& bytes) {
    m_user.require("an EventDecoder");
    if (m_broken)
        return;
    m_frames.feed(
        {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
    while (decodeNext()) {
    }
}

void EventDecoder::endStream() {
    m_user.require("an EventDecoder");
    Q_EMIT ended(m_broken ? 0 : static_cast<qsizetype>(m_frames.pending()));
}

bool EventDecoder::decodeNext() {
    auto payload = m_frames.next();
    if (!payload) {
        breakOff(payload.error());
        return false;
    }
    if (!*payload)
        return false;
    auto event = protocol::decodedEvent(**payload);
    if (!event) {
        breakOff(event.error());
        return false;
    }
    Q_EMIT decoded(std::make_shared<const protocol::Event>(std::move(*event)));
    return true;
}

void EventDecoder::breakOff(const base::Error& error) {
    m_broken = true;
    Q_EMIT broken(QString::fromStdString(error.message));
}

} // namespace faultline::ui
