// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/undo_changes.h"

#include "core/study/apart_changes.h"
#include "core/study/mode_merge.h"

#include <map>
#include <utility>

namespace faultline::study {

namespace {

/// As they count now: undoing a label is possible after its mode was merged into another one.
bool sameValue(const labels::LabelEvent& a, const labels::LabelEvent& b, const labels::Taxonomy& taxonomy) {
    return resolved(a.judgement, taxonomy) == resolved(b.judgement, taxonomy) &&
           a.labelledAt == b.labelledAt && a.note == b.note && a.flag == b.flag &&
           resolved(a.secondary, taxonomy) == resolved(b.secondary, taxonomy);
}

/// What an undo or redo does to the labels of its annotator.
class Restoring {
public:
    Restoring(const Database& database, const EventRules& rules, Direction direction)
        : m_database(database)
        , m_rules(rules)
        , m_isUndo(direction == Direction::Back) {}

    [[nodiscard]] base::Result<> restore(const labels::LabelEvent& event, const ActionRow& action) {
        return labels::standsApart(event.given.how) ? restoreBeside(event, action)
                                                    : restoreValue(event, action);
    }
    [[nodiscard]] std::vector<labels::Label>& changed() { return m_changed; }
    [[nodiscard]] std::size_t leftAlone() const { return m_leftAlone; }

private:
    base::Result<> restoreBeside(const labels::LabelEvent& event, const ActionRow& action) {
        FAULTLINE_TRY(label, restoreApart(m_database, m_rules, action, event,
                                          m_isUndo ? Direction::Back : Direction::Again));
        if (label)
            m_changed.push_back(std::move(*label)); // the present one, which that never is
        else
            ++m_leftAlone;
        return {};
    }

    base::Result<> restoreValue(const labels::LabelEvent& event, const ActionRow& action) {
        FAULTLINE_TRY(before, valueBefore(m_database, m_rules, event));
        FAULTLINE_TRY(now, valueNow(m_database, m_rules, event));
        labels::LabelEvent wanted = m_isUndo ? before : event;
        if (sameValue(now, wanted, m_rules.taxonomy))
            return {};
        if (!sameValue(now, m_isUndo ? event : before, m_rules.taxonomy)) {
            ++m_leftAlone;
            return {};
        }
        wanted.given.how =
            m_isUndo ? labels::How::Undo : labels::How::Redo; // what is known else stays true of it
        storeEvent(m_database, action, wanted);
        FAULTLINE_TRY(label, currentLabel(m_database, m_rules, event.annotator, event.run, event.sample));
        const auto [place, isNew] =
            m_places.try_emplace(std::pair(label.run, label.sample), m_changed.size());
        if (isNew)
            m_changed.push_back(std::move(label));
        else // its judgement and its note
            m_changed[place->second] = std::move(label);
        return {};
    }

    const Database& m_database;
    const EventRules& m_rules;
    bool m_isUndo;
    std::vector<labels::Label> m_changed;
    std::map<std::pair<base::RunId, base::SampleIndex>, std::size_t> m_places; ///< in m_changed
    std::size_t m_leftAlone = 0;
};

base::Result<labels::ActionReport> restore(const Database& database, const EventRules& rules,
                                           base::AnnotatorId annotator, const UndoStacks::Step& step,
                                           Direction direction) {
    const bool isUndo = direction == Direction::Back;
    FAULTLINE_TRY(events, eventsOf(database, rules, step.action));
    const ActionRow action = storeAction(database, isUndo ? ActionKind::Undo : ActionKind::Redo, annotator,
                                         step.description, step.action);
    labels::ActionReport report;
    report.action = action.id;
    report.description = step.description;
    report.course = isUndo ? labels::Course::TakenBack : labels::Course::DoneAgain;
    if (mergesModes(database, step.action)) {
        FAULTLINE_CHECK(isUndo ? separateModes(database, rules, step.action, action, report)
                               : joinModes(database, rules, step.action, action, report));
        return report;
    }
    Restoring restoring(database, rules, direction);
    for (const labels::LabelEvent& event : events)
        FAULTLINE_CHECK(restoring.restore(event, action));
    report.changed = std::move(restoring.changed());
    report.leftAlone = restoring.leftAlone();
    return report;
}

} // namespace

base::Result<labels::ActionReport> applyUndo(const Database& database, const EventRules& rules,
                                             base::AnnotatorId annotator, const UndoStacks::Step& step) {
    return restore(database, rules, annotator, step, Direction::Back);
}

base::Result<labels::ActionReport> applyRedo(const Database& database, const EventRules& rules,
                                             base::AnnotatorId annotator, const UndoStacks::Step& step) {
    return restore(database, rules, annotator, step, Direction::Again);
}

} // namespace faultline::study
