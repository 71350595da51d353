// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace faultline::base {

/// Tells the answer to the latest of several askings from those to older ones, which come late and no longer
/// count. Used by one thread.
class Latest {
public:
    /// One asking of it.
    enum class Asking : std::uint64_t {};

    /// From now on the answer to this asking alone counts.
    [[nodiscard]] Asking ask() {
        drop();
        return m_latest;
    }
    /// No answer that is under way counts any more.
    void drop() { m_latest = Asking(static_cast<std::uint64_t>(m_latest) + 1); }
    /// The latest asking, for a further step of its answer.
    [[nodiscard]] Asking present() const { return m_latest; }
    [[nodiscard]] bool counts(Asking asked) const { return asked == m_latest; }

private:
    Asking m_latest{};
};

} // namespace faultline::base
