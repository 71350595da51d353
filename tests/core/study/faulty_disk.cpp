// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/faulty_disk.h"

#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace faultline::tests {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t sectorBytes = 512;

struct Change {
    std::size_t offset;
    std::optional<std::string> bytes; ///< nothing: the file is cut at the offset

    void applyTo(std::string& file) const {
        if (!bytes) {
            file.resize(offset);
            return;
        }
        if (file.size() < offset + bytes->size())
            file.resize(offset + bytes->size());
        file.replace(offset, bytes->size(), *bytes);
    }
};

/// What a disk has for good, and what was written since.
struct Tracked {
    std::string durable;
    std::vector<Change> pending;

    void sync() {
        for (const Change& change : pending)
            change.applyTo(durable);
        pending.clear();
    }
};

} // namespace

struct FaultyDisk::State {
    sqlite3_vfs vfs{};
    sqlite3_vfs* real = nullptr;
    std::string folder; ///< with a slash behind it

    // Of any thread: who lets calls fail is not always who makes them.
    std::atomic<std::size_t> calls = 0;
    std::atomic<std::size_t> failAt = 0; ///< 0: never
    std::atomic<bool> isPersistent = false;
    std::atomic<bool> hasFailed = false;
    int memoryAnswer = SQLITE_OK;
    int lockAnswer = SQLITE_OK;
    bool tellsHolders = true; ///< of locks

    std::size_t interruptedAt = 0; ///< 0: never
    std::function<void()> interruption;

    std::map<std::string, Tracked> files;
    std::size_t syncs = 0;
    std::size_t cutAt = 0; ///< 0: never
    std::optional<std::map<std::string, Tracked>> cut;

    [[nodiscard]] bool isOurs(const char* path) const {
        return path != nullptr && std::string_view(path).starts_with(folder);
    }
    /// Whether this call, about a file that is ours or not, is to fail.
    bool fails(bool isOurs) {
        if (!isOurs)
            return false;
        const std::size_t call = ++calls, first = failAt;
        if (call == interruptedAt)
            std::exchange(interruption, {})();
        if (first == 0 || call < first || (call > first && !isPersistent))
            return false;
        hasFailed = true;
        return true;
    }
    void track(const std::string& path) {
        if (!files.contains(path))
            files[path].durable = fs::exists(path) ? readText(path) : std::string();
    }
    void sync(const std::string& path) {
        if (++syncs == cutAt)
            cut = files;
        files[path].sync();
    }
};

namespace {

FaultyDisk::State* state = nullptr; ///< of the one that lives

/// A file of ours, and behind it the real one.
struct File {
    sqlite3_file base;
    std::string* path;
    bool isOurs;

    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& fileOf(sqlite3_file* file) {
    return *reinterpret_cast<File*>(file);
}

int closeFile(sqlite3_file* file) {
    File& ours = fileOf(file);
    delete ours.path;
    ours.path = nullptr;
    return ours.real()->pMethods != nullptr ? ours.real()->pMethods->xClose(ours.real()) : SQLITE_OK;
}
int readFile(sqlite3_file* file, void* into, int bytes, sqlite3_int64 offset) {
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_READ;
    return fileOf(file).real()->pMethods->xRead(fileOf(file).real(), into, bytes, offset);
}
int writeFile(sqlite3_file* file, const void* from, int bytes, sqlite3_int64 offset) {
    File& ours = fileOf(file);
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_FULL;
    if (ours.isOurs)
        state->files[*ours.path].pending.push_back(
            {static_cast<std::size_t>(offset),
             std::string(static_cast<const char*>(from), static_cast<std::size_t>(bytes))});
    return ours.real()->pMethods->xWrite(ours.real(), from, bytes, offset);
}
int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
    File& ours = fileOf(file);
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_TRUNCATE;
    if (ours.isOurs)
        state->files[*ours.path].pending.push_back({static_cast<std::size_t>(size), std::nullopt});
    return ours.real()->pMethods->xTruncate(ours.real(), size);
}
int syncFile(sqlite3_file* file, int flags) {
    File& ours = fileOf(file);
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_FSYNC;
    if (ours.isOurs)
        state->sync(*ours.path);
    return ours.real()->pMethods->xSync(ours.real(), flags);
}
int fileSize(sqlite3_file* file, sqlite3_int64* size) {
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_FSTAT;
    return fileOf(file).real()->pMethods->xFileSize(fileOf(file).real(), size);
}
int lockFile(sqlite3_file* file, int level) {
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_LOCK;
    if (fileOf(file).isOurs && state->lockAnswer != SQLITE_OK)
        return state->lockAnswer;
    return fileOf(file).real()->pMethods->xLock(fileOf(file).real(), level);
}
int unlockFile(sqlite3_file* file, int level) {
    return fileOf(file).real()->pMethods->xUnlock(fileOf(file).real(), level);
}
int checkReserved(sqlite3_file* file, int* isReserved) {
    if (state->fails(fileOf(file).isOurs) || (fileOf(file).isOurs && !state->tellsHolders))
        return SQLITE_IOERR_CHECKRESERVEDLOCK;
    return fileOf(file).real()->pMethods->xCheckReservedLock(fileOf(file).real(), isReserved);
}
int control(sqlite3_file* file, int operation, void* argument) {
    return fileOf(file).real()->pMethods->xFileControl(fileOf(file).real(), operation, argument);
}
int sectorSize(sqlite3_file* file) {
    return fileOf(file).real()->pMethods->xSectorSize(fileOf(file).real());
}
int characteristics(sqlite3_file* file) {
    return fileOf(file).real()->pMethods->xDeviceCharacteristics(fileOf(file).real());
}
int mapShared(sqlite3_file* file, int region, int size, int extend, void volatile** into) {
    if (state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_SHMMAP;
    if (fileOf(file).isOurs && state->memoryAnswer != SQLITE_OK)
        return state->memoryAnswer;
    return fileOf(file).real()->pMethods->xShmMap(fileOf(file).real(), region, size, extend, into);
}
int lockShared(sqlite3_file* file, int offset, int count, int flags) {
    if ((flags & SQLITE_SHM_LOCK) != 0 && state->fails(fileOf(file).isOurs))
        return SQLITE_IOERR_SHMLOCK;
    return fileOf(file).real()->pMethods->xShmLock(fileOf(file).real(), offset, count, flags);
}
void barrier(sqlite3_file* file) {
    fileOf(file).real()->pMethods->xShmBarrier(fileOf(file).real());
}
int unmapShared(sqlite3_file* file, int remove) {
    return fileOf(file).real()->pMethods->xShmUnmap(fileOf(file).real(), remove);
}

const sqlite3_io_methods methods{2,        closeFile,   readFile,        writeFile,  truncateFile,
                                 syncFile, fileSize,    lockFile,        unlockFile, checkReserved,
                                 control,  sectorSize,  characteristics, mapShared,  lockShared,
                                 barrier,  unmapShared, nullptr,         nullptr};

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flagsOut) {
    File& ours = fileOf(file);
    ours.base.pMethods = nullptr;
    ours.path = nullptr;
    ours.isOurs = state->isOurs(name);
    if (state->fails(ours.isOurs))
        return SQLITE_CANTOPEN;
    if (ours.isOurs)
        state->track(name);
    const int result = state->real->xOpen(state->real, name, ours.real(), flags, flagsOut);
    if (ours.real()->pMethods == nullptr)
        return result;
    ours.base.pMethods = &methods;
    ours.path = new std::string(name != nullptr ? name : "");
    return result;
}
int deleteFile(sqlite3_vfs*, const char* name, int syncFolder) {
    if (state->fails(state->isOurs(name)))
        return SQLITE_IOERR_DELETE;
    state->files.erase(name);
    return state->real->xDelete(state->real, name, syncFolder);
}
int accessFile(sqlite3_vfs*, const char* name, int flags, int* result) {
    if (state->fails(state->isOurs(name)))
        return SQLITE_IOERR_ACCESS;
    return state->real->xAccess(state->real, name, flags, result);
}
int skipWait(sqlite3_vfs*, int microseconds) {
    return microseconds;
}

} // namespace

FaultyDisk::FaultyDisk(const fs::path& folder)
    : m_state(std::make_unique<State>()) {
    m_state->folder = folder.string() + '/';
    m_state->real = sqlite3_vfs_find(nullptr);
    m_state->vfs = *m_state->real;
    m_state->vfs.zName = "faulty";
    m_state->vfs.pNext = nullptr;
    m_state->vfs.szOsFile = static_cast<int>(sizeof(File)) + m_state->real->szOsFile;
    m_state->vfs.xOpen = openFile;
    m_state->vfs.xDelete = deleteFile;
    m_state->vfs.xAccess = accessFile;
    state = m_state.get();
    if (sqlite3_vfs_register(&m_state->vfs, 1) != SQLITE_OK)
        throw std::runtime_error("SQLite takes no further file system");
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_register(m_state->real, 1);
    sqlite3_vfs_unregister(&m_state->vfs);
    state = nullptr;
}

void FaultyDisk::failFrom(std::size_t k, bool isPersistent) {
    m_state->calls = 0;
    m_state->failAt = k;
    m_state->isPersistent = isPersistent;
    m_state->hasFailed = false;
}

std::size_t FaultyDisk::disarm() {
    m_state->failAt = 0;
    return m_state->calls;
}

void FaultyDisk::refuseSharedMemory() {
    m_state->memoryAnswer = SQLITE_IOERR_SHMMAP;
}

void FaultyDisk::leaveNoRoomForSharedMemory() {
    m_state->memoryAnswer = SQLITE_IOERR_SHMSIZE;
}

void FaultyDisk::refuseLocks(Told told) {
    m_state->lockAnswer = told == Told::Missing ? SQLITE_IOERR_LOCK : SQLITE_BUSY;
    m_state->tellsHolders = told == Told::Denied;
}

void FaultyDisk::skipWaits() {
    m_state->vfs.xSleep = skipWait;
}

bool FaultyDisk::hasFailed() const {
    return m_state->hasFailed;
}

void FaultyDisk::interrupt(std::size_t k, std::function<void()> work) {
    m_state->interruptedAt = m_state->calls + k;
    m_state->interruption = std::move(work);
}

void FaultyDisk::cutAtSync(std::size_t k) {
    m_state->syncs = 0;
    m_state->cutAt = k;
    m_state->cut.reset();
}

bool FaultyDisk::wasCut() const {
    return m_state->cut.has_value();
}

void FaultyDisk::settle() {
    m_state->files.clear();
}

std::map<std::string, std::string> FaultyDisk::afterPowerCut(Kept kept, base::Random& random) const {
    std::map<std::string, std::string> disk;
    for (const auto& [path, file] : m_state->cut ? *m_state->cut : m_state->files) {
        std::string& content = disk[fs::path(path).filename().string()] = file.durable;
        for (const Change& change : file.pending) {
            if (kept == Kept::None || (kept != Kept::All && random.below(2) == 0))
                continue;
            Change part = change;
            if (kept == Kept::TornToo && part.bytes && part.bytes->size() > sectorBytes)
                part.bytes->resize(sectorBytes * (1 + random.below(part.bytes->size() / sectorBytes)));
            part.applyTo(content);
        }
    }
    return disk;
}

} // namespace faultline::tests
