// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/label_backups.h"

#include "core/base/files.h"
#include "core/study/label_lines.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <system_error>

namespace faultline::workbench {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

constexpr const char* ending = ".jsonl";
constexpr std::size_t longestHeading = 1u << 16; ///< bytes

/// "2026-11-26T19-40-00.123Z.jsonl": sorted by name is sorted by time.
std::string nameOf(base::Timestamp written) {
    std::string name = base::isoText(written);
    std::replace(name.begin(), name.end(), ':', '-');
    return name + ending;
}

std::optional<study::LinesHeading> headingAt(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string start(longestHeading, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    auto heading = study::headingOf(start);
    if (!heading)
        return std::nullopt;
    return std::move(*heading);
}

/// Newest first; what is none of ours is left out.
std::vector<fs::path> backupsIn(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == ending)
            files.push_back(entry->path());
    std::sort(files.rbegin(), files.rend());
    return files;
}

std::string fileOf(const fs::path& study) {
    std::error_code error;
    const fs::path real = fs::weakly_canonical(study, error);
    return study::placeText(error ? fs::absolute(study, error) : real);
}

struct Kept {
    fs::path path;
    study::LinesHeading heading;
};

/// Of the file called `wanted`, newest first.
std::vector<Kept> keptOf(const std::string& wanted, const fs::path& folder) {
    std::vector<Kept> found;
    for (const fs::path& path : backupsIn(folder))
        if (auto heading = headingAt(path); heading && heading->file == wanted)
            found.push_back({path, std::move(*heading)});
    return found;
}

/// All but the newest ones and the one with the most events: a study may have been replaced by an earlier
/// copy.
void removeOldest(const std::vector<Kept>& newestFirst, std::size_t kept) {
    const auto fullest =
        std::max_element(newestFirst.begin(), newestFirst.end(),
                         [](const Kept& a, const Kept& b) { return a.heading.events < b.heading.events; });
    std::error_code ignored;
    for (auto each = newestFirst.begin(); each != newestFirst.end(); ++each)
        if (static_cast<std::size_t>(each - newestFirst.begin()) >= kept && each != fullest)
            fs::remove(each->path, ignored);
}

} // namespace

base::Result<std::optional<LabelBackup>> backUpLabels(const study::Study& study, const fs::path& folder,
                                                      const BackupRule& rule) {
    if (rule.kept == 0)
        return std::nullopt;
    const fs::path own = folder / study.uuid(); // base::isIdentity(), as of every study that is open
    std::vector<Kept> all = keptOf(study::placeText(study.path()), own);
    if (!all.empty()) {
        const auto age = base::now() - all.front().heading.written;
        if (age >= std::chrono::milliseconds(0) &&
            age < rule.apart) // a clock that was set back tells nothing
            return std::nullopt;
    }
    FAULTLINE_TRY(length, study.labels().length());
    if (length.events == 0 && length.modeChanges == 0 && length.annotatorChanges == 0)
        return std::nullopt;
    if (!all.empty() && length == study::LabelLog::Length{
                                      all.front().heading.actions, all.front().heading.events,
                                      all.front().heading.modeChanges, all.front().heading.annotatorChanges})
        return std::nullopt;
    FAULTLINE_TRY(lines, study.labels().lines());
    FAULTLINE_TRY(heading, study::headingOf(lines));
    std::error_code error;
    fs::create_directories(own, error);
    const LabelBackup made{own / nameOf(heading.written), heading.written, heading.events};
    if (const auto written =
            base::writeFileAtomically(made.path, std::string_view(lines), base::Overwrite::Yes);
        !written)
        return base::failure(written.error().within("the labels were not backed up"));
    all.insert(all.begin(), {made.path, std::move(heading)});
    removeOldest(all, rule.kept);
    return made;
}

std::vector<LabelBackup> labelBackupsOf(const fs::path& study, const fs::path& folder) {
    const std::string wanted = fileOf(study);
    std::vector<LabelBackup> found;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        for (const Kept& kept : keptOf(wanted, entry->path()))
            found.push_back({kept.path, kept.heading.written, kept.heading.events});
    std::sort(found.begin(), found.end(),
              [](const LabelBackup& a, const LabelBackup& b) { return a.written > b.written; });
    return found;
}

} // namespace faultline::workbench
