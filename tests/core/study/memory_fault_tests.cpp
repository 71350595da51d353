// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/fault_stage.h"

#include <stdexcept>

#include <sqlite3.h>

using namespace faultline;
using namespace faultline::tests;

namespace {

struct Allocations {
    sqlite3_mem_methods real{};
    std::size_t calls = 0, failAt = 0;
    bool isPersistent = false, hasFailed = false;

    bool fail() {
        ++calls;
        if (failAt == 0 || calls < failAt || (calls > failAt && !isPersistent))
            return false;
        hasFailed = true;
        return true;
    }
};
Allocations allocations;

/// While it lives, chosen allocations of SQLite fail. No connection may be open when it comes or goes.
class FaultyMemory {
public:
    FaultyMemory() {
        sqlite3_shutdown();
        allocations = {};
        require(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &allocations.real));
        sqlite3_mem_methods ours = allocations.real;
        ours.xMalloc = [](int bytes) -> void* {
            return allocations.fail() ? nullptr : allocations.real.xMalloc(bytes);
        };
        ours.xRealloc = [](void* memory, int bytes) -> void* {
            return allocations.fail() ? nullptr : allocations.real.xRealloc(memory, bytes);
        };
        require(sqlite3_config(SQLITE_CONFIG_MALLOC, &ours));
        require(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0)); // every allocation comes by
        require(sqlite3_initialize());
    }
    ~FaultyMemory() {
        sqlite3_shutdown();
        sqlite3_config(SQLITE_CONFIG_MALLOC, &allocations.real);
        sqlite3_initialize();
    }
    FaultyMemory(const FaultyMemory&) = delete;
    FaultyMemory& operator=(const FaultyMemory&) = delete;

    void failFrom(std::size_t k, bool isPersistent) {
        allocations.calls = 0;
        allocations.failAt = k;
        allocations.isPersistent = isPersistent;
        allocations.hasFailed = false;
    }
    void disarm() { allocations.failAt = 0; }
    [[nodiscard]] bool hasFailed() const { return allocations.hasFailed; }

private:
    static void require(int code) {
        if (code != SQLITE_OK)
            throw std::runtime_error("SQLite takes no other allocator");
    }
};

} // namespace

TEST_CASE(
    "Whichever allocation of SQLite fails, an error is told, and the study holds the old state or the new "
    "one") {
    const Scene& scene = anyScene();
    const bool isPersistent = GENERATE(false, true);
    FaultyMemory memory;
    Stage stage(scene);
    if (tryAllPlaces())
        tryPlaces(stage, memory, isPersistent, {2'000, scene.isLong ? 97U : 7U});
    else
        tryPlaces(stage, memory, isPersistent, {0, scene.isLong ? 29'989U : 2'999U});
}
