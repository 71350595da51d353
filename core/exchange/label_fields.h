// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/label_file.h"

#include <array>
#include <map>
#include <unordered_map>
#include <utility>

namespace faultline::exchange {

// How label_file.h reads: texts first, from either format, then one check of what they say.

inline constexpr std::array<std::string_view, 10> labelFieldNames{
    "index", "true", "predicted", "annotator", "mode", "labelled_at", "note", "flag", "reason", "secondary"};
inline constexpr std::string_view flaggedText = "yes";
inline constexpr std::string_view consensusAnnotator = "consensus:"; ///< before the name of the rule
/// By position in labelFieldNames; nothing where the file has no such member.
using LabelFields = std::array<std::optional<std::string>, labelFieldNames.size()>;

struct LabelRow {
    std::size_t line = 0;
    LabelFields fields;
};

/// Refuses a file without heading, a needed column, or with a column twice; rows of another length.
[[nodiscard]] base::Result<std::vector<LabelRow>> labelRowsOfCsv(std::string_view text);
/// Refuses what is not a JSON array of objects with strings and whole numbers in those members.
[[nodiscard]] base::Result<std::vector<LabelRow>> labelRowsOfJson(std::string_view text);

/// Checks the rows of one file against the run and against each other.
class LabelChecker {
public:
    /// @param place "line " or "entry "
    LabelChecker(const LabelContext& context, std::string place);
    [[nodiscard]] base::Result<LabelEntry> checked(const LabelRow& row);

private:
    [[nodiscard]] base::Result<LabelEntry> entryOf(const LabelRow& row);
    [[nodiscard]] base::Result<> checkClass(std::string_view member, const std::optional<std::string>& given,
                                            std::optional<base::ClassId> stored) const;
    [[nodiscard]] base::Result<labels::Judgement> judgementOf(const LabelFields& fields) const;
    [[nodiscard]] base::Result<labels::Judgement> exclusionOf(std::string_view reason) const;
    [[nodiscard]] base::Result<> readExtras(const LabelFields& fields, LabelEntry& entry) const;

    const LabelContext& m_context;
    std::string m_place;
    std::unordered_map<base::SampleIndex, const LabelCarrier*> m_samples;
    std::map<std::pair<base::SampleIndex, std::string>, std::size_t> m_lines; ///< of what was read before
};

} // namespace faultline::exchange
