// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study.h"

#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/model/run_header.h"
#include "core/study/mode_rows.h"
#include "core/study/package_rows.h"
#include "core/study/prediction_rows.h"
#include "core/study/run_entry.h"
#include "core/study/run_rows.h"
#include "core/study/source_rows.h"
#include "core/study/stored_values.h"
#include "core/study/verify.h"

#include <optional>
#include <utility>

namespace faultline::study {

using base::ErrorKind;

/// They point to the file, and so lie at one place.
struct Study::Parts {
    StudyFile file;
    std::string uuid;
    std::optional<RunLog> runs;
    std::optional<LabelLog> labels;
    Pictures pictures;
    PlanStore plans;
    CovariateStore covariates;

    explicit Parts(StudyFile open)
        : file(std::move(open))
        , pictures(file)
        , plans(file)
        , covariates(file) {}
};

namespace {

base::Result<> fill(const Database& database, const model::RunHeader& header,
                    const model::BatchReport& firstBatch, const std::string& runNameGiven) {
    database
        .query("INSERT INTO study (id, uuid, created_at_ms, created_by, transactions) VALUES (1, ?, ?, ?, 1)")
        .with(base::newUuid(), base::now().time_since_epoch().count(), "faultline " FAULTLINE_VERSION)
        .run();
    storeTaxonomy(database, labels::standardTaxonomy());
    std::string name = freeRunName(header, {});
    if (!runNameGiven.empty()) {
        FAULTLINE_TRY(given, runName(runNameGiven));
        name = std::move(given);
    }
    FAULTLINE_CHECK(checkHeader(header));
    FAULTLINE_TRY(run, storeRun(database, storeDataset(database, header.dataset), header, name));
    return storeBatch(database, run, firstBatch);
}

} // namespace

Study::Study(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}

Study::~Study() = default;

Study::Study(Study&& other) noexcept
    : m_parts(std::move(other.m_parts)) {
    if (m_parts)
        m_parts->file.database().handOver();
}

Study& Study::operator=(Study&& other) noexcept {
    Study taken(std::move(other));
    m_parts.swap(taken.m_parts);
    return *this;
}

base::Result<Study> Study::opened(StudyFile file) {
    auto parts = std::make_unique<Parts>(std::move(file));
    FAULTLINE_TRY(uuid, parts->file.reading([](const Database& database) -> base::Result<std::string> {
        Query study = database.query("SELECT uuid FROM study");
        if (!study.next() || !base::isIdentity(study.text(0)))
            return damaged("it has no identity");
        return study.text(0);
    }));
    parts->uuid = std::move(uuid);
    FAULTLINE_TRY(runs, RunLog::read(parts->file));
    parts->runs.emplace(std::move(runs));
    FAULTLINE_TRY(labels, LabelLog::read(parts->file, parts->runs->all().front().header.dataset.size));
    parts->labels.emplace(std::move(labels));
    return Study(std::move(parts));
}

base::Result<Study> Study::create(const std::filesystem::path& path, const model::RunHeader& header,
                                  const model::BatchReport& firstBatch, const std::string& runName) {
    if (firstBatch.predictions.empty())
        return base::failure(ErrorKind::InvalidInput,
                             "cannot create " + path.string() + ": a study begins with its first results");
    FAULTLINE_TRY(file, StudyFile::create(path, [&](Database& database) {
                      return fill(database, header, firstBatch, runName);
                  }));
    return opened(std::move(file));
}

base::Result<Study> Study::open(const std::filesystem::path& path, Access access,
                                std::chrono::milliseconds patience) {
    FAULTLINE_TRY(file, StudyFile::open(path, access, patience));
    auto study = opened(std::move(file));
    if (!study)
        return base::failure(study.error().within("cannot open " + path.string()));
    return study;
}

const std::filesystem::path& Study::path() const {
    return m_parts->file.path();
}

Access Study::access() const {
    return m_parts->file.access();
}

base::Result<> Study::inPlace() const {
    return m_parts->file.inPlace();
}

base::Result<> Study::copyTo(const std::filesystem::path& target) const {
    return m_parts->file.copyTo(target);
}

base::Result<> Study::writePackage(const std::filesystem::path& target, const PackageRequest& request) const {
    const auto fill = [&](Database& package) {
        return m_parts->file.reading(
            [&](const Database& database) { return fillPackage(package, database, request); });
    };
    return StudyFile::create(target, fill).map([](const StudyFile&) {});
}

const std::string& Study::uuid() const {
    return m_parts->uuid;
}

const dataset::DatasetInfo& Study::dataset() const {
    return m_parts->runs->all().front().header.dataset;
}

RunLog& Study::runs() {
    return *m_parts->runs;
}

const RunLog& Study::runs() const {
    return *m_parts->runs;
}

LabelLog& Study::labels() {
    return *m_parts->labels;
}

const LabelLog& Study::labels() const {
    return *m_parts->labels;
}

const Pictures& Study::pictures() const {
    return m_parts->pictures;
}

PlanStore& Study::plans() {
    return m_parts->plans;
}

const PlanStore& Study::plans() const {
    return m_parts->plans;
}

CovariateStore& Study::covariates() {
    return m_parts->covariates;
}

const CovariateStore& Study::covariates() const {
    return m_parts->covariates;
}

base::Result<labels::MergeReport> Study::merge(std::span<const LogCopy> copies) {
    return m_parts->labels->merge(copies);
}

base::Result<std::vector<std::string>> Study::warnings() const {
    std::vector<std::string> warnings = m_parts->file.warnings();
    FAULTLINE_TRY(clocks, m_parts->labels->warnings());
    warnings.insert(warnings.end(), clocks.begin(), clocks.end());
    return warnings;
}

base::Result<Verification> Study::verify() const {
    auto found = m_parts->file.reading([&](const Database& database) {
        return verified(database, m_parts->runs->all(), m_parts->labels->taxonomy());
    });
    if (!found && found.error().kind == ErrorKind::InvalidInput) {
        Verification damaged; // so badly that SQLite gave up
        damaged.problems.push_back(found.error().message);
        return damaged;
    }
    if (found)
        found->warnings.insert(found->warnings.begin(), m_parts->file.warnings().begin(),
                               m_parts->file.warnings().end());
    return found;
}

} // namespace faultline::study
