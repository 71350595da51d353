// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/lock_holder.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <sstream>

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

/// What writeHolder() wrote.
struct Holder {
    std::string program, process, host;

    [[nodiscard]] std::string text() const {
        return plain(program) + " (process " + plain(process) + " on " + plain(host) + ")";
    }
    /// Whether it ran here and has ended. A process that can't be looked at lives.
    [[nodiscard]] bool isOver() const {
        const auto id = base::parsedNumber<pid_t>(process);
        return id && *id > 0 && !host.empty() && host == hostName() && ::kill(*id, 0) != 0 && errno == ESRCH;
    }
};

std::optional<Holder> holderIn(int descriptor) {
    std::array<char, 512> bytes{};
    const ssize_t size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    std::istringstream lines(std::string(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
    Holder holder;
    if (!std::getline(lines, holder.program) || !std::getline(lines, holder.process) ||
        !std::getline(lines, holder.host))
        return std::nullopt;
    return holder;
}

/// On another host somebody may hold what can't be locked here, and has named himself then.
std::optional<LockTrace> traceIn(int descriptor, const fs::path& file, const struct stat& status) {
    if (status.st_size == 0)
        return std::nullopt;
    const auto holder = holderIn(descriptor);
    const base::Timestamp since{std::chrono::seconds(status.st_mtim.tv_sec)};
    return LockTrace{file, holderText(descriptor), since, holder && holder->isOver()};
}

} // namespace

fs::path lockFileOf(const fs::path& study) {
    return study.parent_path() / ("." + study.filename().string() + ".lock");
}

void writeHolder(int descriptor) {
    const std::string text = std::string(program_invocation_short_name) + "\n" + std::to_string(::getpid()) +
                             "\n" + hostName() + "\n";
    // The names only serve the message of somebody who waits; without them the lock holds all the same.
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        static_cast<void>(::ftruncate(descriptor, 0) == 0);
}

std::string holderText(int descriptor) {
    const auto holder = holderIn(descriptor);
    return holder ? holder->text() : "another program";
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
