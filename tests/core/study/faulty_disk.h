// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace faultline::tests {

/// While it lives, SQLite reaches the files below a folder through it: it lets chosen calls fail, and knows
/// what a disk would hold after a power cut. One at a time, and no connection may be open when it comes or
/// goes.
class FaultyDisk {
public:
    explicit FaultyDisk(const std::filesystem::path& folder);
    ~FaultyDisk();
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    /// The k-th call from now on (from 1) that reads, writes, syncs, truncates, opens, deletes or locks
    /// fails, and with `isPersistent` all after it.
    void failFrom(std::size_t k, bool isPersistent);
    /// Nothing fails any more; how many calls there were since failFrom().
    std::size_t disarm();
    [[nodiscard]] bool hasFailed() const;

    /// The file system has no memory that programs share.
    void refuseSharedMemory();
    /// The disk is too full for it.
    void leaveNoRoomForSharedMemory();
    /// It has no locks. SQLite is told so, or else, as by an NFS without its lock daemon (ENOLCK), takes the
    /// file for one that somebody else has locked; as by a share that denies locks (EACCES), for one that
    /// nobody has locked when it asks who.
    enum class Told { Missing, Busy, Denied };
    void refuseLocks(Told told = Told::Missing);
    /// Whoever waits for a lock has waited at once.
    void skipWaits();

    /// Does `work` before the k-th call from now on (from 1), of those that failFrom() counts. It may ask for
    /// more of it.
    void interrupt(std::size_t k, std::function<void()> work);

    /// What of the writes that were not synced reaches the disk when the power goes.
    enum class Kept { None, Some, TornToo, All };
    /// File name → bytes, as after a power cut now.
    [[nodiscard]] std::map<std::string, std::string> afterPowerCut(Kept kept, base::Random& random) const;
    /// The power is cut just before the k-th sync from now on (from 1): afterPowerCut() tells of that moment.
    /// The program goes on all the same.
    void cutAtSync(std::size_t k);
    /// Whether there was such a sync.
    [[nodiscard]] bool wasCut() const;
    /// What is on the disk now is there for good.
    void settle();

    struct State;

private:
    std::unique_ptr<State> m_state;
};

} // namespace faultline::tests
