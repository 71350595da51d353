// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_store.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"

#include <algorithm>

namespace faultline::study {

using base::ErrorKind;
using base::Timestamp;
using labels::Judgement;
using labels::Label;

namespace {

constexpr std::size_t longestName = 200;       ///< bytes
constexpr std::size_t longestNote = 64u << 10; ///< bytes
// The years 0 to 9999, which isoText can write.
constexpr std::int64_t earliestTime = -62167219200000;
constexpr std::int64_t latestTime = 253402300799999;

tl::unexpected<base::Error> damaged(const std::string& what) {
    return base::failure(ErrorKind::InvalidInput,
                         "the study is damaged (" + what + "); go back to a copy of it");
}

/// C0, DEL and C1 (U+0080 to U+009F, in UTF-8 0xC2 0x80 to 0xC2 0x9F).
bool hasControlCharacter(const std::string& text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f)
            return true;
        if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            return true;
    }
    return false;
}

std::optional<std::int64_t> milliseconds(const Label& label) {
    return label.judgement.isUnlabelled() ? std::nullopt
                                          : std::optional(label.labelledAt.time_since_epoch().count());
}

/// From the columns sample, annotator, mode, excluded, note, labelled_at_ms.
base::Result<Label> labelFrom(const Query& query, const StudyFacts& facts) {
    const std::int64_t sample = query.integer(0);
    if (sample < 0 || sample >= facts.header.dataset.size)
        return damaged("a label is of sample " + std::to_string(sample));
    Label label;
    label.sample = base::SampleIndex(static_cast<std::uint32_t>(sample));
    label.annotator = base::AnnotatorId(query.integer(1));
    if (!query.isNull(2)) {
        const base::ModeId mode(query.integer(2));
        if (facts.taxonomy.find(mode) == nullptr)
            return damaged("a label of sample " + std::to_string(sample) + " has an unknown failure mode");
        label.judgement = Judgement::of(mode);
    } else if (query.integer(3) != 0) {
        label.judgement = Judgement::excluded();
    }
    label.note = query.text(4);
    const std::int64_t time = query.isNull(5) ? 0 : query.integer(5);
    if (time < earliestTime || time > latestTime)
        return damaged("the time of a label of sample " + std::to_string(sample) + " is out of range");
    label.labelledAt = Timestamp(std::chrono::milliseconds(time));
    return label;
}

std::optional<labels::Source> parsedSource(const std::string& text) {
    using labels::Source;
    for (const Source source :
         {Source::Window, Source::CommandLine, Source::Import, Source::Undo, Source::Redo})
        if (labels::name(source) == text)
            return source;
    return std::nullopt;
}

const char* text(ActionKind kind) {
    switch (kind) {
    case ActionKind::Label:
        return "label";
    case ActionKind::Import:
        return "import";
    case ActionKind::Undo:
        return "undo";
    case ActionKind::Redo:
        break;
    }
    return "redo";
}

} // namespace

base::Result<std::string> annotatorName(const std::string& name) {
    std::string trimmed(base::trimmed(name));
    if (trimmed.empty() || trimmed.size() > longestName || !base::isUtf8(trimmed) ||
        hasControlCharacter(trimmed))
        return base::failure(
            ErrorKind::InvalidInput,
            "an annotator's name has 1 to 200 bytes of UTF-8 text without control characters; "
            "choose another name");
    return trimmed;
}

base::Result<> checkNote(const std::string& note) {
    if (note.size() > longestNote || !base::isUtf8(note) || note.find('\0') != std::string::npos)
        return base::failure(
            ErrorKind::InvalidInput,
            "a note is UTF-8 text of at most 65,536 bytes; shorten it or remove what is no text");
    return {};
}

base::Result<> checkTime(Timestamp time) {
    if (const std::int64_t count = time.time_since_epoch().count();
        count < earliestTime || count > latestTime)
        return base::failure(ErrorKind::InvalidInput,
                             "the time of a label lies outside of the years 0 to 9999");
    return {};
}

std::vector<labels::Annotator> readAnnotators(const Database& database) {
    std::vector<labels::Annotator> annotators;
    Query query = database.query("SELECT id, uuid, name FROM annotators ORDER BY id");
    while (query.next())
        annotators.push_back({base::AnnotatorId(query.integer(0)), query.text(1), query.text(2)});
    return annotators;
}

std::optional<labels::Annotator> findAnnotator(const Database& database, const std::string& name) {
    Query query = database.query("SELECT id, uuid, name FROM annotators WHERE name = ?");
    if (!query.with(name).next())
        return std::nullopt;
    return labels::Annotator{base::AnnotatorId(query.integer(0)), query.text(1), query.text(2)};
}

labels::Annotator makeAnnotator(const Database& database, const std::string& name) {
    const std::string uuid = base::newUuid();
    database.query("INSERT INTO annotators (uuid, name, created_at_ms) VALUES (?, ?, ?)")
        .with(uuid, name, base::now().time_since_epoch().count())
        .run();
    return {base::AnnotatorId(database.lastId()), uuid, name};
}

base::Result<> checkAnnotator(const Database& database, base::AnnotatorId annotator) {
    if (!database.query("SELECT 1 FROM annotators WHERE id = ?").with(annotator.value).next())
        return base::failure(ErrorKind::NotFound, "this study has no annotator with the number " +
                                                      std::to_string(annotator.value));
    return {};
}

bool carriesLabels(const Database& database, base::RunId run, base::SampleIndex sample) {
    return database.query("SELECT 1 FROM details WHERE run = ? AND sample = ?")
        .with(run.value, sample.value)
        .next();
}

std::int64_t storeAction(const Database& database, ActionKind kind, base::AnnotatorId annotator,
                         const std::string& description, std::optional<std::int64_t> target) {
    database.query("INSERT INTO actions (annotator, kind, description, target, at_ms) VALUES (?, ?, ?, ?, ?)")
        .with(annotator.value, text(kind), description, target, base::now().time_since_epoch().count())
        .run();
    return database.lastId();
}

void storeEvent(const Database& database, base::RunId run, std::int64_t action, const Label& label,
                labels::Source source, std::chrono::milliseconds elapsed) {
    const auto mode = label.judgement.mode();
    database
        .query("INSERT INTO label_events (uuid, action, run, sample, annotator, mode, excluded, note, "
               "labelled_at_ms, at_ms, source, elapsed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(base::newUuid(), action, run.value, label.sample.value, label.annotator.value,
              mode ? std::optional(mode->value) : std::nullopt, label.judgement.isExcluded(), label.note,
              milliseconds(label), base::now().time_since_epoch().count(), std::string(labels::name(source)),
              elapsed.count())
        .run();
}

base::Result<Label> currentLabel(const Database& database, const StudyFacts& facts,
                                 base::AnnotatorId annotator, base::SampleIndex sample) {
    Query query =
        database.query("SELECT sample, annotator, mode, excluded, note, labelled_at_ms FROM label_events "
                       "WHERE run = ? AND sample = ? AND annotator = ? ORDER BY id DESC LIMIT 1");
    if (query.with(facts.run.value, sample.value, annotator.value).next())
        return labelFrom(query, facts);
    Label none;
    none.sample = sample;
    none.annotator = annotator;
    return none;
}

base::Result<std::vector<Label>> statesAfter(const Database& database, const StudyFacts& facts,
                                             std::int64_t action) {
    std::vector<Label> states;
    Query query = database.query("SELECT sample, annotator, mode, excluded, note, labelled_at_ms "
                                 "FROM label_events WHERE action = ? ORDER BY id");
    query.with(action);
    while (query.next()) {
        FAULTLINE_TRY(label, labelFrom(query, facts));
        states.push_back(std::move(label));
    }
    return states;
}

base::Result<std::vector<Label>> statesBefore(const Database& database, const StudyFacts& facts,
                                              std::int64_t action) {
    std::vector<Label> states;
    Query events =
        database.query("SELECT id, sample, annotator FROM label_events WHERE action = ? ORDER BY id");
    events.with(action);
    while (events.next()) {
        Query query = database.query(
            "SELECT sample, annotator, mode, excluded, note, labelled_at_ms FROM label_events "
            "WHERE run = ? AND sample = ? AND annotator = ? AND id < ? ORDER BY id DESC LIMIT 1");
        if (query.with(facts.run.value, events.integer(1), events.integer(2), events.integer(0)).next()) {
            FAULTLINE_TRY(label, labelFrom(query, facts));
            states.push_back(std::move(label));
        } else {
            Label none;
            none.sample = base::SampleIndex(static_cast<std::uint32_t>(events.integer(1)));
            none.annotator = base::AnnotatorId(events.integer(2));
            states.push_back(std::move(none));
        }
    }
    return states;
}

base::Result<std::vector<Label>> readLabels(const Database& database, const StudyFacts& facts,
                                            std::optional<base::AnnotatorId> annotator) {
    std::vector<Label> all;
    Query query =
        database.query("SELECT sample, annotator, mode, excluded, note, labelled_at_ms FROM current_labels "
                       "WHERE run = ? AND (?2 IS NULL OR annotator = ?2) "
                       "AND (mode IS NOT NULL OR excluded <> 0 OR note <> '') ORDER BY sample, annotator");
    query.with(facts.run.value, annotator ? std::optional(annotator->value) : std::nullopt);
    while (query.next()) {
        FAULTLINE_TRY(label, labelFrom(query, facts));
        all.push_back(std::move(label));
    }
    return all;
}

base::Result<std::vector<labels::LabelEvent>> readHistory(const Database& database, const StudyFacts& facts,
                                                          base::SampleIndex sample) {
    std::vector<labels::LabelEvent> events;
    Query query =
        database.query("SELECT sample, annotator, mode, excluded, note, labelled_at_ms, uuid, action, "
                       "at_ms, source, elapsed_ms FROM label_events "
                       "WHERE run = ? AND sample = ? ORDER BY id");
    query.with(facts.run.value, sample.value);
    while (query.next()) {
        FAULTLINE_TRY(label, labelFrom(query, facts));
        const auto source = parsedSource(query.text(9));
        const std::int64_t at = query.integer(8);
        if (!source || at < earliestTime || at > latestTime)
            return damaged("an event of sample " + std::to_string(sample.value) + " makes no sense");
        events.push_back({query.text(6), query.integer(7), std::move(label),
                          Timestamp(std::chrono::milliseconds(at)), *source,
                          std::chrono::milliseconds(query.integer(10))});
    }
    return events;
}

} // namespace faultline::study
