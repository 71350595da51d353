// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/header_store.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// Annotators, label events and what follows from them. All inside Database::reading() or writing().

/// The trimmed name; refuses what is no name (study.h says what is one).
[[nodiscard]] base::Result<std::string> annotatorName(const std::string& name);
/// Refuses what can't be kept: no UTF-8, NUL inside, longer than 64 KiB.
[[nodiscard]] base::Result<> checkNote(const std::string& note);
/// Refuses years beyond 0 to 9999.
[[nodiscard]] base::Result<> checkTime(base::Timestamp time);

[[nodiscard]] std::vector<labels::Annotator> readAnnotators(const Database& database);
[[nodiscard]] std::optional<labels::Annotator> findAnnotator(const Database& database,
                                                             const std::string& name);
[[nodiscard]] labels::Annotator makeAnnotator(const Database& database, const std::string& name);
[[nodiscard]] base::Result<> checkAnnotator(const Database& database, base::AnnotatorId annotator);

/// Whether the sample is a failure or a control, the ones that carry labels.
[[nodiscard]] bool carriesLabels(const Database& database, base::RunId run, base::SampleIndex sample);

enum class ActionKind { Label, Import, Undo, Redo };

/// Returns the new action's id. `target` is what an undo takes back or a redo does again.
[[nodiscard]] std::int64_t storeAction(const Database& database, ActionKind kind, base::AnnotatorId annotator,
                                       const std::string& description,
                                       std::optional<std::int64_t> target = std::nullopt);
/// Appends `label` as the state after event number `action`.
void storeEvent(const Database& database, base::RunId run, std::int64_t action, const labels::Label& label,
                labels::Source source, std::chrono::milliseconds elapsed = {});

/// Unlabelled and without a note where there is no event.
[[nodiscard]] base::Result<labels::Label> currentLabel(const Database& database, const StudyFacts& facts,
                                                       base::AnnotatorId annotator, base::SampleIndex sample);
/// The states that an action left, and those that it found, sample by sample.
[[nodiscard]] base::Result<std::vector<labels::Label>>
statesAfter(const Database& database, const StudyFacts& facts, std::int64_t action);
[[nodiscard]] base::Result<std::vector<labels::Label>>
statesBefore(const Database& database, const StudyFacts& facts, std::int64_t action);

[[nodiscard]] base::Result<std::vector<labels::Label>>
readLabels(const Database& database, const StudyFacts& facts, std::optional<base::AnnotatorId> annotator);
[[nodiscard]] base::Result<std::vector<labels::LabelEvent>>
readHistory(const Database& database, const StudyFacts& facts, base::SampleIndex sample);

} // namespace faultline::study
