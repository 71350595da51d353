// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/schema.h"

#include "schema_text.h"

#include <array>
#include <iterator>
#include <map>
#include <system_error>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

constexpr std::array<Migration, 6> allMigrations{{{1, schemaVersion1},
                                                  {2, schemaVersion2},
                                                  {3, schemaVersion3},
                                                  {4, schemaVersion4},
                                                  {5, schemaVersion5},
                                                  {6, schemaVersion6, true}}};

using SchemaText = std::map<std::string, std::string>; ///< "table predictions" → its text

SchemaText schemaText(const Database& database) {
    SchemaText text;
    Query query = database.query("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema");
    while (query.next())
        text[query.text(0) + " " + query.text(1)] = query.text(2) + "\n" + query.text(3);
    return text;
}

void applyThrough(const Database& database, std::span<const Migration> migrations, int from, int to) {
    for (const Migration& migration : migrations)
        if (migration.version > from && migration.version <= to)
            database.execute(migration.statements);
}

base::Result<SchemaText> expectedText(int version, std::span<const Migration> migrations) {
    FAULTLINE_TRY(scratch, Database::open({}, Database::Mode::Memory));
    return scratch.writing([&]() -> base::Result<SchemaText> {
        applyThrough(scratch, migrations, 0, version);
        return schemaText(scratch);
    });
}

/// The first name of what only one of the two has, or has differently.
std::string firstDifference(const SchemaText& expected, const SchemaText& found) {
    for (const auto& [name, text] : expected)
        if (const auto other = found.find(name); other == found.end() || other->second != text)
            return name;
    for (const auto& [name, text] : found)
        if (!expected.contains(name))
            return name;
    return {};
}

/// "a.v1.faultline", or "a.v1-2.faultline" where that exists.
fs::path copyName(const fs::path& path, int version) {
    for (int attempt = 1;; ++attempt) {
        const std::string number = attempt == 1 ? "" : "-" + std::to_string(attempt);
        fs::path name = path.parent_path() / (path.stem().string() + ".v" + std::to_string(version) + number +
                                              path.extension().string());
        if (std::error_code ignored; !fs::exists(name, ignored))
            return name;
    }
}

base::Result<fs::path> keptCopy(const Database& database, const fs::path& path, int version) {
    const fs::path copy = copyName(path, version);
    const fs::path partial = copy.string() + ".new";
    std::error_code ignored;
    fs::remove(partial, ignored);
    if (auto copied = database.copyTo(partial); !copied) {
        fs::remove(partial, ignored);
        return base::failure(copied.error().within("cannot keep a copy before the migration"));
    }
    std::error_code error;
    fs::rename(partial, copy, error);
    if (error) {
        fs::remove(partial, ignored);
        return base::failure(ErrorKind::Io, "cannot keep the copy " + copy.string() + ": " + error.message());
    }
    return copy;
}

} // namespace

std::span<const Migration> standardMigrations() {
    return allMigrations;
}

int oldestReadable(std::span<const Migration> migrations) {
    auto oldest = migrations.rbegin();
    while (oldest->keepsTables && std::next(oldest) != migrations.rend())
        ++oldest;
    return oldest->version;
}

void makeSchema(const Database& database, std::span<const Migration> migrations) {
    const int newest = migrations.back().version;
    database.execute("PRAGMA application_id = " + std::to_string(applicationId));
    applyThrough(database, migrations, 0, newest);
    database.execute("PRAGMA user_version = " + std::to_string(newest));
}

base::Result<> checkSchema(const Database& database, int version, std::span<const Migration> migrations) {
    FAULTLINE_TRY(expected, expectedText(version, migrations));
    const std::string difference = firstDifference(expected, schemaText(database));
    if (!difference.empty())
        return base::failure(ErrorKind::InvalidInput,
                             "its tables are not those of a Faultline study (" + difference +
                                 " was changed, added or removed); go back to a copy that Faultline wrote");
    return {};
}

int statedVersion(const Database& database) {
    Query query = database.query("PRAGMA user_version");
    return query.next() ? static_cast<int>(query.integer(0)) : 0;
}

base::Result<int> schemaVersion(const Database& database, const fs::path& path,
                                std::span<const Migration> migrations) {
    const int newest = migrations.back().version;
    FAULTLINE_TRY(version, database.reading([&]() -> base::Result<int> { return statedVersion(database); }));
    if (version > newest)
        return base::failure(ErrorKind::Refused,
                             path.string() + " was written by a newer Faultline (study version " +
                                 std::to_string(version) + ", this program knows versions up to " +
                                 std::to_string(newest) + "); update Faultline to open it");
    if (version < migrations.front().version)
        return base::failure(ErrorKind::InvalidInput, path.string() + " is not a complete study (version " +
                                                          std::to_string(version) +
                                                          "); go back to a copy of it");
    return version;
}

base::Result<fs::path> migrate(Database& database, const fs::path& path, int from,
                               std::span<const Migration> migrations) {
    const int newest = migrations.back().version;
    FAULTLINE_TRY(copy, keptCopy(database, path, from));
    FAULTLINE_CHECK(database.writing([&]() -> base::Result<> {
        applyThrough(database, migrations, from, newest);
        Query broken = database.query("PRAGMA foreign_key_check");
        if (broken.next())
            return base::failure(ErrorKind::InvalidInput, path.string() +
                                                              " can't be brought to study version " +
                                                              std::to_string(newest) + " (table " +
                                                              broken.text(0) + "): nothing was changed");
        database.execute("PRAGMA user_version = " + std::to_string(newest));
        return checkSchema(database, newest, migrations);
    }));
    return std::move(copy);
}

} // namespace faultline::study
