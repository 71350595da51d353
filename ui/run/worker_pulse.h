// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/protocol/messages/ping_message.h"

#include <cstdint>

namespace faultline::ui {

/// Whether a worker lives, and whether anything comes of what it was asked for. Looks are counted, not
/// seconds: a suspended machine or a stopped application is not the worker's fault.
class WorkerPulse {
public:
    /// @param silentLooks without a byte, after which it counts as silent
    /// @param stalledLooks without a finished piece of a request, after which it counts as stalled
    WorkerPulse(int silentLooks, int stalledLooks)
        : m_mostSilent(silentLooks)
        , m_mostStanding(stalledLooks) {}

    /// To be called at equal intervals. @param activity a number that grows with each byte
    void look(std::uint64_t activity);
    [[nodiscard]] bool isSilent() const { return m_silent > m_mostSilent; }
    /// It lives, but has finished nothing of its request for long.
    [[nodiscard]] bool isStalled() const { return m_standing >= m_mostStanding; }

    /// A request that takes a while was sent, or has ended.
    void setBusy(bool isBusy);

    [[nodiscard]] protocol::Ping nextPing() { return {++m_lastPing}; }
    /// Refuses an answer to what was not asked.
    [[nodiscard]] base::Result<> take(const protocol::Pong& pong);

private:
    const int m_mostSilent, m_mostStanding;
    int m_silent = 0;
    int m_standing = 0;
    bool m_isBusy = false;
    std::uint64_t m_activity = 0;
    std::uint64_t m_pieces = 0;
    std::uint64_t m_lastPing = 0, m_lastPong = 0; ///< tokens
};

} // namespace faultline::ui
