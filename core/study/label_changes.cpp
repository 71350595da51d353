// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_changes.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/study/annotator_rows.h"
#include "core/study/apart_changes.h"
#include "core/study/item_rows.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace faultline::study {

using base::ErrorKind;
using labels::Judgement;
using labels::Label;

namespace {

/// "1 image", "12 images", "1,204 images"
std::string counted(std::size_t count, const char* noun) {
    return base::groupedText(count) + " " + noun + (count == 1 ? "" : "s");
}

/// Refuses no mode, or one that was merged or split.
base::Result<> checkMode(base::ModeId mode, const EventRules& rules, Given given) {
    const labels::Mode* known = rules.taxonomy.find(mode);
    if (rules.taxonomy.isOffered(mode) ||
        (given == Given::Before && known != nullptr && rules.taxonomy.resolved(mode) == mode))
        return {};
    if (known == nullptr)
        return base::failure(ErrorKind::InvalidInput,
                             "this study has no failure mode with the number " + std::to_string(mode.value));
    std::string others;
    for (const labels::Mode* part : rules.taxonomy.partsOf(*known))
        others += (others.empty() ? "" : ", ") + part->name;
    if (known->splitInto.empty())
        others = rules.taxonomy.find(rules.taxonomy.resolved(mode))->name;
    return base::failure(ErrorKind::InvalidInput, known->name + " was " +
                                                      (known->splitInto.empty() ? "merged" : "split") +
                                                      ", and is not given any more: choose " + others);
}

} // namespace

base::Result<> checkJudgement(const Database& database, base::RunId run, const Judgement& judgement,
                              const EventRules& rules, Given given) {
    if (const auto mode = judgement.mode())
        return checkMode(*mode, rules, given);
    if (const auto right = judgement.rightClass();
        right && !database
                      .query("SELECT 1 FROM dataset_classes c JOIN runs r ON r.dataset = c.dataset "
                             "WHERE r.id = ? AND c.class = ?")
                      .with(run.value, right->value)
                      .next())
        return base::failure(ErrorKind::InvalidInput,
                             "the data set has no class with the number " + std::to_string(right->value));
    return {};
}

namespace {

/// Ascending, each once, and none that is the judgement itself. @param wanted nothing: those that are held
base::Result<std::vector<base::ModeId>> secondaryModes(const std::optional<std::vector<base::ModeId>>& wanted,
                                                       const std::vector<base::ModeId>& held,
                                                       const Judgement& judgement, const EventRules& rules,
                                                       Given given) {
    std::vector<base::ModeId> modes = wanted.value_or(held);
    for (const base::ModeId mode : modes)
        if (std::ranges::find(held, mode) == held.end())
            FAULTLINE_CHECK(checkMode(mode, rules, given));
    std::ranges::sort(modes);
    modes.erase(std::unique(modes.begin(), modes.end()), modes.end());
    if (const auto dominant = judgement.mode())
        std::erase(modes, *dominant);
    return modes;
}

/// `given`: the time that an import names.
Label withJudgement(Label label, const Judgement& judgement, std::optional<base::Timestamp> given,
                    base::Timestamp now) {
    if (judgement.isUnlabelled())
        label.labelledAt = {};
    else if (given)
        label.labelledAt = *given;
    else if (judgement != label.judgement)
        label.labelledAt = now;
    label.judgement = judgement;
    return label;
}

/// One label before and after an action.
struct Change {
    Label before;
    Label after;
};

/// What a merge of modes has hidden of the secondary modes, as the judgement counts as one of them, is not
/// brought to light by another judgement: it is changed with it.
base::Result<> bringToLight(const Database& database, const EventRules& rules, Change& change) {
    if (change.after.judgement == change.before.judgement || rules.taxonomy.merged().empty())
        return {};
    FAULTLINE_TRY(held, heldSecondary(database, rules, change.before));
    change.before.secondary = std::move(held);
    if (const auto dominant = change.after.judgement.mode())
        std::erase(change.before.secondary, *dominant);
    return {};
}

/// " (wrong truth)"; empty where no reason was given.
std::string reasonText(const Judgement& judgement) {
    if (judgement.reason() == labels::Exclusion::Unspecified)
        return {};
    return " (" + std::string(base::nameOf(judgement.reason())) + ")";
}

std::string besidesJudgement(const labels::LabelChange& change) {
    if (change.flag)
        return *change.flag ? "flag" : "no flag";
    return change.secondary ? "secondary modes" : "note";
}

std::string describedRequest(const labels::LabelChange& change, bool judgementChanges,
                             const std::vector<Change>& changes, const labels::Taxonomy& taxonomy) {
    const std::string what = changes.size() == 1 ? "#" + std::to_string(changes.front().after.sample.value)
                                                 : counted(changes.size(), "image");
    if (!judgementChanges)
        return besidesJudgement(change) + " on " + what;
    if (change.judgement->isExcluded())
        return "excluded " + what + reasonText(*change.judgement);
    if (change.judgement->isNone())
        return "none of the modes on " + what;
    if (const auto mode = change.judgement->mode())
        return taxonomy.find(*mode)->name + " on " + what;
    return "cleared " + what;
}

/// What an import changes for one annotator.
struct Changes {
    std::optional<base::AnnotatorId> annotator; ///< nothing: a new one
    std::vector<Change> labels;
    std::map<base::SampleIndex, const labels::ImportedLabel*> rows;
};

bool contradict(const labels::ImportedLabel& a, const labels::ImportedLabel& b) {
    return a.judgement != b.judgement || a.note != b.note || a.labelledAt != b.labelledAt ||
           a.flag != b.flag || a.secondary != b.secondary;
}

/// An empty cell takes nothing away, and no exclusion its reason, of which not every file tells.
const Judgement& saidBy(const labels::ImportedLabel& row, const Label& before) {
    const bool isLess = row.judgement.isUnlabelled() ||
                        (row.judgement == Judgement::excluded() && before.judgement.isExcluded());
    return isLess ? before.judgement : row.judgement;
}

base::Result<> addRow(const Database& database, const EventRules& rules, base::RunId run,
                      const labels::ImportedLabel& row, const std::string& name, base::Timestamp now,
                      Changes& changes) {
    FAULTLINE_CHECK(checkJudgement(database, run, row.judgement, rules, Given::Before));
    FAULTLINE_CHECK(checkNote(row.note));
    FAULTLINE_CHECK(checkTime(row.labelledAt.value_or(now)));
    if (!carriesLabels(database, run, row.sample))
        return base::failure(unknownSample(row.sample));
    const auto [earlier, isNew] = changes.rows.emplace(row.sample, &row);
    if (!isNew) {
        if (contradict(*earlier->second, row))
            return base::failure(ErrorKind::InvalidInput, "sample " + std::to_string(row.sample.value) +
                                                              " has two different labels by " + name +
                                                              "; keep one of them");
        return {};
    }
    Label before;
    before.run = run;
    before.sample = row.sample;
    if (changes.annotator) {
        FAULTLINE_TRY(current, currentLabel(database, rules, *changes.annotator, run, row.sample));
        before = std::move(current);
    }
    const Judgement& said = saidBy(row, before);
    // The same said again stays as it was said: when, how, and whether blind.
    Label after = withJudgement(before, said, said == before.judgement ? std::nullopt : row.labelledAt, now);
    if (!row.note.empty()) // a table without notes takes none away
        after.note = row.note;
    after.flag = row.flag.value_or(after.flag);
    FAULTLINE_TRY(secondary,
                  secondaryModes(row.secondary, before.secondary, after.judgement, rules, Given::Before));
    after.secondary = std::move(secondary);
    if (after == before)
        return {};
    changes.labels.push_back({std::move(before), std::move(after)});
    return changes.annotator ? bringToLight(database, rules, changes.labels.back()) : base::Result<>();
}

} // namespace

base::Result<labels::ActionReport> applyRequest(const Database& database, const EventRules& rules,
                                                const labels::LabelRequest& request) {
    FAULTLINE_CHECK(checkAnnotator(database, request.annotator));
    if (request.given.how == labels::How::Repeat)
        return applyRepeat(database, rules, request);
    if (request.given.how == labels::How::Adjudication)
        return applyDecision(database, rules, request);
    const labels::LabelChange& change = request.change;
    if (change.judgement)
        FAULTLINE_CHECK(checkJudgement(database, request.run, *change.judgement, rules, Given::Now));
    if (change.note)
        FAULTLINE_CHECK(checkNote(*change.note));

    const base::Timestamp now = base::now();
    std::vector<Change> changes;
    bool judgementChanges = false;
    std::unordered_set<base::SampleIndex> seen;
    for (const base::SampleIndex sample : request.samples) {
        if (!seen.insert(sample).second)
            continue;
        if (!carriesLabels(database, request.run, sample))
            return base::failure(unknownSample(sample));
        FAULTLINE_TRY(before, currentLabel(database, rules, request.annotator, request.run, sample));
        Label after = change.judgement ? withJudgement(before, *change.judgement, std::nullopt, now) : before;
        if (change.note)
            after.note = *change.note;
        after.flag = change.flag.value_or(after.flag);
        FAULTLINE_TRY(secondary,
                      secondaryModes(change.secondary, before.secondary, after.judgement, rules, Given::Now));
        after.secondary = std::move(secondary);
        // An answer to a place of a queue is one even where it says what was said elsewhere.
        const bool isAnswer = change.judgement && request.given.position &&
                              (before.given.position != request.given.position ||
                               before.given.planVersion != request.given.planVersion);
        const bool isDecided = isAnswer || after.judgement != before.judgement;
        if (isAnswer && !after.judgement.isUnlabelled())
            after.labelledAt = std::max(now, before.labelledAt + std::chrono::milliseconds(1));
        if (isDecided)
            after.given = request.given;
        judgementChanges = judgementChanges || isDecided;
        if (after == before)
            continue;
        changes.push_back({std::move(before), std::move(after)});
        FAULTLINE_CHECK(bringToLight(database, rules, changes.back()));
    }
    labels::ActionReport report;
    if (changes.empty())
        return report;

    report.description = describedRequest(change, judgementChanges, changes, rules.taxonomy);
    const ActionRow action = storeAction(database, ActionKind::Label, request.annotator, report.description);
    report.action = action.id;
    for (Change& each : changes) {
        storeChanges(database, action, each.before, each.after, request.given);
        report.before.push_back(each.before.judgement);
        report.changed.push_back(std::move(each.after));
    }
    return report;
}

base::Result<labels::ActionReport> applyImport(const Database& database, const EventRules& rules,
                                               base::RunId run,
                                               std::span<const labels::ImportedLabel> imported) {
    const base::Timestamp now = base::now();
    std::map<std::string, Changes> byAnnotator;
    std::map<std::string, std::string> voices; ///< by the name in the file: of whoever speaks as them
    for (const labels::ImportedLabel& row : imported) {
        FAULTLINE_TRY(name, annotatorName(row.annotator));
        const auto [voice, isNew] = voices.try_emplace(name, name);
        const auto known = isNew ? findAnnotator(database, name) : std::nullopt;
        if (known)
            voice->second = known->name;
        Changes& changes = byAnnotator[voice->second];
        if (known)
            changes.annotator = known->id;
        FAULTLINE_CHECK(addRow(database, rules, run, row, voice->second, now, changes));
    }

    labels::Circumstances given;
    given.how = labels::How::Import;
    given.blind = labels::Blind::Unknown;
    labels::ActionReport report;
    for (auto& [name, changes] : byAnnotator) {
        if (changes.labels.empty())
            continue;
        const base::AnnotatorId annotator =
            changes.annotator ? *changes.annotator : makeAnnotator(database, name).id;
        const ActionRow action = storeAction(database, ActionKind::Import, annotator,
                                             "import of " + counted(changes.labels.size(), "label"));
        report.action = action.id;
        for (Change& each : changes.labels) {
            each.after.annotator = annotator;
            if (each.after.judgement != each.before.judgement)
                each.after.given = given;
            storeChanges(database, action, each.before, each.after, given);
            report.before.push_back(each.before.judgement);
            report.changed.push_back(std::move(each.after));
        }
    }
    FAULTLINE_CHECK(checkAnnotators(database));
    if (!report.changed.empty())
        report.description = "import of " + counted(report.changed.size(), "label");
    return report;
}

} // namespace faultline::study
