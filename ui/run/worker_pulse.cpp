// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/worker_pulse.h"

#include <utility>

namespace faultline::ui {

void WorkerPulse::look(std::uint64_t activity) {
    m_silent = std::exchange(m_activity, activity) == activity ? m_silent + 1 : 1;
    if (m_isBusy && !isStalled())
        ++m_standing;
}

void WorkerPulse::setBusy(bool isBusy) {
    m_isBusy = isBusy;
    m_standing = 0;
}

base::Result<> WorkerPulse::take(const protocol::Pong& pong) {
    if (pong.token <= m_lastPong || pong.token > m_lastPing)
        return base::failure(base::ErrorKind::Worker, "an answer to a ping that was not sent");
    m_lastPong = pong.token;
    if (std::exchange(m_pieces, pong.pieces) != pong.pieces)
        m_standing = 0;
    return {};
}

} // namespace faultline::ui
