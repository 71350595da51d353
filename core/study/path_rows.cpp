// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/path_rows.h"

#include "core/base/printable.h"
#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "core/study/stored_values.h"

namespace faultline::study {

namespace {

/// From a column that is not NULL.
base::Result<std::string> pathFrom(const Query& query, int column, base::SampleIndex sample) {
    std::string path = query.text(column);
    if (!dataset::isPicturePath(path))
        return damaged("the path of " + sampleText(sample) + " is no text of 1 to 4,096 bytes");
    return path;
}

} // namespace

base::Result<> storePath(const Database& database, base::SampleIndex sample,
                         const std::optional<std::string>& path) {
    if (!path)
        return {};
    if (!dataset::isPicturePath(*path))
        return base::failure(base::ErrorKind::InvalidInput, "the path of " + sampleText(sample) +
                                                                " is none: \"" +
                                                                base::printable(path->substr(0, 60)) + "\"");
    database.query("UPDATE samples SET path = ? WHERE sample = ? AND path IS NULL")
        .with(*path, sample.value)
        .run();
    return {};
}

base::Result<std::optional<std::string>> readPath(const Database& database, base::SampleIndex sample) {
    Query query = database.query("SELECT path FROM samples WHERE sample = ? AND path IS NOT NULL");
    if (!query.with(sample.value).next())
        return std::optional<std::string>();
    return pathFrom(query, 0, sample).map([](std::string path) { return std::optional(std::move(path)); });
}

base::Result<dataset::PicturePaths> readPaths(const Database& database, const RunEntry& run) {
    dataset::PicturePaths paths;
    Query query = database.query("SELECT sample, path FROM items JOIN samples USING (sample) "
                                 "WHERE run = ? AND path IS NOT NULL ORDER BY sample");
    query.with(run.id.value);
    while (query.next()) {
        const std::int64_t number = query.integer(0);
        if (number < 0 || number >= run.header.dataset.size)
            return damaged("an item of its run makes no sense");
        const base::SampleIndex sample(static_cast<std::uint32_t>(number));
        FAULTLINE_TRY(path, pathFrom(query, 1, sample));
        paths.emplace(sample, std::move(path));
    }
    return paths;
}

std::uint64_t unsoundPaths(const Database& database) {
    std::uint64_t unsound = 0;
    Query query = database.query("SELECT path FROM samples WHERE path IS NOT NULL");
    while (query.next())
        unsound += dataset::isPicturePath(query.text(0)) ? 0 : 1;
    return unsound;
}

} // namespace faultline::study
