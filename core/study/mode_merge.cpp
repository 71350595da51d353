// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/mode_merge.h"

#include "core/study/annotator_rows.h"
#include "core/study/mode_rows.h"

#include <algorithm>
#include <map>

namespace faultline::study {

using base::ErrorKind;
using labels::Label;

namespace {

base::Result<> check(const labels::Taxonomy& taxonomy, std::span<const base::ModeId> modes,
                     base::ModeId into) {
    const auto refused = [](const std::string& why) { return base::failure(ErrorKind::InvalidInput, why); };
    if (modes.empty())
        return refused("name the failure modes that are to be merged");
    if (!taxonomy.isOffered(into))
        return refused("modes are merged into one that is offered and not split");
    for (const base::ModeId mode : modes) {
        if (mode == into)
            return refused("a failure mode can't be merged into itself");
        if (taxonomy.find(mode) == nullptr || taxonomy.resolved(mode) != mode)
            return refused("this study offers no failure mode with the number " + std::to_string(mode.value));
    }
    return {};
}

/// "Scale", "Scale and Blur", "Scale, Blur and Noise"
std::string listed(const labels::Taxonomy& taxonomy, std::span<const base::ModeId> modes) {
    std::string text;
    for (std::size_t i = 0; i < modes.size(); ++i)
        text += (i == 0 ? "" : i + 1 == modes.size() ? " and " : ", ") + taxonomy.find(modes[i])->name;
    return text;
}

std::vector<base::RunId> runsOf(const Database& database) {
    std::vector<base::RunId> runs;
    Query query = database.query("SELECT id FROM runs ORDER BY id");
    while (query.next())
        runs.emplace_back(query.integer(0));
    return runs;
}

struct Merged {
    base::ModeId mode, into;
    std::optional<base::ModeId> now; ///< what it counts as; nothing: itself
    bool isByThis;                   ///< by the action itself, not by one since
};

/// What an action merged, and what became of that.
std::vector<Merged> mergedBy(const Database& database, const std::string& action) {
    std::vector<Merged> merged;
    Query query = database.query(
        "SELECT c.mode, c.into_mode, m.merged_into, (SELECT action FROM mode_changes WHERE mode = c.mode AND "
        "kind IN ('merge', 'redo') ORDER BY at_ms DESC, uuid DESC LIMIT 1) = c.action FROM mode_changes c "
        "JOIN modes m ON m.id = c.mode WHERE c.action = ? AND c.kind = 'merge'");
    query.with(action);
    while (query.next())
        merged.push_back({base::ModeId(query.integer(0)), base::ModeId(query.integer(1)),
                          query.isNull(2) ? std::nullopt : std::optional(base::ModeId(query.integer(2))),
                          query.integer(3) != 0});
    return merged;
}

/// What a merge did to the labels of others goes back with it, and a package has them not.
base::Result<> checkWhole(const Database& database) {
    if (database.query("SELECT 1 FROM items WHERE role = 'undisclosed' LIMIT 1").next())
        return base::failure(
            ErrorKind::Refused,
            "modes are merged, and separated again, in the study that the package was made of, since a "
            "package has the labels of one annotator alone");
    return {};
}

void setMerged(const Database& database, base::ModeId mode, std::optional<base::ModeId> into) {
    database.query("UPDATE modes SET merged_into = ?, deleted_at_ms = NULL WHERE id = ?")
        .with(into ? std::optional(into->value) : std::nullopt, mode.value)
        .run();
}

/// The actions of what becomes of each annotator's labels: of who merges their own, of others one that
/// follows it.
class Actions {
public:
    Actions(const Database& database, const ActionRow& action, std::string description)
        : m_database(database)
        , m_first(action)
        , m_description(std::move(description))
        , m_rows{{action.annotator, action}} {}

    [[nodiscard]] const ActionRow& of(base::AnnotatorId annotator) {
        auto known = m_rows.find(annotator);
        if (known == m_rows.end())
            known = m_rows
                        .emplace(annotator, storeAction(m_database, ActionKind::Taxonomy, annotator,
                                                        m_description, m_first.uuid))
                        .first;
        return known->second;
    }

private:
    const Database& m_database;
    const ActionRow& m_first;
    std::string m_description;
    std::map<base::AnnotatorId, ActionRow> m_rows;
};

/// Appends an event for each present label, whoever gave it and in whatever run, that counts as another mode
/// by `now` than by the rules' taxonomy; fills in what the report says of labels. Secondary modes have none.
base::Result<> tellLabels(const Database& database, const EventRules& rules, const labels::Taxonomy& now,
                          const ActionRow& action, labels::ActionReport& report) {
    Actions actions(database, action, report.description);
    for (const base::RunId run : runsOf(database)) {
        FAULTLINE_TRY(before, readLabels(database, rules, run, std::nullopt));
        FAULTLINE_TRY(after, readLabels(database, {now, rules.voices, rules.datasetSize}, run, std::nullopt));
        for (std::size_t i = 0; i < before.size(); ++i) { // the same labels, read in two ways
            if (before[i].judgement == after[i].judgement)
                continue;
            Label told = before[i];
            told.judgement = after[i].judgement;
            told.given.how = labels::How::Taxonomy; // what is known else stays true of it
            storeChanges(database, actions.of(told.annotator), before[i], told, told.given);
            if (told.annotator != action.annotator) {
                ++report.ofOthers;
                continue;
            }
            report.before.push_back(before[i].judgement);
            report.changed.push_back(std::move(after[i]));
        }
    }
    report.changesTaxonomy = true;
    return {};
}

} // namespace

base::Result<labels::ActionReport> mergeModes(const Database& database, const EventRules& rules,
                                              base::AnnotatorId annotator,
                                              std::span<const base::ModeId> modes, base::ModeId into) {
    FAULTLINE_CHECK(checkWhole(database));
    FAULTLINE_CHECK(checkAnnotator(database, annotator));
    FAULTLINE_CHECK(check(rules.taxonomy, modes, into));
    labels::ActionReport report;
    report.description =
        "merged " + listed(rules.taxonomy, modes) + " into " + rules.taxonomy.find(into)->name;
    const ActionRow action = storeAction(database, ActionKind::Label, annotator, report.description);
    report.action = action.id;
    for (const base::ModeId mode : modes) {
        setMerged(database, mode, into);
        noteChange(database, mode, ModeChange::Merge, action.uuid, into);
    }
    FAULTLINE_TRY(now, taxonomyOf(database));
    FAULTLINE_CHECK(tellLabels(database, rules, now, action, report));
    return report;
}

bool mergesModes(const Database& database, const std::string& action) {
    return !mergedBy(database, action).empty();
}

base::Result<> separateModes(const Database& database, const EventRules& rules, const std::string& merge,
                             const ActionRow& action, labels::ActionReport& report) {
    FAULTLINE_CHECK(checkWhole(database));
    for (const Merged& each : mergedBy(database, merge))
        if (each.now && each.isByThis) {
            setMerged(database, each.mode, std::nullopt);
            noteChange(database, each.mode, ModeChange::Undo, merge);
        }
    auto now = taxonomyOf(database);
    if (!now)
        return base::failure(now.error().within("the merge can't be undone before that is changed"));
    return tellLabels(database, rules, *now, action, report);
}

base::Result<> joinModes(const Database& database, const EventRules& rules, const std::string& merge,
                         const ActionRow& action, labels::ActionReport& report) {
    FAULTLINE_CHECK(checkWhole(database));
    for (const Merged& each : mergedBy(database, merge))
        if (!each.now) {
            setMerged(database, each.mode, each.into);
            noteChange(database, each.mode, ModeChange::Redo, merge);
        } else if (*each.now != each.into) {
            const labels::Mode* mode = rules.taxonomy.find(each.mode);
            const labels::Mode* other = rules.taxonomy.find(*each.now);
            return base::failure(ErrorKind::Refused, mode == nullptr || other == nullptr
                                                         ? "the merge can't be done again: its modes are gone"
                                                         : "the merge can't be done again: \"" + mode->name +
                                                               "\" was merged into \"" + other->name +
                                                               "\" since");
        }
    auto now = taxonomyOf(database);
    if (!now)
        return base::failure(now.error().within("the merge can't be done again before that is changed"));
    return tellLabels(database, rules, *now, action, report);
}

} // namespace faultline::study
