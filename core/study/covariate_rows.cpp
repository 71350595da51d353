// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/covariate_rows.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/plan_rows.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace faultline::study {

using base::ErrorKind;
using base::Result;

namespace {

constexpr const char* answersKind = "answers";
constexpr const char* suspectedKind = "suspected";
constexpr std::int32_t notSaid = -1; ///< in the file alone

/// What covariates are of.
struct DatasetSize {
    std::size_t images = 0, classes = 0;
};

DatasetSize sizeOf(const Database& database) {
    Query query = database.query("SELECT min(size), (SELECT count(*) FROM dataset_classes) FROM datasets");
    if (!query.next() || !isCount(query.integer(0)))
        return {};
    return {static_cast<std::size_t>(query.integer(0)), static_cast<std::size_t>(query.integer(1))};
}

const char* kindOf(const dataset::Covariate& covariate) {
    return covariate.answers() != nullptr ? answersKind : suspectedKind;
}

base::Bytes bytesOf(const dataset::Covariate& covariate) {
    if (const auto* answers = covariate.answers())
        return base::packed(answers->values());
    std::vector<std::int32_t> numbers;
    const auto add = [&](std::optional<base::ClassId> id) {
        numbers.push_back(id ? static_cast<std::int32_t>(id->value) : notSaid);
    };
    for (const dataset::SuspectedError& error : covariate.suspected()->all()) {
        numbers.push_back(static_cast<std::int32_t>(error.sample.value));
        add(error.given);
        add(error.guess);
    }
    return base::packed(numbers);
}

std::string uuidOf(const std::string& kind, base::ByteView content) {
    base::Sha256 hash;
    const std::string heading = "faultline covariate " + kind + "\n";
    hash.add({reinterpret_cast<const std::uint8_t*>(heading.data()), heading.size()});
    hash.add(content);
    return base::uuidOf(hash.finish());
}

tl::unexpected<base::Error> invalid(const std::string& what) {
    return base::failure(ErrorKind::InvalidInput, what);
}

/// What content of the right form must also be: of this data set.
Result<> checkFits(const dataset::Covariate& covariate, const DatasetSize& size) {
    if (const auto* answers = covariate.answers()) {
        if (answers->images() != size.images)
            return invalid("it is of " + base::groupedText(answers->images()) +
                           " images, but the data set of this study has " + base::groupedText(size.images));
        if (answers->classes() != size.classes)
            return invalid("it has " + std::to_string(answers->classes()) +
                           " classes, but the data set of this study has " + std::to_string(size.classes));
        return {};
    }
    const auto isClass = [&](std::optional<base::ClassId> id) { return !id || id->value < size.classes; };
    for (const dataset::SuspectedError& error : covariate.suspected()->all()) {
        if (error.sample.value >= size.images)
            return invalid("image " + std::to_string(error.sample.value) +
                           " is none of the data set of this study, which has " +
                           base::groupedText(size.images));
        if (!isClass(error.given) || !isClass(error.guess))
            return invalid("image " + std::to_string(error.sample.value) +
                           " is said to be of a class that the data set of this study does not have");
    }
    return {};
}

Result<std::variant<dataset::HumanAnswers, dataset::SuspectedErrors>>
contentFrom(const std::string& kind, base::ByteView bytes, const DatasetSize& size) {
    if (kind == answersKind) {
        // Before anything is allocated for it.
        if (bytes.size() != size.images * size.classes * sizeof(float))
            return invalid("it has not one number for each image and class");
        FAULTLINE_TRY(answers, dataset::HumanAnswers::make(size.classes, base::unpacked<float>(bytes)));
        return std::move(answers);
    }
    constexpr std::size_t members = 3;
    const std::vector<std::int32_t> numbers = base::unpacked<std::int32_t>(bytes);
    if (bytes.size() % (members * sizeof(std::int32_t)) != 0 || numbers.size() / members > size.images)
        return invalid("it is no list of images of the data set");
    std::vector<dataset::SuspectedError> errors;
    for (std::size_t i = 0; i < numbers.size(); i += members) {
        const auto isNumber = [&](std::int32_t value, std::size_t end) {
            return value >= 0 && static_cast<std::size_t>(value) < end;
        };
        const auto classOf = [](std::int32_t value) {
            return value == notSaid ? std::nullopt
                                    : std::optional(base::ClassId(static_cast<std::uint16_t>(value)));
        };
        if (!isNumber(numbers[i], size.images))
            return invalid("it names an image that the data set does not have");
        if (!errors.empty() && numbers[i] <= static_cast<std::int32_t>(errors.back().sample.value))
            return invalid("its images are not in their order, each once");
        for (const std::int32_t id : {numbers[i + 1], numbers[i + 2]})
            if (id != notSaid && !isNumber(id, size.classes))
                return invalid("it names a class that the data set does not have");
        errors.push_back({base::SampleIndex(static_cast<std::uint32_t>(numbers[i])), classOf(numbers[i + 1]),
                          classOf(numbers[i + 2])});
    }
    FAULTLINE_TRY(suspected, dataset::SuspectedErrors::make(std::move(errors)));
    return std::move(suspected);
}

/// A row of anybody's file, checked.
struct CovariateRow {
    std::string uuid;
    std::int64_t addedAt = 0;
    dataset::Covariate covariate;
};

/// @param visit returns an error to stop @param size of the data set that the rows are to be of
template <class Visit>
Result<> visitRows(const Database& database, const DatasetSize& size, Visit visit) {
    Query rows = database.query(
        "SELECT uuid, name, kind, content, added_at_ms FROM covariates ORDER BY added_at_ms, uuid");
    for (std::size_t number = 1; rows.next(); ++number) {
        const std::string name = rows.text(1);
        if (number > mostCovariates)
            return invalid("there are more than " + std::to_string(mostCovariates) + " covariates");
        FAULTLINE_CHECK(dataset::checkCovariateName(name));
        const auto within = [&](const base::Error& error) {
            return base::failure(error.within("the covariate \"" + name + "\""));
        };
        if (!isTime(rows.integer(4)) || uuidOf(rows.text(2), rows.blob(3)) != rows.text(0))
            return invalid("the covariate \"" + name + "\" was altered: its content is not what was added");
        auto content = contentFrom(rows.text(2), rows.blob(3), size);
        if (!content)
            return within(content.error());
        FAULTLINE_CHECK(visit(CovariateRow{rows.text(0), rows.integer(4), {name, std::move(*content)}}));
    }
    return {};
}

} // namespace

Result<std::vector<dataset::Covariate>> readCovariates(const Database& database) {
    std::vector<dataset::Covariate> covariates;
    std::set<std::string> taken;
    const auto read = visitRows(database, sizeOf(database), [&](CovariateRow row) -> Result<> {
        const std::string own = row.covariate.name;
        for (int number = 2; !taken.insert(base::lowered(row.covariate.name)).second; ++number)
            row.covariate.name = own + "-" + std::to_string(number);
        covariates.push_back(std::move(row.covariate));
        return {};
    });
    if (!read)
        return damaged(read.error().message);
    return covariates;
}

Result<> storeCovariate(const Database& database, const dataset::Covariate& covariate) {
    FAULTLINE_CHECK(dataset::checkCovariateName(covariate.name));
    FAULTLINE_CHECK(checkFits(covariate, sizeOf(database)));
    FAULTLINE_TRY(present, readCovariates(database));
    for (const dataset::Covariate& each : present)
        if (base::lowered(each.name) == base::lowered(covariate.name))
            return base::failure(ErrorKind::Refused,
                                 "this study has a covariate \"" + each.name +
                                     "\" already; choose another name, or remove that one "
                                     "first");
    if (present.size() >= mostCovariates)
        return base::failure(ErrorKind::Refused, "a study holds " + std::to_string(mostCovariates) +
                                                     " covariates at most; remove one first");
    const base::Bytes content = bytesOf(covariate);
    if (content.size() > mostCovariateBytes)
        return base::failure(ErrorKind::Refused,
                             "it is larger than a study can hold as one value (64 MiB: 16 million numbers)");
    const std::string uuid = uuidOf(kindOf(covariate), content);
    if (Query same = database.query("SELECT name FROM covariates WHERE uuid = ?"); same.with(uuid).next())
        return base::failure(ErrorKind::Refused,
                             "this study has the same content already, as \"" + same.text(0) + "\"");
    database.query("INSERT INTO covariates (uuid, name, kind, content, added_at_ms) VALUES (?, ?, ?, ?, ?)")
        .with(uuid, covariate.name, kindOf(covariate), base::ByteView(content),
              base::now().time_since_epoch().count())
        .run();
    return {};
}

Result<> removeCovariate(const Database& database, const std::string& name) {
    FAULTLINE_TRY(present, readCovariates(database));
    std::string known;
    for (const dataset::Covariate& each : present) {
        if (base::lowered(each.name) == base::lowered(name)) {
            database.query("DELETE FROM covariates WHERE uuid = ?")
                .with(uuidOf(kindOf(each), bytesOf(each)))
                .run();
            return {};
        }
        known += (known.empty() ? "" : ", ") + each.name;
    }
    return base::failure(ErrorKind::NotFound,
                         "there is no covariate \"" + base::printable(name) + "\"; " +
                             (known.empty() ? "this study has none" : "there are " + known));
}

Result<> uniteCovariates(const Database& into, const Database& from) {
    if (packagedFor(from) || packagedFor(into)) // what people said is not for whoever labels
        return {};
    const auto united = visitRows(from, sizeOf(into), [&](const CovariateRow& row) -> Result<> {
        const base::Bytes content = bytesOf(row.covariate);
        Query present = into.query("SELECT added_at_ms, name FROM covariates WHERE uuid = ?");
        if (!present.with(row.uuid).next())
            into.query(
                    "INSERT INTO covariates (uuid, name, kind, content, added_at_ms) VALUES (?, ?, ?, ?, ?)")
                .with(row.uuid, row.covariate.name, kindOf(row.covariate), base::ByteView(content),
                      row.addedAt)
                .run();
        else if (std::tuple(row.addedAt, row.covariate.name) <
                 std::tuple(present.integer(0), present.text(1)))
            into.query("UPDATE covariates SET added_at_ms = ?, name = ? WHERE uuid = ?")
                .with(row.addedAt, row.covariate.name, row.uuid)
                .run();
        return {};
    });
    if (!united)
        return base::failure(ErrorKind::Refused, united.error().message);
    Query count = into.query("SELECT count(*) FROM covariates");
    if (count.next() && count.integer(0) > static_cast<std::int64_t>(mostCovariates))
        return base::failure(ErrorKind::Refused, "together they have more than " +
                                                     std::to_string(mostCovariates) +
                                                     " covariates, which is more than a study holds; remove "
                                                     "some first");
    return {};
}

} // namespace faultline::study
