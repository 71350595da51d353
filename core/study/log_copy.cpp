// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"

#include "core/base/files.h"
#include "core/study/label_lines.h"
#include "core/study/label_log.h"
#include "core/study/label_union.h"
#include "core/study/run_entry.h"
#include "core/study/run_log.h"
#include "core/study/sqlite/signature.h"

namespace faultline::study {

namespace {

constexpr std::uint64_t largestLines = std::uint64_t{1} << 30; ///< bytes

bool isDatabase(const std::filesystem::path& path) {
    const auto signature = signatureOf(path);
    return !signature || signature->isDatabase; // what can't be read is refused by the study's own words
}

/// So that nothing large that is something else is read to its end.
base::Result<> beginsAsLines(base::ByteView head, std::uint64_t /*fileSize*/) {
    if (!head.empty() && head.front() == '{')
        return {};
    return base::failure(base::ErrorKind::InvalidInput, "it is no label log, and no study either");
}

/// An error names the file.
base::Result<Database> readLines(const std::filesystem::path& path) {
    FAULTLINE_TRY(bytes, base::readFile(path, largestLines, beginsAsLines));
    auto lines = databaseOf({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!lines)
        return base::failure(lines.error().within(path.string() + " is no label log that can be read"));
    return lines;
}

} // namespace

base::Result<LogCopy> LogCopy::open(const std::filesystem::path& path) {
    if (!isDatabase(path)) {
        FAULTLINE_TRY(lines, readLines(path));
        return LogCopy(path, std::move(lines));
    }
    FAULTLINE_TRY(file, StudyFile::open(path, Access::ReadOnly, lockPatience));
    FAULTLINE_TRY(runs, RunLog::read(file)); // as a study is opened, so that its rows make sense
    FAULTLINE_CHECK(LabelLog::read(file, runs.all().front().header.dataset.size).map([](const LabelLog&) {}));
    return LogCopy(path, std::move(file));
}

base::Result<labels::MergeReport> LogCopy::uniteInto(const Database& into) const {
    auto united = std::visit(
        [&](const auto& log) -> base::Result<labels::MergeReport> {
            if constexpr (std::is_same_v<std::decay_t<decltype(log)>, StudyFile>)
                return log.database().reading([&] { return unite(into, log.database()); });
            else
                return log.reading([&] { return unite(into, log); });
        },
        m_log);
    if (!united)
        return base::failure(united.error().within(m_path.string()));
    return united;
}

} // namespace faultline::study
