// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/voices.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace faultline::study {

using base::AnnotatorId;

namespace {

using Joins = std::map<AnnotatorId, AnnotatorId>;

/// What the last join of each annotator says; who parted from others again, or was joined with nobody that is
/// known, is absent.
Joins lastJoins(const Database& database) {
    Joins joins;
    Query query = database.query("SELECT annotator, joined_to FROM annotator_changes WHERE kind = 'join' AND "
                                 "joined_to IN (SELECT id FROM annotators) ORDER BY at_ms, uuid");
    while (query.next())
        joins[AnnotatorId(query.integer(0))] = AnnotatorId(query.integer(1));
    std::erase_if(joins, [](const auto& join) { return join.first == join.second; });
    return joins;
}

std::map<AnnotatorId, std::string> uuidsOf(const Database& database) {
    std::map<AnnotatorId, std::string> uuids;
    Query query = database.query("SELECT id, uuid FROM annotators");
    while (query.next())
        uuids.emplace(AnnotatorId(query.integer(0)), query.text(1));
    return uuids;
}

/// Where joins end. Each annotator is gone through once, since they are a stranger's.
class Ends {
public:
    Ends(const Joins& joins, std::map<AnnotatorId, std::string> uuids)
        : m_joins(joins)
        , m_uuids(std::move(uuids)) {}

    AnnotatorId of(AnnotatorId start) {
        std::vector<AnnotatorId> path;
        std::map<AnnotatorId, std::size_t> placeOf;
        AnnotatorId at = start;
        std::optional<AnnotatorId> end;
        while (!end) {
            const auto known = m_ends.find(at);
            const auto next = m_joins.find(at);
            if (known != m_ends.end())
                end = known->second;
            else if (next == m_joins.end())
                end = at;
            else if (const auto [place, isNew] = placeOf.emplace(at, path.size()); !isNew)
                end = smallest(path.begin() + static_cast<std::ptrdiff_t>(place->second), path.end());
            else {
                path.push_back(at);
                at = next->second;
            }
        }
        for (const AnnotatorId each : path)
            m_ends[each] = *end;
        return *end;
    }

private:
    template <class Iterator>
    [[nodiscard]] AnnotatorId smallest(Iterator begin, Iterator end) const {
        return *std::min_element(begin, end,
                                 [&](AnnotatorId a, AnnotatorId b) { return m_uuids.at(a) < m_uuids.at(b); });
    }

    const Joins& m_joins;
    std::map<AnnotatorId, std::string> m_uuids;
    std::map<AnnotatorId, AnnotatorId> m_ends;
};

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
    if (joins.empty())
        return {};
    Ends ends(joins, uuidsOf(database));
    Joins resolved;
    for (const auto& [annotator, to] : joins)
        if (const AnnotatorId end = ends.of(annotator); end != annotator)
            resolved[annotator] = end;
    return Voices(std::move(resolved));
}

} // namespace faultline::study
