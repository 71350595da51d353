// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/log_fit.h"

#include "core/base/bytes.h"
#include "core/study/sqlite/database.h"

#include <array>
#include <fstream>
#include <optional>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

fs::path logOf(const fs::path& study) {
    return study.string() + "-wal";
}

std::uint32_t bigEndian(const char* bytes) {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

/// Commits that the log holds: frames of its present generation (the salts of its header) that end a
/// transaction. https://www.sqlite.org/walformat.html
std::uint64_t commitsIn(const fs::path& log) {
    constexpr std::size_t headerSize = 32;
    constexpr std::size_t frameHeaderSize = 24;
    std::ifstream file(log, std::ios::binary);
    std::array<char, headerSize> header{};
    if (!file.read(header.data(), header.size()))
        return 0;
    const std::uint32_t pageSize = bigEndian(header.data() + 8);
    std::uint64_t commits = 0;
    std::array<char, frameHeaderSize> frame{};
    while (file.read(frame.data(), frame.size())) {
        const bool isOfThisGeneration = bigEndian(frame.data() + 8) == bigEndian(header.data() + 16) &&
                                        bigEndian(frame.data() + 12) == bigEndian(header.data() + 20);
        if (!isOfThisGeneration || !file.seekg(pageSize, std::ios::cur))
            break;
        if (bigEndian(frame.data() + 4) != 0) // pages of the database after this commit
            ++commits;
    }
    return commits;
}

struct State {
    std::string uuid;
    std::int64_t transactions = 0;
};

/// Nothing: the study is older than the counter.
base::Result<std::optional<State>> stateOf(const fs::path& study, Database::Mode mode) {
    FAULTLINE_TRY(database, Database::open(study, mode));
    return database.reading([&]() -> base::Result<std::optional<State>> {
        Query counts = database.query("SELECT 1 FROM pragma_table_info('study') WHERE name = 'transactions'");
        if (!counts.next())
            return std::nullopt;
        Query row = database.query("SELECT uuid, transactions FROM study");
        if (!row.next())
            return base::failure(ErrorKind::InvalidInput, "the study has no identity");
        return State{row.text(0), row.integer(1)};
    });
}

} // namespace

base::Result<LogFit> logFit(const fs::path& study) {
    const std::uint64_t commits = commitsIn(logOf(study));
    if (commits == 0) // nothing would be replayed
        return LogFit::None;
    // The power went while the log was being folded in: only a writer can read the study, and a foreign log
    // beside that is not looked for.
    std::error_code ignored;
    if (fs::exists(study.string() + "-journal", ignored))
        return LogFit::Own;
    const auto file = stateOf(study, Database::Mode::ReadImmutable);
    if (!file || !*file)
        return LogFit::Own; // as far as can be told: whatever is wrong is found when it is opened
    const auto replayed = stateOf(study, Database::Mode::Read);
    if (!replayed && replayed.error().kind != ErrorKind::InvalidInput)
        return base::failure(replayed.error());
    if (!replayed || !*replayed || (*replayed)->uuid != (*file)->uuid)
        return LogFit::Foreign;
    const auto last = (*replayed)->transactions;
    const auto before = last - static_cast<std::int64_t>(commits);
    return before <= (*file)->transactions && (*file)->transactions <= last ? LogFit::Own : LogFit::Foreign;
}

base::Result<fs::path> setLogAside(const fs::path& study) {
    for (int attempt = 1;; ++attempt) {
        const fs::path aside = study.string() + ".log-of-another-copy" +
                               (attempt == 1 ? std::string() : "-" + std::to_string(attempt));
        std::error_code error;
        if (fs::exists(fs::symlink_status(aside, error)))
            continue;
        fs::rename(logOf(study), aside, error);
        if (error)
            return base::failure(ErrorKind::Io,
                                 "the log beside " + study.string() +
                                     " belongs to another copy and can't be set aside: " + error.message());
        fs::remove(study.string() + "-shm", error); // the index of that log
        return aside;
    }
}

} // namespace faultline::study
