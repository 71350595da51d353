// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/plan_union.h"

#include "core/study/plan_rows.h"

#include <algorithm>
#include <optional>
#include <set>

namespace faultline::study {

namespace {

/// A plan as a row: of which run and version it is, and how late.
struct PlanRow {
    std::int64_t id = 0, run = 0;
    std::uint32_t version = 0;
    std::int64_t at = 0;
    std::string uuid;
};

std::vector<PlanRow> planRows(const Database& database) {
    std::vector<PlanRow> rows;
    Query query = database.query("SELECT id, run, version, at_ms, uuid FROM plans ORDER BY run, version");
    while (query.next())
        rows.push_back({query.integer(0), query.integer(1), static_cast<std::uint32_t>(query.integer(2)),
                        query.integer(3), query.text(4)});
    return rows;
}

bool isHere(const Database& into, const std::string& uuid) {
    return into.query("SELECT 1 FROM plans WHERE uuid = ?").with(uuid).next();
}

std::string runName(const Database& database, std::int64_t run) {
    Query query = database.query("SELECT name FROM runs WHERE id = ?");
    return query.with(run).next() ? query.text(0) : std::string();
}

/// The other plan of the same run and version that is here already.
std::optional<PlanRow> rivalOf(const Database& into, const PlanRow& row, std::int64_t run) {
    for (PlanRow& each : planRows(into))
        if (each.run == run && each.version == row.version && each.uuid != row.uuid)
            return std::move(each);
    return std::nullopt;
}

/// An item as it stands in its row, its owner as the other file numbers them.
struct ItemRow {
    std::int64_t sample = 0;
    std::string stratum;
    std::int64_t stratumSize = 0;
    double inclusion = 0;
    std::optional<std::int64_t> owner;
    bool operator==(const ItemRow&) const = default;
};

/// @param annotators nullptr: owners as they are
base::Result<std::vector<ItemRow>> itemRows(const Database& database, std::int64_t plan,
                                            const Ids* annotators) {
    std::vector<ItemRow> rows;
    Query items = database.query("SELECT sample, stratum, stratum_size, inclusion_probability, owner FROM "
                                 "plan_items WHERE plan = ? ORDER BY sample");
    items.with(plan);
    while (items.next()) {
        ItemRow row{items.integer(0), items.text(1), items.integer(2), items.real(3), std::nullopt};
        if (!items.isNull(4)) {
            row.owner = items.integer(4);
            if (annotators != nullptr) {
                const auto here = annotators->find(*row.owner);
                if (here == annotators->end())
                    return base::failure(base::ErrorKind::Refused,
                                         "it has a plan for somebody it does not know");
                row.owner = here->second;
            }
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Adds the items of a plan that was added; one that both files have must have the same.
base::Result<> uniteItems(const Database& into, const Database& from, const PlanRow& row, const United& plan,
                          const Ids& annotators) {
    const std::int64_t here = plan.ids.at(row.id);
    FAULTLINE_TRY(theirs, itemRows(from, row.id, &annotators));
    if (plan.fresh == 0) {
        FAULTLINE_TRY(ours, itemRows(into, here, nullptr));
        if (ours != theirs)
            return base::failure(base::ErrorKind::Refused,
                                 "its plan " + row.uuid +
                                     " was altered (its items differ from what is here)");
        return {};
    }
    for (const ItemRow& item : theirs)
        into.query("INSERT INTO plan_items (plan, sample, stratum, stratum_size, inclusion_probability, "
                   "owner) VALUES (?, ?, ?, ?, ?, ?)")
            .with(here, item.sample, item.stratum, item.stratumSize, item.inclusion, item.owner)
            .run();
    return {};
}

/// Of two plans of one version: whether that of the other file gives way. Refused where neither may.
base::Result<bool> givesWay(const Database& into, const Database& from, const PlanRow& row,
                            const PlanRow& rival) {
    const bool hasOwn = hasLabels(into, base::RunId(rival.run), rival.version);
    const bool hasOther = hasLabels(from, base::RunId(row.run), row.version);
    if (hasOwn && hasOther)
        return base::failure(base::ErrorKind::Refused,
                             "version " + std::to_string(row.version) + " of the plan of the run \"" +
                                 runName(into, rival.run) +
                                 "\" was made in both copies, each time another one, and labels were given "
                                 "under both: they can't stand in one study as planned. Export the labels of "
                                 "one copy as CSV and import them here, where they count as not planned");
    if (hasOwn != hasOther)
        return hasOwn;
    return std::pair(rival.at, rival.uuid) > std::pair(row.at, row.uuid);
}

} // namespace

base::Result<std::vector<std::string>> unitePlans(const Database& into, const Database& from, const Ids& runs,
                                                  const Ids& annotators) {
    std::vector<std::string> notes;
    std::set<std::int64_t> changedRuns;
    const bool isPackage = packagedFor(from).has_value();
    if (const auto whose = packageOwner(into); whose && packageOwner(from) != whose)
        return base::failure(base::ErrorKind::Refused,
                             "labels are merged into the study that a package was made from, not into the "
                             "package");
    for (const PlanRow& row : planRows(from)) {
        const auto run = runs.find(row.run);
        if (run == runs.end())
            continue;    // of a run that is not here, and that has no labels: it says nothing of a label
        if (isPackage) { // it has no more of the plan than the queue of one annotator
            if (!isHere(into, row.uuid) && hasLabels(from, base::RunId(row.run), row.version))
                return base::failure(base::ErrorKind::Refused,
                                     "it is a package of a plan that was replaced since, or that was made in "
                                     "another copy: its labels can't stand here as planned. Export them from "
                                     "the package as CSV and import them here, where they count as not "
                                     "planned");
            continue;
        }
        if (const auto rival = rivalOf(into, row, run->second)) {
            FAULTLINE_TRY(isLeft, givesWay(into, from, row, *rival));
            notes.push_back("version " + std::to_string(row.version) + " of the plan of the run \"" +
                            runName(into, run->second) +
                            "\" was made in both copies; the one under which nobody had labelled, or that "
                            "is older, gave way");
            if (isLeft)
                continue;
            removePlan(into, base::RunId(rival->run), rival->version);
        }
        FAULTLINE_TRY(
            united, uniteTable(into, from,
                               {"plans", "plan", {{"run", &runs}}, false, "id = " + std::to_string(row.id)}));
        FAULTLINE_CHECK(uniteItems(into, from, row, united, annotators));
        if (united.fresh > 0)
            changedRuns.insert(run->second);
    }
    for (const std::int64_t run : changedRuns) {
        const auto plans = readPlans(into, base::RunId(run));
        if (!plans)
            return base::failure(plans.error().within("its plan does not fit this study"));
    }
    return notes;
}

} // namespace faultline::study
