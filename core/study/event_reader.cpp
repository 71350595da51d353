// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/event_reader.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/base/uuid.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline::study {

using base::ErrorKind;
using labels::Judgement;
using labels::LabelEvent;
using labels::Thing;

namespace {

constexpr std::size_t longestNote = 64u << 10; ///< bytes

base::Timestamp timeFrom(std::int64_t milliseconds) {
    return base::Timestamp(std::chrono::milliseconds(milliseconds));
}

/// A count that may be missing.
base::Result<std::optional<std::uint32_t>> countAt(const Query& query, int column, base::SampleIndex sample) {
    if (query.isNull(column))
        return std::optional<std::uint32_t>();
    if (!isCount(query.integer(column)))
        return damaged("a place in a plan of " + sampleText(sample) + " makes no sense");
    return std::optional(static_cast<std::uint32_t>(query.integer(column)));
}

base::Result<Judgement> readExclusion(const Query& query, base::SampleIndex sample) {
    const auto reason = query.isNull(14) ? std::optional(labels::Exclusion::Unspecified)
                                         : base::valueNamed<labels::Exclusion>(query.text(14));
    if (!reason)
        return base::failure(ErrorKind::Refused,
                             "the reason \"" + base::printable(query.text(14)) + "\" for excluding " +
                                 sampleText(sample) +
                                 " is one that this program does not know; update Faultline");
    if (query.isNull(15))
        return Judgement::excluded(*reason);
    if (query.integer(15) < 0 || query.integer(15) > std::numeric_limits<std::uint16_t>::max())
        return damaged("the right class of " + sampleText(sample) + " makes no sense");
    return Judgement::excluded(*reason, base::ClassId(static_cast<std::uint16_t>(query.integer(15))));
}

base::Result<> readJudgement(const Query& query, const EventRules& rules, LabelEvent& event) {
    const auto holds = base::valueNamed<Holds>(query.text(7));
    const std::int64_t time = query.isNull(9) ? 0 : query.integer(9);
    if (!holds || !isTime(time))
        return damaged("a judgement of " + sampleText(event.sample) + " makes no sense");
    event.labelledAt = timeFrom(time);
    switch (*holds) {
    case Holds::Unlabelled:
        break;
    case Holds::Excluded: {
        FAULTLINE_TRY(excluded, readExclusion(query, event.sample));
        event.judgement = excluded;
        break;
    }
    case Holds::Mode: {
        const base::ModeId mode(query.integer(8));
        if (rules.taxonomy.find(mode) == nullptr)
            return damaged("a label of " + sampleText(event.sample) + " has an unknown failure mode");
        event.judgement = Judgement::of(mode);
        break;
    }
    case Holds::None:
        event.judgement = Judgement::none();
        break;
    }
    return {};
}

base::Result<std::vector<base::ModeId>> readSecondary(const Database& database, std::int64_t event,
                                                      const EventRules& rules, base::SampleIndex sample) {
    std::vector<base::ModeId> modes;
    Query query = database.query("SELECT mode FROM secondary_modes WHERE event = ? ORDER BY mode");
    query.with(event);
    while (query.next()) {
        modes.emplace_back(query.integer(0));
        if (rules.taxonomy.find(modes.back()) == nullptr)
            return damaged("a secondary mode of " + sampleText(sample) + " is unknown");
    }
    return modes;
}

base::Result<labels::Circumstances> readCircumstances(const Query& query, base::SampleIndex sample) {
    const auto how = base::valueNamed<labels::How>(query.text(11));
    const auto blind = base::valueNamed<labels::Blind>(query.text(13));
    const bool hasZoom = !query.isNull(19);
    if (!how || !blind || (hasZoom && !(query.real(19) > 0 && std::isfinite(query.real(19)))) ||
        query.blob(20).size() > longestContrast)
        return damaged("an event of " + sampleText(sample) + " makes no sense");
    FAULTLINE_TRY(planVersion, countAt(query, 17, sample));
    FAULTLINE_TRY(position, countAt(query, 18, sample));
    return labels::Circumstances{
        *how,          *blind,   std::chrono::milliseconds(query.integer(12)),
        planVersion,   position, hasZoom ? std::optional(query.real(19)) : std::nullopt,
        query.text(20)};
}

} // namespace

base::Result<LabelEvent> eventFrom(const Database& database, const Query& query, const EventRules& rules) {
    LabelEvent event;
    const std::int64_t sample = query.integer(3);
    const auto thing = base::valueNamed<Thing>(query.text(6));
    if (sample < 0 || sample >= rules.datasetSize || !thing || !isTime(query.integer(5)) ||
        !base::isIdentity(query.text(0)) || !base::isIdentity(query.text(1)))
        return damaged("an event of sample " + std::to_string(sample) + " makes no sense");
    event.uuid = query.text(0);
    event.action = query.text(1);
    event.run = base::RunId(query.integer(2));
    event.sample = base::SampleIndex(static_cast<std::uint32_t>(sample));
    event.annotator = rules.voices.of(base::AnnotatorId(query.integer(4)));
    event.at = timeFrom(query.integer(5));
    event.thing = *thing;
    FAULTLINE_TRY(given, readCircumstances(query, event.sample));
    event.given = std::move(given);
    switch (event.thing) {
    case Thing::Judgement:
        FAULTLINE_CHECK(readJudgement(query, rules, event));
        break;
    case Thing::SecondaryModes: {
        FAULTLINE_TRY(modes, readSecondary(database, query.integer(21), rules, event.sample));
        event.secondary = std::move(modes);
        break;
    }
    case Thing::Flag:
        event.flag = query.integer(16) != 0;
        break;
    case Thing::Note:
        event.note = query.text(10);
        if (!checkNote(event.note))
            return damaged("a note of " + sampleText(event.sample) + " is no text or too long");
        break;
    }
    return event;
}

base::Result<std::vector<LabelEvent>> eventsFrom(const Database& database, Query& query,
                                                 const EventRules& rules) {
    std::vector<LabelEvent> events;
    while (query.next()) {
        FAULTLINE_TRY(event, eventFrom(database, query, rules));
        events.push_back(std::move(event));
    }
    return events;
}

LabelEvent unset(const LabelEvent& like) {
    LabelEvent event;
    event.run = like.run;
    event.sample = like.sample;
    event.annotator = like.annotator;
    event.thing = like.thing;
    return event;
}

Judgement resolved(const Judgement& judgement, const labels::Taxonomy& taxonomy) {
    const auto mode = judgement.mode();
    return mode ? Judgement::of(taxonomy.resolved(*mode)) : judgement;
}

std::vector<base::ModeId> resolved(std::vector<base::ModeId> modes, const labels::Taxonomy& taxonomy) {
    if (taxonomy.merged().empty())
        return modes;
    for (base::ModeId& mode : modes)
        mode = taxonomy.resolved(mode);
    std::sort(modes.begin(), modes.end());
    modes.erase(std::unique(modes.begin(), modes.end()), modes.end());
    return modes;
}

Holds heldBy(const Judgement& judgement) {
    if (judgement.isExcluded())
        return Holds::Excluded;
    if (judgement.isNone())
        return Holds::None;
    return judgement.mode() ? Holds::Mode : Holds::Unlabelled;
}

base::Result<> checkNote(const std::string& note) {
    if (note.size() > longestNote || !base::isUtf8(note) || note.find('\0') != std::string::npos)
        return base::failure(
            ErrorKind::InvalidInput,
            "a note is UTF-8 text of at most 65,536 bytes; shorten it or remove what is no text");
    return {};
}

} // namespace faultline::study
