// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/voices.h"

#include <algorithm>
#include <set>

namespace faultline::study {

using base::AnnotatorId;

namespace {

using Joins = std::map<AnnotatorId, AnnotatorId>;

/// What the last join of each annotator says; who parted from others again is absent.
Joins lastJoins(const Database& database) {
    Joins joins;
    Query query = database.query("SELECT annotator, joined_to FROM annotator_changes WHERE kind = 'join' "
                                 "ORDER BY at_ms, uuid");
    while (query.next())
        joins[AnnotatorId(query.integer(0))] = AnnotatorId(query.integer(1));
    std::erase_if(joins, [](const auto& join) { return join.first == join.second; });
    return joins;
}

std::string uuidOf(const Database& database, AnnotatorId annotator) {
    Query query = database.query("SELECT uuid FROM annotators WHERE id = ?");
    return query.with(annotator.value).next() ? query.text(0) : std::string();
}

/// Where the joins that begin at `start` end.
AnnotatorId endOf(const Database& database, const Joins& joins, AnnotatorId start) {
    std::set<AnnotatorId> seen;
    AnnotatorId at = start;
    for (auto next = joins.find(at); next != joins.end() && seen.insert(at).second; next = joins.find(at))
        at = next->second;
    if (!seen.contains(at))
        return at;
    std::vector<AnnotatorId> circle{at};
    for (AnnotatorId other = joins.at(at); other != at; other = joins.at(other))
        circle.push_back(other);
    return *std::ranges::min_element(circle, {},
                                     [&](AnnotatorId annotator) { return uuidOf(database, annotator); });
}

} // namespace

Voices::Voices(Joins joined)
    : m_joined(std::move(joined)) {}

AnnotatorId Voices::of(AnnotatorId annotator) const {
    const auto joined = m_joined.find(annotator);
    return joined == m_joined.end() ? annotator : joined->second;
}

std::vector<AnnotatorId> Voices::members(AnnotatorId voice) const {
    std::vector<AnnotatorId> members{voice};
    for (const auto& [annotator, to] : m_joined)
        if (to == voice)
            members.push_back(annotator);
    std::ranges::sort(members);
    return members;
}

std::string Voices::memberList(AnnotatorId annotator) const {
    std::string list;
    for (const AnnotatorId member : members(of(annotator)))
        list += (list.empty() ? "" : ",") + std::to_string(member.value);
    return '[' + list + ']';
}

Voices readVoices(const Database& database) {
    const Joins joins = lastJoins(database);
    Joins resolved;
    for (const auto& [annotator, to] : joins)
        if (const AnnotatorId end = endOf(database, joins, annotator); end != annotator)
            resolved[annotator] = end;
    return Voices(std::move(resolved));
}

} // namespace faultline::study
