// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/queue.h"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace faultline::plans {

/// Where somebody stands in their queue: which place is current, and which comes next. Positions are those of
/// the queue.
class QueueWalk {
public:
    QueueWalk() = default;
    /// Begins at the first place that is not answered.
    QueueWalk(std::vector<QueuePlace> places, std::set<std::uint32_t> answered);

    [[nodiscard]] const std::vector<QueuePlace>& places() const { return m_places; }
    [[nodiscard]] bool isAnswered(std::uint32_t position) const { return m_answered.contains(position); }
    [[nodiscard]] std::size_t answeredCount() const { return m_answered.size(); }
    [[nodiscard]] bool isDone() const { return m_answered.size() >= m_places.size(); }
    /// Nothing: all is answered.
    [[nodiscard]] std::optional<std::uint32_t> current() const { return m_current; }

    /// The current place is answered; goes on to the next open one.
    void answer();
    /// The current one comes back when no other is open; goes on.
    void later();
    /// What comes back so, in that order.
    [[nodiscard]] const std::vector<std::uint32_t>& putOff() const { return m_later; }
    /// These, too, where they are open, as they were put off before.
    void putOff(const std::vector<std::uint32_t>& positions);
    /// To the place that was current before; false where there is none.
    bool back();
    /// To a place that was asked for already, or is the next one. False of any other: whoever picks places
    /// ahead and stops then has no random sample.
    bool goTo(std::uint32_t position);
    /// What was answered is open again and becomes current.
    void reopen(std::uint32_t position);

private:
    [[nodiscard]] bool isOpen(std::uint32_t position) const;
    /// The first place that is neither answered nor put off; nothing: there is none.
    [[nodiscard]] std::optional<std::uint32_t> firstOpen() const;
    void goOn();

    std::vector<QueuePlace> m_places;
    std::set<std::uint32_t> m_answered;
    std::vector<std::uint32_t> m_later; ///< put off, in this order
    std::vector<std::uint32_t> m_trail; ///< what was current before, the last one at the end
    std::optional<std::uint32_t> m_current;
};

} // namespace faultline::plans
