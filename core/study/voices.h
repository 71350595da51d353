// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/study/sqlite/database.h"

#include <map>
#include <string>
#include <vector>

namespace faultline::study {

/// Who speaks as whom. An annotator who was joined with another one speaks with that one's voice: their
/// events stay what they are, and of all that the members of a voice said of an item the last by (time, UUID)
/// holds.
class Voices {
public:
    Voices() = default;
    /// @param joined who was joined to whom, cycles resolved
    explicit Voices(std::map<base::AnnotatorId, base::AnnotatorId> joined);

    [[nodiscard]] base::AnnotatorId of(base::AnnotatorId annotator) const;
    [[nodiscard]] bool isJoined(base::AnnotatorId annotator) const { return m_joined.contains(annotator); }
    /// The annotator and whoever speaks as them, ascending.
    [[nodiscard]] std::vector<base::AnnotatorId> members(base::AnnotatorId voice) const;
    /// The same of the annotator's voice as a JSON array, for "IN (SELECT value FROM json_each(?))".
    [[nodiscard]] std::string memberList(base::AnnotatorId annotator) const;
    bool operator==(const Voices&) const = default;

private:
    std::map<base::AnnotatorId, base::AnnotatorId> m_joined;
};

/// Inside Database::reading() or writing(). The last join of each annotator holds, and one to themselves
/// parts them; where joins of two copies make a circle, all in it speak as the one with the smallest UUID.
[[nodiscard]] Voices readVoices(const Database& database);

} // namespace faultline::study
