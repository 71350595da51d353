// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/event_reader.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline::study {

// The rows of actions and label events. All inside Database::reading() or writing().

/// Refuses years beyond 0 to 9999.
[[nodiscard]] base::Result<> checkTime(base::Timestamp time);

/// Whether the sample is an item of the run: a failure or a control, the ones that carry labels.
[[nodiscard]] bool carriesLabels(const Database& database, base::RunId run, base::SampleIndex sample);

enum class ActionKind {
    Label,
    Import,
    Undo,
    Redo,
    Taxonomy ///< what the action of another annotator, its target, did to the labels of this one
};

struct ActionRow {
    base::ActionId id;
    std::string uuid;
    base::AnnotatorId annotator;
    base::Timestamp at{};
};

/// A new action at the annotator's own time, a hybrid clock: the wall clock, or 1 ms after the annotator's
/// newest action where that is later, so that a clock that was set back loses nothing.
/// @param target UUID of what an undo takes back or a redo does again, or of the action that another
/// annotator's labels follow
[[nodiscard]] ActionRow storeAction(const Database& database, ActionKind kind, base::AnnotatorId annotator,
                                    const std::string& description,
                                    const std::optional<std::string>& target = std::nullopt);

/// Appends an event for each thing in which `after` differs from `before`; both are of the action's
/// annotator.
void storeChanges(const Database& database, const ActionRow& action, const labels::Label& before,
                  const labels::Label& after, const labels::Circumstances& given);
/// Appends `event` to the action, with a UUID and the time of its own.
void storeEvent(const Database& database, const ActionRow& action, const labels::LabelEvent& event);

/// As it counts now (a merged mode is what it was merged into); without a word where there is no event.
[[nodiscard]] base::Result<labels::Label> currentLabel(const Database& database, const EventRules& rules,
                                                       base::AnnotatorId annotator, base::RunId run,
                                                       base::SampleIndex sample);
/// The secondary modes of an item as they count now, the dominant mode among them if it came to be one.
[[nodiscard]] base::Result<std::vector<base::ModeId>>
heldSecondary(const Database& database, const EventRules& rules, const labels::Label& label);
/// What an action changed, in the order in which it was written.
[[nodiscard]] base::Result<std::vector<labels::LabelEvent>>
eventsOf(const Database& database, const EventRules& rules, const std::string& action);
/// The value of the event's thing before it: of the members, the one that the thing is about.
[[nodiscard]] base::Result<labels::LabelEvent> valueBefore(const Database& database, const EventRules& rules,
                                                           const labels::LabelEvent& event);
/// The present value of the event's thing.
[[nodiscard]] base::Result<labels::LabelEvent> valueNow(const Database& database, const EventRules& rules,
                                                        const labels::LabelEvent& event);

/// The present labels of a run that say something, as they count now, by sample and annotator.
[[nodiscard]] base::Result<std::vector<labels::Label>> readLabels(const Database& database,
                                                                  const EventRules& rules, base::RunId run,
                                                                  std::optional<base::AnnotatorId> annotator);
/// Every decision of adjudicators on the run's items, those that take back among them, oldest first.
[[nodiscard]] base::Result<std::vector<labels::LabelEvent>>
readDecisionEvents(const Database& database, const EventRules& rules, base::RunId run);
/// Every event of an item, oldest first, as it was written.
[[nodiscard]] base::Result<std::vector<labels::LabelEvent>>
readHistory(const Database& database, const EventRules& rules, base::RunId run, base::SampleIndex sample);

} // namespace faultline::study

template <>
struct faultline::base::Names<faultline::study::ActionKind> {
    using enum study::ActionKind;
    static constexpr std::array<std::pair<study::ActionKind, std::string_view>, 5> all{
        {{Label, "label"}, {Import, "import"}, {Undo, "undo"}, {Redo, "redo"}, {Taxonomy, "taxonomy"}}};
};
