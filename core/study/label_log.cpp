// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_log.h"

#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/adjudication_rows.h"
#include "core/study/annotator_rows.h"
#include "core/study/answer_rows.h"
#include "core/study/blind_rows.h"
#include "core/study/label_changes.h"
#include "core/study/label_lines.h"
#include "core/study/label_union.h"
#include "core/study/log_copy.h"
#include "core/study/mode_merge.h"
#include "core/study/mode_rows.h"
#include "core/study/stored_values.h"
#include "core/study/study_file.h"
#include "core/study/undo_changes.h"
#include "core/study/voices.h"

namespace faultline::study {

LabelLog::LabelLog(StudyFile& file)
    : m_file(&file)
    , m_voices(std::make_unique<Voices>()) {}

LabelLog::~LabelLog() = default;
LabelLog::LabelLog(LabelLog&&) noexcept = default;
LabelLog& LabelLog::operator=(LabelLog&&) noexcept = default;

base::Result<LabelLog> LabelLog::read(StudyFile& file, std::uint32_t datasetSize) {
    LabelLog log(file);
    FAULTLINE_TRY(taxonomy, file.reading([](const Database& database) -> base::Result<labels::Taxonomy> {
        if (auto annotators = checkAnnotators(database); !annotators)
            return damaged(annotators.error().message);
        return readTaxonomy(database);
    }));
    log.m_taxonomy = std::move(taxonomy);
    log.m_datasetSize = datasetSize;
    FAULTLINE_CHECK(log.readVoices());
    return log;
}

EventRules LabelLog::rules() const {
    return {m_taxonomy, *m_voices, m_datasetSize};
}

base::Result<> LabelLog::readModes() {
    FAULTLINE_TRY(taxonomy, m_file->reading([](const Database& database) { return readTaxonomy(database); }));
    m_taxonomy = std::move(taxonomy);
    return {};
}

base::Result<> LabelLog::readVoices() {
    FAULTLINE_TRY(voices, m_file->reading([](const Database& database) -> base::Result<Voices> {
        return study::readVoices(database);
    }));
    *m_voices = std::move(voices);
    return {};
}

base::Result<labels::ActionReport> LabelLog::told(base::Result<labels::ActionReport> report) {
    if (report && report->changesTaxonomy)
        FAULTLINE_CHECK(readModes());
    return report;
}

base::Result<> LabelLog::editModes(std::span<const labels::ModeEdit> edits) {
    FAULTLINE_CHECK(
        m_file->writing([&](const Database& database) { return study::editModes(database, edits); }));
    return readModes();
}

base::Result<labels::ActionReport>
LabelLog::mergeModes(base::AnnotatorId annotator, std::span<const base::ModeId> modes, base::ModeId into) {
    return told(m_file->writing([&](const Database& database) {
        return study::mergeModes(database, rules(), annotator, modes, into);
    }));
}

base::Result<std::map<base::ModeId, std::size_t>> LabelLog::modeUses() const {
    return m_file->reading([](const Database& database) -> base::Result<std::map<base::ModeId, std::size_t>> {
        std::map<base::ModeId, std::size_t> uses;
        Query query = database.query(
            "SELECT mode, count(*) FROM (SELECT mode FROM label_events WHERE mode IS NOT NULL UNION ALL "
            "SELECT mode FROM secondary_modes) GROUP BY mode");
        while (query.next())
            uses[base::ModeId(query.integer(0))] = static_cast<std::size_t>(query.integer(1));
        return uses;
    });
}

base::Result<std::vector<labels::Annotator>> LabelLog::annotators() const {
    return m_file->reading([](const Database& database) -> base::Result<std::vector<labels::Annotator>> {
        return readAnnotators(database);
    });
}

base::Result<std::optional<labels::Annotator>> LabelLog::speaking(const std::string& name) const {
    return m_file->reading([&](const Database& database) -> base::Result<std::optional<labels::Annotator>> {
        return findAnnotator(database, name);
    });
}

base::Result<labels::Annotator> LabelLog::annotator(const std::string& name) {
    FAULTLINE_TRY(trimmed, annotatorName(name));
    FAULTLINE_TRY(known, speaking(trimmed));
    if (known)
        return *known;
    return m_file->writing([&](const Database& database) -> base::Result<labels::Annotator> {
        labels::Annotator made = makeAnnotator(database, trimmed);
        FAULTLINE_CHECK(checkAnnotators(database));
        return made;
    });
}

base::Result<std::vector<labels::JoinedAnnotator>> LabelLog::joinedAnnotators() const {
    return m_file->reading(
        [](const Database& database) -> base::Result<std::vector<labels::JoinedAnnotator>> {
            return readJoined(database);
        });
}

base::Result<> LabelLog::renameAnnotator(base::AnnotatorId annotator, const std::string& name) {
    FAULTLINE_TRY(trimmed, annotatorName(name));
    return m_file->writing([&](const Database& database) -> base::Result<> {
        FAULTLINE_CHECK(checkAnnotator(database, annotator));
        study::renameAnnotator(database, annotator, trimmed);
        return checkAnnotators(database);
    });
}

base::Result<> LabelLog::joinAnnotator(base::AnnotatorId annotator, base::AnnotatorId voice) {
    const auto joined = m_file->writing([&](const Database& database) -> base::Result<> {
        FAULTLINE_CHECK(checkAnnotator(database, annotator));
        FAULTLINE_CHECK(checkAnnotator(database, voice));
        study::joinAnnotator(database, annotator, voice);
        return checkAnnotators(database);
    });
    return joined ? readVoices() : joined;
}

base::Result<std::vector<labels::Label>> LabelLog::labels(base::RunId run,
                                                          std::optional<base::AnnotatorId> annotator) const {
    return m_file->reading(
        [&](const Database& database) { return readLabels(database, rules(), run, annotator); });
}

base::Result<std::vector<labels::Label>> LabelLog::blindLabels(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readBlindLabels(database, rules(), run); });
}

base::Result<std::vector<labels::LabelEvent>> LabelLog::history(base::RunId run,
                                                                base::SampleIndex sample) const {
    return m_file->reading(
        [&](const Database& database) { return readHistory(database, rules(), run, sample); });
}

base::Result<std::vector<labels::Annotator>> LabelLog::adjudicators() const {
    return m_file->reading([](const Database& database) -> base::Result<std::vector<labels::Annotator>> {
        return readAdjudicators(database);
    });
}

base::Result<> LabelLog::makeAdjudicator(base::AnnotatorId annotator) {
    return m_file->writing([&](const Database& database) -> base::Result<> {
        FAULTLINE_CHECK(checkAnnotator(database, annotator));
        study::makeAdjudicator(database, annotator);
        return {};
    });
}

base::Result<std::vector<labels::Label>> LabelLog::decisions(base::RunId run) const {
    return m_file->reading([&](const Database& database) { return readDecisions(database, rules(), run); });
}

base::Result<labels::QueueAnswers> LabelLog::answers(base::RunId run, base::AnnotatorId annotator,
                                                     std::uint32_t planVersion) const {
    return m_file->reading([&](const Database& database) {
        return readAnswers(database, rules(), run, annotator, planVersion);
    });
}

base::Result<std::set<base::SampleIndex>> LabelLog::painted(base::RunId run,
                                                            base::AnnotatorId annotator) const {
    return m_file->reading([&](const Database& database) -> base::Result<std::set<base::SampleIndex>> {
        std::set<base::SampleIndex> samples;
        Query query = database.query("SELECT sample FROM paintings WHERE run = ? AND annotator IN (SELECT "
                                     "value FROM json_each(?))");
        query.with(run.value, m_voices->memberList(annotator));
        while (query.next())
            samples.insert(base::SampleIndex(static_cast<std::uint32_t>(query.integer(0))));
        return samples;
    });
}

base::Result<> LabelLog::notePainted(base::RunId run, base::AnnotatorId annotator,
                                     std::span<const base::SampleIndex> samples) {
    return m_file->writing([&](const Database& database) -> base::Result<> {
        FAULTLINE_CHECK(checkAnnotator(database, annotator));
        const std::int64_t now = base::now().time_since_epoch().count();
        for (const base::SampleIndex sample : samples)
            database
                .query(
                    "INSERT INTO paintings (uuid, annotator, run, sample, at_ms) SELECT ?1, ?2, ?3, ?4, ?5 "
                    "WHERE EXISTS (SELECT 1 FROM items WHERE run = ?3 AND sample = ?4) AND NOT EXISTS "
                    "(SELECT "
                    "1 FROM paintings WHERE annotator = ?2 AND run = ?3 AND sample = ?4)")
                .with(base::newUuid(), annotator.value, run.value, sample.value, now)
                .run();
        return {};
    });
}

base::Result<labels::ActionReport> LabelLog::apply(const labels::LabelRequest& request) {
    return m_file->writing(
        [&](const Database& database) { return applyRequest(database, rules(), request); });
}

base::Result<> LabelLog::applyAll(std::span<const labels::LabelRequest> requests) {
    return m_file->writing([&](const Database& database) -> base::Result<> {
        for (const labels::LabelRequest& request : requests)
            FAULTLINE_CHECK(applyRequest(database, rules(), request));
        return {};
    });
}

base::Result<labels::ActionReport> LabelLog::import(base::RunId run,
                                                    std::span<const labels::ImportedLabel> imported) {
    return m_file->writing(
        [&](const Database& database) { return applyImport(database, rules(), run, imported); });
}

base::Result<UndoStacks*> LabelLog::followed(base::AnnotatorId annotator) const {
    return m_file->reading([&](const Database& database) -> base::Result<UndoStacks*> {
        FAULTLINE_CHECK(checkAnnotator(database, annotator));
        std::unique_ptr<UndoStacks>& mine = m_stacks[annotator];
        if (!mine)
            mine = std::make_unique<UndoStacks>();
        FAULTLINE_CHECK(mine->follow(database, annotator));
        return mine.get();
    });
}

base::Result<labels::ActionReport> LabelLog::undo(base::AnnotatorId annotator) {
    FAULTLINE_TRY(stacks, followed(annotator));
    return told(m_file->writing([&](const Database& database) -> base::Result<labels::ActionReport> {
        if (const UndoStacks::Step* step = stacks->undo())
            return applyUndo(database, rules(), annotator, *step);
        return labels::ActionReport{};
    }));
}

base::Result<labels::ActionReport> LabelLog::redo(base::AnnotatorId annotator) {
    FAULTLINE_TRY(stacks, followed(annotator));
    return told(m_file->writing([&](const Database& database) -> base::Result<labels::ActionReport> {
        if (const UndoStacks::Step* step = stacks->redo())
            return applyRedo(database, rules(), annotator, *step);
        return labels::ActionReport{};
    }));
}

base::Result<labels::UndoState> LabelLog::undoState(base::AnnotatorId annotator) const {
    FAULTLINE_TRY(stacks, followed(annotator));
    labels::UndoState state;
    if (stacks->undo() != nullptr)
        state.undo = stacks->undo()->description;
    if (stacks->redo() != nullptr)
        state.redo = stacks->redo()->description;
    return state;
}

base::Result<LabelLog::Length> LabelLog::length() const {
    return m_file->reading([](const Database& database) -> base::Result<Length> {
        Query query = database.query("SELECT (SELECT count(*) FROM actions), (SELECT count(*) FROM "
                                     "label_events), (SELECT count(*) FROM mode_changes), (SELECT count(*) "
                                     "FROM annotator_changes)");
        if (!query.next())
            return Length{};
        return Length{
            static_cast<std::uint64_t>(query.integer(0)), static_cast<std::uint64_t>(query.integer(1)),
            static_cast<std::uint64_t>(query.integer(2)), static_cast<std::uint64_t>(query.integer(3))};
    });
}

base::Result<std::string> LabelLog::lines() const {
    return m_file->reading([this](const Database& database) -> base::Result<std::string> {
        return labelLines(database, placeText(m_file->path()), base::now());
    });
}

base::Result<std::string> LabelLog::events() const {
    return m_file->reading([](const Database& database) -> base::Result<std::string> {
        return labelLines(database, {}, newestEvent(database));
    });
}

base::Result<labels::MergeReport> LabelLog::merge(std::span<const LogCopy> copies) {
    auto report = m_file->writing([&](const Database& database) -> base::Result<labels::MergeReport> {
        labels::MergeReport all;
        for (const LogCopy& copy : copies) {
            auto united = copy.uniteInto(database);
            if (!united)
                return base::failure(united.error().within("nothing was merged"));
            add(*united, all);
        }
        return all;
    });
    m_stacks.clear(); // actions may have come in between
    if (report) {
        FAULTLINE_CHECK(readModes());
        FAULTLINE_CHECK(readVoices());
    }
    return report;
}

base::Result<std::vector<std::string>> LabelLog::warnings() const {
    return m_file->reading([](const Database& database) -> base::Result<std::vector<std::string>> {
        return clockWarnings(database);
    });
}

} // namespace faultline::study
