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

/// The label with `into` in the place of `modes`.
Label replaced(Label label, std::span<const base::ModeId> modes, base::ModeId into) {
    const auto isMerged = [&](base::ModeId mode) { return std::ranges::find(modes, mode) != modes.end(); };
    if (const auto mode = label.judgement.mode(); mode && isMerged(*mode))
        label.judgement = labels::Judgement::of(into);
    for (base::ModeId& mode : label.secondary)
        if (isMerged(mode))
            mode = into;
    std::ranges::sort(label.secondary);
    label.secondary.erase(std::unique(label.secondary.begin(), label.secondary.end()), label.secondary.end());
    if (const auto dominant = label.judgement.mode())
        std::erase(label.secondary, *dominant);
    return label;
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
    bool isApart;
};

/// What an action merged; whether it is so no longer.
std::vector<Merged> mergedBy(const Database& database, const std::string& action) {
    std::vector<Merged> merged;
    Query query = database.query("SELECT c.mode, c.into_mode, m.merged_into IS NULL FROM mode_changes c JOIN "
                                 "modes m ON m.id = c.mode WHERE c.action = ? AND c.kind = 'merge'");
    query.with(action);
    while (query.next())
        merged.push_back(
            {base::ModeId(query.integer(0)), base::ModeId(query.integer(1)), query.integer(2) != 0});
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
    report.changesTaxonomy = true;
    const ActionRow action = storeAction(database, ActionKind::Label, annotator, report.description);
    report.action = action.id;
    std::map<base::AnnotatorId, ActionRow> actions{{annotator, action}};
    for (const base::RunId run : runsOf(database)) {
        FAULTLINE_TRY(labels, readLabels(database, rules, run, std::nullopt));
        for (const Label& label : labels) {
            Label after = replaced(label, modes, into);
            if (after == label)
                continue;
            auto whose = actions.find(label.annotator);
            if (whose == actions.end())
                whose =
                    actions
                        .emplace(label.annotator, storeAction(database, ActionKind::Taxonomy, label.annotator,
                                                              report.description, action.uuid))
                        .first;
            after.given.how = labels::How::Taxonomy; // what is known else stays true of it
            storeChanges(database, whose->second, label, after, after.given);
            if (label.annotator == annotator) {
                report.before.push_back(label.judgement);
                report.changed.push_back(std::move(after));
            } else {
                ++report.ofOthers;
            }
        }
    }
    for (const base::ModeId mode : modes) {
        setMerged(database, mode, into);
        noteChange(database, mode, ModeChange::Merge, action.uuid, into);
    }
    FAULTLINE_CHECK(taxonomyOf(database));
    return report;
}

std::vector<std::pair<std::string, base::AnnotatorId>> followersOf(const Database& database,
                                                                   const std::string& action) {
    std::vector<std::pair<std::string, base::AnnotatorId>> followers;
    Query query = database.query(
        "SELECT uuid, annotator FROM actions WHERE kind = 'taxonomy' AND target = ? ORDER BY uuid");
    query.with(action);
    while (query.next())
        followers.emplace_back(query.text(0), base::AnnotatorId(query.integer(1)));
    return followers;
}

base::Result<std::optional<labels::Taxonomy>> separateModes(const Database& database,
                                                            const std::string& action) {
    const std::vector<Merged> merged = mergedBy(database, action);
    if (merged.empty())
        return std::optional<labels::Taxonomy>();
    FAULTLINE_CHECK(checkWhole(database));
    for (const auto& [mode, into, isApart] : merged)
        if (!isApart) {
            setMerged(database, mode, std::nullopt);
            noteChange(database, mode, ModeChange::Undo, action);
        }
    auto taxonomy = taxonomyOf(database);
    if (!taxonomy)
        return base::failure(taxonomy.error().within("the merge can't be undone before that is changed"));
    return std::optional(std::move(*taxonomy));
}

base::Result<bool> joinModes(const Database& database, const std::string& action) {
    const std::vector<Merged> merged = mergedBy(database, action);
    if (merged.empty())
        return false;
    FAULTLINE_CHECK(checkWhole(database));
    for (const auto& [mode, into, isApart] : merged)
        if (isApart) {
            setMerged(database, mode, into);
            noteChange(database, mode, ModeChange::Redo, action);
        }
    if (auto taxonomy = taxonomyOf(database); !taxonomy)
        return base::failure(taxonomy.error().within("the merge can't be done again before that is changed"));
    return true;
}

} // namespace faultline::study
