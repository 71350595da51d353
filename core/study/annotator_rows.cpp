// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/annotator_rows.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/names.h"

#include <unordered_map>
#include <unordered_set>

namespace faultline::study {

namespace {

constexpr std::int64_t mostAnnotators = 10'000;

} // namespace

base::Result<std::string> annotatorName(const std::string& name) {
    return trimmedName("an annotator's name", name);
}

std::vector<labels::Annotator> readAnnotators(const Database& database) {
    std::vector<labels::Annotator> annotators;
    std::unordered_set<std::string> taken;
    std::unordered_map<std::string, int> numbers; ///< that the next of a name tries
    Query query = database.query("SELECT id, uuid, name FROM annotators ORDER BY created_at_ms, name, uuid");
    while (query.next()) {
        const std::string own = query.text(2);
        std::string name = own;
        for (int& number = numbers.try_emplace(own, 2).first->second; !taken.insert(name).second; ++number)
            name = own + " (" + std::to_string(number) + ")";
        annotators.push_back({base::AnnotatorId(query.integer(0)), query.text(1), std::move(name)});
    }
    return annotators;
}

std::optional<labels::Annotator> findAnnotator(const Database& database, const std::string& name) {
    for (const labels::Annotator& annotator : readAnnotators(database))
        if (annotator.name == name)
            return annotator;
    return std::nullopt;
}

labels::Annotator makeAnnotator(const Database& database, const std::string& name) {
    const std::string uuid = base::newUuid();
    database.query("INSERT INTO annotators (uuid, name, created_at_ms) VALUES (?, ?, ?)")
        .with(uuid, name, base::now().time_since_epoch().count())
        .run();
    return {base::AnnotatorId(database.lastId()), uuid, name};
}

base::Result<> checkAnnotators(const Database& database) {
    Query query =
        database.query("SELECT count(*), coalesce(max(length(CAST(name AS BLOB))), 0) FROM annotators");
    if (!query.next())
        return {};
    if (query.integer(0) > mostAnnotators)
        return base::failure(base::ErrorKind::InvalidInput,
                             "there are " + base::groupedText(static_cast<std::uint64_t>(query.integer(0))) +
                                 " annotators, and at most " + base::groupedText(mostAnnotators) +
                                 " are possible");
    if (query.integer(1) > static_cast<std::int64_t>(longestName))
        return base::failure(base::ErrorKind::InvalidInput,
                             "the name of an annotator has " +
                                 base::groupedText(static_cast<std::uint64_t>(query.integer(1))) +
                                 " bytes, and at most " + base::groupedText(longestName) + " are possible");
    return {};
}

base::Result<> checkAnnotator(const Database& database, base::AnnotatorId annotator) {
    if (!database.query("SELECT 1 FROM annotators WHERE id = ?").with(annotator.value).next())
        return base::failure(base::ErrorKind::NotFound, "this study has no annotator with the number " +
                                                            std::to_string(annotator.value));
    return {};
}

} // namespace faultline::study
