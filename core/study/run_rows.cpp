// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/run_rows.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/model/run_header.h"
#include "core/study/names.h"
#include "core/study/rows.h"
#include "core/study/run_entry.h"
#include "core/study/source_rows.h"
#include "core/study/stored_values.h"

#include <algorithm>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::size_t mostRuns = 1'000;
constexpr std::size_t mostClassesOfRuns = 1u << 22;
bool isPlainNumber(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// From a row of all columns.
base::Result<RunEntry> entryFrom(const Database& database, const Query& query) {
    RunEntry run;
    std::int64_t id = 0;
    std::int64_t dataset = 0;
    std::int64_t model = 0;
    RowReader row(query);
    row.get("id", id);
    row.get("uuid", run.uuid);
    row.get("name", run.name);
    row.get("dataset", dataset);
    row.get("model", model);
    row.read(run.header.options, "asked_");
    row.read(run.header.device, "used_");
    row.get("positions", run.header.positions);
    if (!row.problem().empty())
        return damaged("its run makes no sense: " + row.problem());
    if (!base::isIdentity(run.uuid))
        return damaged("a run has no identity");
    run.id = base::RunId(id);
    FAULTLINE_TRY(datasetInfo, readDataset(database, dataset));
    run.header.dataset = std::move(datasetInfo);
    FAULTLINE_TRY(modelInfo, readModel(database, model));
    run.header.model = std::move(modelInfo);
    if (auto checked = checkHeader(run.header); !checked)
        return damaged(checked.error().message);
    return run;
}

} // namespace

base::Result<std::string> runName(const std::string& name) {
    FAULTLINE_TRY(trimmed, trimmedName("a run's name", name));
    if (isPlainNumber(trimmed))
        return base::failure(ErrorKind::InvalidInput,
                             "a run can't be called \"" + trimmed +
                                 "\", since runs are also known by their numbers; choose another name");
    return std::move(trimmed);
}

std::string freeRunName(const model::RunHeader& header, std::span<const RunEntry> runs) {
    const auto proposed = runName(header.model.architecture);
    const std::string stem = proposed ? *proposed : "run";
    for (std::size_t number = 1;; ++number) {
        std::string name = number == 1 ? stem : stem + " (" + std::to_string(number) + ")";
        if (std::none_of(runs.begin(), runs.end(), [&](const RunEntry& run) { return run.name == name; }))
            return name;
    }
}

base::Result<RunEntry> storeRun(const Database& database, std::int64_t dataset,
                                const model::RunHeader& header, const std::string& name) {
    FAULTLINE_CHECK(checkHeader(header));
    RunEntry run{{}, base::newUuid(), name, header};
    run.id = base::RunId(RowWriter()
                             .set("uuid", run.uuid)
                             .set("name", name)
                             .set("dataset", dataset)
                             .set("model", storeModel(database, header.model))
                             .add(header.options, "asked_")
                             .add(header.device, "used_")
                             .set("positions", header.positions)
                             .set("started_at_ms", base::now().time_since_epoch().count())
                             .insertInto(database, "runs"));
    return run;
}

base::Result<> checkRoom(std::span<const RunEntry> runs, const model::RunHeader* further) {
    const auto namesOf = [](const model::RunHeader& header) {
        return header.dataset.classes.size() + header.model.classes.size();
    };
    std::size_t classes = further != nullptr ? namesOf(*further) : 0;
    for (const RunEntry& run : runs)
        classes += namesOf(run.header);
    if (runs.size() + (further != nullptr ? 1 : 0) > mostRuns || classes > mostClassesOfRuns)
        return base::failure(ErrorKind::Refused, "a study holds at most " + base::groupedText(mostRuns) +
                                                     " runs, and " + base::groupedText(mostClassesOfRuns) +
                                                     " names of classes in all of them");
    return {};
}

base::Result<std::vector<RunEntry>> readRuns(const Database& database) {
    std::vector<RunEntry> runs;
    Query query = database.query("SELECT * FROM runs ORDER BY id");
    while (query.next()) {
        FAULTLINE_TRY(run, entryFrom(database, query));
        runs.push_back(std::move(run));
        if (auto room = checkRoom(runs); !room)
            return damaged(room.error().message);
    }
    if (runs.empty())
        return damaged("it has no run");
    return runs;
}

base::Result<RunState> readRunState(const Database& database, const RunEntry& run) {
    RunState state;
    Query last = database.query("SELECT coalesce(max(position) + 1, 0) FROM predictions WHERE run = ?");
    if (last.with(run.id.value).next()) {
        const std::int64_t done = last.integer(0);
        if (done < 0 || done > run.header.positions)
            return damaged("it has more predictions than its run has images");
        state.done = static_cast<std::uint32_t>(done);
    }
    Query wrong = database.query("SELECT count(*) FROM predictions WHERE run = ? AND outcome = 'failure'");
    if (wrong.with(run.id.value).next() && wrong.integer(0) <= state.done)
        state.failures = static_cast<std::uint32_t>(wrong.integer(0));
    Query finished = database.query("SELECT finished_at_ms IS NOT NULL FROM runs WHERE id = ?");
    state.finished = finished.with(run.id.value).next() && finished.integer(0) != 0;
    if (!state.finished)
        return state;
    state.controlShortfall.assign(run.header.dataset.classes.size(), 0);
    Query lacking = database.query("SELECT class, lacking FROM control_shortfall WHERE run = ?");
    lacking.with(run.id.value);
    while (lacking.next()) {
        const std::int64_t index = lacking.integer(0);
        if (index < 0 || index >= static_cast<std::int64_t>(state.controlShortfall.size()) ||
            lacking.integer(1) < 0 || lacking.integer(1) > run.header.dataset.size)
            return damaged("the numbers of lacking controls make no sense");
        state.controlShortfall[static_cast<std::size_t>(index)] =
            static_cast<std::uint32_t>(lacking.integer(1));
    }
    return state;
}

} // namespace faultline::study
