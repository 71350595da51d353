// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/one_thread.h"

#include <cstdio>
#include <cstdlib>

namespace faultline::base {

bool OneThread::isMine() const noexcept {
    const std::thread::id self = std::this_thread::get_id();
    std::thread::id user;
    return m_user.compare_exchange_strong(user, self, std::memory_order_relaxed) || user == self;
}

void OneThread::require(std::string_view what) const noexcept {
    if (isMine())
        return;
    std::fprintf(stderr, "faultline: %.*s is used by a second thread\n", static_cast<int>(what.size()),
                 what.data());
    std::abort();
}

} // namespace faultline::base
