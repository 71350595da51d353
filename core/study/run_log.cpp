// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_log.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/study/item_rows.h"
#include "core/study/path_rows.h"
#include "core/study/plan_rows.h"
#include "core/study/prediction_rows.h"
#include "core/study/run_entry.h"
#include "core/study/run_rows.h"
#include "core/study/study_file.h"

#include <algorithm>
#include <cassert>

namespace faultline::study {

using base::ErrorKind;

namespace {

std::string namesOf(std::span<const RunEntry> runs) {
    std::string names;
    for (const RunEntry& run : runs)
        names += (names.empty() ? "" : ", ") + run.name;
    return names;
}

bool isCalled(std::span<const RunEntry> runs, const std::string& name) {
    return std::any_of(runs.begin(), runs.end(), [&](const RunEntry& run) { return run.name == name; });
}

base::Result<> checkFree(std::span<const RunEntry> runs, const std::string& name) {
    if (!isCalled(runs, name))
        return {};
    return base::failure(ErrorKind::InvalidInput,
                         "this study has a run \"" + name + "\" already; choose another name");
}

} // namespace

RunLog::RunLog(StudyFile& file)
    : m_file(&file) {}
RunLog::~RunLog() = default;
RunLog::RunLog(RunLog&&) noexcept = default;
RunLog& RunLog::operator=(RunLog&&) noexcept = default;

base::Result<RunLog> RunLog::read(StudyFile& file) {
    RunLog log(file);
    FAULTLINE_TRY(runs, file.reading([](const Database& database) { return readRuns(database); }));
    log.m_runs = std::move(runs);
    FAULTLINE_TRY(packaged,
                  file.reading([](const Database& database) -> base::Result<std::optional<std::string>> {
                      return study::packagedFor(database);
                  }));
    log.m_packagedFor = std::move(packaged);
    return log;
}

const RunEntry& RunLog::entry(base::RunId run) const {
    const auto found =
        std::find_if(m_runs.begin(), m_runs.end(), [&](const RunEntry& entry) { return entry.id == run; });
    assert(found != m_runs.end() && "a RunId comes from this log");
    return *found;
}

base::RunId RunLog::first() const {
    return m_runs.front().id;
}

const model::RunHeader& RunLog::header(base::RunId run) const {
    return entry(run).header;
}

base::Result<base::RunId> RunLog::find(std::string_view nameOrNumber) const {
    const std::string_view wanted = base::trimmed(nameOrNumber);
    if (wanted.empty())
        return m_runs.front().id;
    if (const auto number = base::parsedNumber<std::size_t>(wanted)) {
        if (*number >= 1 && *number <= m_runs.size())
            return m_runs[*number - 1].id;
    } else {
        for (const RunEntry& run : m_runs)
            if (run.name == wanted)
                return run.id;
    }
    return base::failure(ErrorKind::NotFound, "this study has no run \"" + std::string(wanted) +
                                                  "\"; there are " + namesOf(m_runs) +
                                                  ", or their numbers from 1");
}

base::Result<> RunLog::mayAddOn(const dataset::DatasetInfo& dataset) const {
    const dataset::DatasetInfo& here = m_runs.front().header.dataset;
    if (dataset.identity == here.identity && dataset.classes == here.classes)
        return {};
    return base::failure(ErrorKind::Refused,
                         "the runs of a study are on one data set, and this one is on another (" +
                             dataset.name + "); keep it in a study of its own");
}

base::Result<> RunLog::checkWhole() const {
    if (!m_packagedFor)
        return {};
    return base::failure(ErrorKind::Refused, "this is a package for " + base::printable(*m_packagedFor) +
                                                 ", who labels in it; it holds no predictions. Merge it "
                                                 "into the study that it was made from");
}

base::Result<> RunLog::mayAdd(const std::string& name) const {
    FAULTLINE_CHECK(checkWhole());
    for (const RunEntry& run : m_runs) {
        FAULTLINE_TRY(now, state(run.id));
        if (!now.finished)
            return base::failure(ErrorKind::Refused, "the run \"" + run.name +
                                                         "\" of this study is not finished; go on with it "
                                                         "first");
    }
    if (name.empty())
        return {};
    FAULTLINE_TRY(trimmed, runName(name));
    return checkFree(m_runs, trimmed);
}

base::Result<base::RunId> RunLog::add(const model::RunHeader& header, const model::BatchReport& first,
                                      const std::string& name) {
    FAULTLINE_CHECK(mayAdd(name));
    FAULTLINE_CHECK(mayAddOn(header.dataset));
    FAULTLINE_CHECK(checkRoom(m_runs, &header));
    std::string called = freeRunName(header, m_runs);
    if (!name.empty()) {
        FAULTLINE_TRY(given, runName(name));
        called = std::move(given);
    }
    FAULTLINE_TRY(added, m_file->writing([&](const Database& database) -> base::Result<RunEntry> {
        Query dataset = database.query("SELECT id FROM datasets");
        const std::int64_t owner = dataset.next() ? dataset.integer(0) : 0;
        FAULTLINE_TRY(run, storeRun(database, owner, header, called));
        FAULTLINE_CHECK(storeBatch(database, run, first));
        return run;
    }));
    m_runs.push_back(std::move(added));
    return m_runs.back().id;
}

base::Result<> RunLog::rename(base::RunId run, const std::string& name) {
    FAULTLINE_TRY(trimmed, runName(name));
    if (entry(run).name == trimmed)
        return {};
    FAULTLINE_CHECK(checkFree(m_runs, trimmed));
    FAULTLINE_CHECK(m_file->writing([&](const Database& database) -> base::Result<> {
        database.query("UPDATE runs SET name = ? WHERE id = ?").with(trimmed, run.value).run();
        return {};
    }));
    for (RunEntry& known : m_runs)
        if (known.id == run)
            known.name = trimmed;
    return {};
}

base::Result<RunState> RunLog::state(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readRunState(database, entry(run)); });
}

base::Result<> RunLog::append(base::RunId run, const model::BatchReport& report) {
    return m_file->writing(
        [&](const Database& database) { return storeBatch(database, entry(run), report); });
}

base::Result<> RunLog::finish(base::RunId run, std::span<const model::SampleDetail> controls,
                              std::span<const std::uint32_t> shortfall) {
    return m_file->writing(
        [&](const Database& database) { return storeControls(database, entry(run), controls, shortfall); });
}

base::Result<std::vector<model::Prediction>> RunLog::predictions(base::RunId run) const {
    FAULTLINE_CHECK(checkWhole());
    return m_file->reading(
        [&](const Database& database) { return readPredictions(database, entry(run), Which::All); });
}

base::Result<std::vector<model::Prediction>> RunLog::failures(base::RunId run) const {
    FAULTLINE_CHECK(checkWhole());
    return m_file->reading(
        [&](const Database& database) { return readPredictions(database, entry(run), Which::Failures); });
}

base::Result<std::vector<base::SampleIndex>> RunLog::controls(base::RunId run) const {
    FAULTLINE_CHECK(checkWhole());
    return m_file->reading([&](const Database& database) { return readControls(database, entry(run)); });
}

base::Result<std::vector<Item>> RunLog::items(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readItems(database, entry(run)); });
}

base::Result<std::map<base::SampleIndex, base::ClassId>> RunLog::truths(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readTruths(database, entry(run)); });
}

base::Result<model::SampleDetail> RunLog::detail(base::RunId run, base::SampleIndex sample) const {
    return m_file->reading(
        [&](const Database& database) { return readDetail(database, entry(run), sample); });
}

base::Result<dataset::PicturePaths> RunLog::paths(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readPaths(database, entry(run)); });
}

base::Result<FeatureMatrix> RunLog::features(base::RunId run) const {
    FAULTLINE_CHECK(checkWhole());
    return m_file->reading([&](const Database& database) { return readFeatures(database, entry(run)); });
}

} // namespace faultline::study
