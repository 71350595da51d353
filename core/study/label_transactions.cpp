// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_transactions.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/study/run_store.h"

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

base::Result<> checkJudgement(const Judgement& judgement, const StudyFacts& facts) {
    if (const auto mode = judgement.mode(); mode && facts.taxonomy.find(*mode) == nullptr)
        return base::failure(ErrorKind::InvalidInput,
                             "this study has no failure mode with the number " + std::to_string(mode->value));
    return {};
}

std::string describedRequest(const labels::LabelChange& change, bool judgementChanges, std::size_t count,
                             const labels::Taxonomy& taxonomy) {
    if (!judgementChanges)
        return "note on " + counted(count, "image");
    if (change.judgement->isExcluded())
        return "excluded " + counted(count, "image");
    if (const auto mode = change.judgement->mode())
        return taxonomy.find(*mode)->name + " on " + counted(count, "image");
    return "cleared " + counted(count, "image");
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

/// What an import changes for one annotator.
struct Changes {
    std::optional<base::AnnotatorId> annotator; ///< nothing: a new one
    std::vector<Label> labels;
    std::map<base::SampleIndex, const labels::ImportedLabel*> rows;
};

bool contradict(const labels::ImportedLabel& a, const labels::ImportedLabel& b) {
    return a.judgement != b.judgement || a.note != b.note || a.labelledAt != b.labelledAt;
}

base::Result<> addRow(const Database& database, const StudyFacts& facts, const labels::ImportedLabel& row,
                      const std::string& name, base::Timestamp now, Changes& changes) {
    FAULTLINE_CHECK(checkJudgement(row.judgement, facts));
    FAULTLINE_CHECK(checkNote(row.note));
    FAULTLINE_CHECK(checkTime(row.labelledAt.value_or(now)));
    if (!carriesLabels(database, facts.run, row.sample))
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
    before.sample = row.sample;
    if (changes.annotator) {
        FAULTLINE_TRY(current, currentLabel(database, facts, *changes.annotator, row.sample));
        before = std::move(current);
    }
    Label after = withJudgement(before, row.judgement, row.labelledAt, now);
    if (!row.note.empty()) // a table without notes takes none away
        after.note = row.note;
    if (after != before)
        changes.labels.push_back(std::move(after));
    return {};
}

base::Result<labels::ActionReport> restore(const Database& database, const StudyFacts& facts,
                                           base::AnnotatorId annotator, const UndoStacks::Step& step,
                                           ActionKind kind) {
    FAULTLINE_TRY(states, kind == ActionKind::Undo ? statesBefore(database, facts, step.action)
                                                   : statesAfter(database, facts, step.action));
    labels::ActionReport report;
    report.action = storeAction(database, kind, annotator, step.description, step.action);
    report.description = step.description;
    const labels::Source source = kind == ActionKind::Undo ? labels::Source::Undo : labels::Source::Redo;
    for (const Label& label : states)
        storeEvent(database, facts.run, report.action, label, source);
    report.changed = std::move(states);
    report.isUndo = kind == ActionKind::Undo;
    return report;
}

} // namespace

base::Result<labels::ActionReport> applyRequest(const Database& database, const StudyFacts& facts,
                                                const labels::LabelRequest& request) {
    FAULTLINE_CHECK(checkAnnotator(database, request.annotator));
    const labels::LabelChange& change = request.change;
    if (change.judgement)
        FAULTLINE_CHECK(checkJudgement(*change.judgement, facts));
    if (change.note)
        FAULTLINE_CHECK(checkNote(*change.note));

    const base::Timestamp now = base::now();
    labels::ActionReport report;
    bool judgementChanges = false;
    std::unordered_set<base::SampleIndex> seen;
    for (const base::SampleIndex sample : request.samples) {
        if (!seen.insert(sample).second)
            continue;
        if (!carriesLabels(database, facts.run, sample))
            return base::failure(unknownSample(sample));
        FAULTLINE_TRY(before, currentLabel(database, facts, request.annotator, sample));
        Label after = change.judgement ? withJudgement(before, *change.judgement, std::nullopt, now) : before;
        if (change.note)
            after.note = *change.note;
        judgementChanges = judgementChanges || after.judgement != before.judgement;
        if (after != before)
            report.changed.push_back(std::move(after));
    }
    if (report.changed.empty())
        return report;

    report.description = describedRequest(change, judgementChanges, report.changed.size(), facts.taxonomy);
    report.action = storeAction(database, ActionKind::Label, request.annotator, report.description);
    for (const Label& label : report.changed)
        storeEvent(database, facts.run, report.action, label, request.source, request.elapsed);
    return report;
}

base::Result<labels::ActionReport> applyImport(const Database& database, const StudyFacts& facts,
                                               std::span<const labels::ImportedLabel> imported) {
    const base::Timestamp now = base::now();
    std::map<std::string, Changes> byAnnotator;
    for (const labels::ImportedLabel& row : imported) {
        FAULTLINE_TRY(name, annotatorName(row.annotator));
        const auto [changes, isNew] = byAnnotator.try_emplace(name);
        if (isNew)
            if (const auto known = findAnnotator(database, name))
                changes->second.annotator = known->id;
        FAULTLINE_CHECK(addRow(database, facts, row, name, now, changes->second));
    }

    labels::ActionReport report;
    for (auto& [name, changes] : byAnnotator) {
        if (changes.labels.empty())
            continue;
        const base::AnnotatorId annotator =
            changes.annotator ? *changes.annotator : makeAnnotator(database, name).id;
        report.action = storeAction(database, ActionKind::Import, annotator,
                                    "import of " + counted(changes.labels.size(), "label"));
        for (Label& label : changes.labels) {
            label.annotator = annotator;
            storeEvent(database, facts.run, report.action, label, labels::Source::Import);
            report.changed.push_back(std::move(label));
        }
    }
    if (!report.changed.empty())
        report.description = "import of " + counted(report.changed.size(), "label");
    return report;
}

base::Result<> UndoStacks::follow(const Database& database, base::AnnotatorId annotator) {
    Query query = database.query("SELECT id, kind, description, target FROM actions "
                                 "WHERE annotator = ? AND id > ? ORDER BY id");
    query.with(annotator.value, m_seen);
    while (query.next()) {
        const std::string kind = query.text(1);
        if (kind == "undo" || kind == "redo") {
            std::vector<Step>& from = kind == "undo" ? m_undo : m_redo;
            std::vector<Step>& to = kind == "undo" ? m_redo : m_undo;
            if (from.empty() || from.back().action != query.integer(3))
                return base::failure(
                    ErrorKind::InvalidInput,
                    "the study is damaged (its log of actions contradicts itself at action " +
                        std::to_string(query.integer(0)) + "); go back to a copy of it");
            to.push_back(std::move(from.back()));
            from.pop_back();
        } else {
            m_undo.push_back({query.integer(0), query.text(2)});
            m_redo.clear();
        }
        m_seen = query.integer(0);
    }
    return {};
}

base::Result<labels::ActionReport> applyUndo(const Database& database, const StudyFacts& facts,
                                             base::AnnotatorId annotator, const UndoStacks::Step& step) {
    return restore(database, facts, annotator, step, ActionKind::Undo);
}

base::Result<labels::ActionReport> applyRedo(const Database& database, const StudyFacts& facts,
                                             base::AnnotatorId annotator, const UndoStacks::Step& step) {
    return restore(database, facts, annotator, step, ActionKind::Redo);
}

} // namespace faultline::study
