// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_event.h"
#include "core/study/sqlite/database.h"
#include "core/study/voices.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline::study {

// From rows of label events to events. All inside Database::reading() or writing().

/// What reading checks events against.
struct EventRules {
    const labels::Taxonomy& taxonomy;
    const Voices& voices;
    std::uint32_t datasetSize = 0; ///< images
};

/// Refuses what can't be kept: no UTF-8, NUL inside, longer than 64 KiB.
[[nodiscard]] base::Result<> checkNote(const std::string& note);

/// The columns of an event, of "label_events e" and the "actions a" that it belongs to.
inline constexpr const char* eventColumns =
    "SELECT e.uuid, a.uuid, e.run, e.sample, e.annotator, e.at_ms, e.thing, "
    "e.judgement, e.mode, e.judged_at_ms, "
    "e.note, e.how, e.elapsed_ms, e.blind, e.reason, e.right_class, e.flag, "
    "e.plan_version, e.queue_position, "
    "e.zoom, e.contrast, e.id ";

/// From the present row of a query of eventColumns, as it was written: its modes may have been merged since.
/// Its annotator is whoever speaks for who wrote it.
[[nodiscard]] base::Result<labels::LabelEvent> eventFrom(const Database& database, const Query& query,
                                                         const EventRules& rules);
/// From all that follow.
[[nodiscard]] base::Result<std::vector<labels::LabelEvent>> eventsFrom(const Database& database, Query& query,
                                                                       const EventRules& rules);
/// The value of that event's thing where no event has been.
[[nodiscard]] labels::LabelEvent unset(const labels::LabelEvent& like);

/// What counts now, where modes were merged since.
[[nodiscard]] labels::Judgement resolved(const labels::Judgement& judgement,
                                         const labels::Taxonomy& taxonomy);
/// The same; ascending, each once.
[[nodiscard]] std::vector<base::ModeId> resolved(std::vector<base::ModeId> modes,
                                                 const labels::Taxonomy& taxonomy);

/// What the column "judgement" says.
enum class Holds { Unlabelled, Mode, None, Excluded };
[[nodiscard]] Holds heldBy(const labels::Judgement& judgement);

} // namespace faultline::study

template <>
struct faultline::base::Names<faultline::study::Holds> {
    using enum study::Holds;
    static constexpr std::array<std::pair<study::Holds, std::string_view>, 4> all{
        {{Unlabelled, "unlabelled"}, {Mode, "mode"}, {None, "none"}, {Excluded, "excluded"}}};
};
