// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/lock_holder.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;

namespace {

/// Printable ASCII of one line, for a text that anybody may have written.
std::string plain(const std::string& line) {
    std::string text = line.substr(0, 80);
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text;
}

std::string hostName() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0)
        host[0] = '\0';
    return host.data();
}

/// Within which a process number means one process: this start of the kernel, and the namespace of the
/// numbers, since containers may have the host's name. Nothing where that can't be told.
std::string processSpace() {
    std::string boot;
    std::error_code error;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> boot;
    const std::string numbers = fs::read_symlink("/proc/self/ns/pid", error).string();
    return boot.empty() || numbers.empty() ? std::string() : boot + " " + numbers;
}

/// Whether it ran here and has ended. A process that can't be looked at lives.
bool isOver(const std::string& process, const std::string& host, const std::string& space) {
    const auto id = base::parsedNumber<pid_t>(process);
    return id && *id > 0 && !host.empty() && host == hostName() && !space.empty() &&
           space == processSpace() && ::kill(*id, 0) != 0 && errno == ESRCH;
}

/// On another host somebody may hold what can't be locked here, and has named himself then.
std::optional<LockTrace> traceIn(int descriptor, const fs::path& file, const struct stat& status) {
    if (status.st_size == 0)
        return std::nullopt;
    const LockHolder holder = holderIn(descriptor);
    const base::Timestamp since{std::chrono::seconds(status.st_mtim.tv_sec)};
    return LockTrace{file, holder.text, since, holder.isOver};
}

} // namespace

fs::path lockFileOf(const fs::path& study) {
    return study.parent_path() / ("." + study.filename().string() + ".lock");
}

void writeHolder(int descriptor) {
    const std::string text = std::string(program_invocation_short_name) + "\n" + std::to_string(::getpid()) +
                             "\n" + hostName() + "\n" + processSpace() + "\n";
    // The names only serve the message of somebody who waits; without them the lock holds all the same.
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        static_cast<void>(::ftruncate(descriptor, 0) == 0);
}

LockHolder holderIn(int descriptor) {
    std::array<char, 512> bytes{};
    const ssize_t size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    std::istringstream lines(std::string(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
    std::string program, process, host, space;
    if (!std::getline(lines, program) || !std::getline(lines, process) || !std::getline(lines, host))
        return {};
    std::getline(lines, space); // not of who wrote before it was told
    return {plain(program) + " (process " + plain(process) + " on " + plain(host) + ")",
            isOver(process, host, space)};
}

LockLook lookAtLock(const fs::path& study) {
    const fs::path file = lockFileOf(study);
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return {};
    LockLook found;
    struct stat status {};
    if (::flock(descriptor, LOCK_SH | LOCK_NB) != 0) {
        found.isLocked = errno == EWOULDBLOCK || ::fstat(descriptor, &status) != 0;
        if (!found.isLocked)
            found.trace = traceIn(descriptor, file, status);
    }
    ::close(descriptor);
    return found;
}

} // namespace faultline::study
