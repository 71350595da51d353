// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/picture_lookup.h"
#include "core/exchange/label_file.h"

#include <array>
#include <map>
#include <unordered_map>
#include <utility>

namespace faultline::exchange {

// How labels are read: texts first, from whatever format, then one check of what they say.

inline constexpr std::array<std::string_view, 11> labelFieldNames{
    "index", "true", "predicted", "annotator", "mode", "labelled_at",
    "note",  "flag", "reason",    "secondary", "path"};
inline constexpr std::string_view flaggedText = "yes";
inline constexpr std::string_view consensusAnnotator = "consensus:"; ///< before the name of the rule
/// By position in labelFieldNames; nothing where the file has no such member.
using LabelFields = std::array<std::optional<std::string>, labelFieldNames.size()>;

/// Positions in labelFieldNames.
struct LabelField {
    enum Position : std::size_t {
        Index,
        True,
        Predicted,
        AnnotatorName,
        Mode,
        LabelledAt,
        Note,
        Flag,
        Reason,
        Secondary,
        Path ///< of the picture, instead of an index or beside it; a column may be called "file", too
    };
};

struct LabelRow {
    std::size_t line = 0; ///< or number of the entry, from 1
    LabelFields fields;
    std::string place{}; ///< for sentences: "line 3", "scale/17.png"
};

/// Refuses a file without heading, a needed column, or with a column twice; rows of another length.
[[nodiscard]] base::Result<std::vector<LabelRow>> labelRowsOfCsv(std::string_view text);
/// Refuses what is not a JSON array of objects with strings and whole numbers in those members.
[[nodiscard]] base::Result<std::vector<LabelRow>> labelRowsOfJson(std::string_view text);

/// Checks the rows of one file against the run and against each other; the error names the place.
/// @param annotator whose labels they are where a row does not say
[[nodiscard]] base::Result<std::vector<LabelEntry>>
checkedLabels(std::span<const LabelRow> rows, const LabelContext& context, const std::string& annotator = {});

class LabelChecker {
public:
    /// @param annotator as for checkedLabels()
    LabelChecker(const LabelContext& context, std::string annotator);
    [[nodiscard]] base::Result<LabelEntry> checked(const LabelRow& row);

private:
    [[nodiscard]] base::Result<LabelEntry> entryOf(const LabelRow& row);
    [[nodiscard]] base::Result<std::string> annotatorOf(const LabelFields& fields) const;
    [[nodiscard]] base::Result<> checkClass(std::string_view member, const std::optional<std::string>& given,
                                            std::optional<base::ClassId> stored) const;
    [[nodiscard]] base::Result<labels::Judgement> judgementOf(const LabelFields& fields) const;
    [[nodiscard]] base::Result<labels::Judgement> exclusionOf(std::string_view reason) const;
    [[nodiscard]] base::Result<> readExtras(const LabelFields& fields, LabelEntry& entry) const;
    [[nodiscard]] base::Result<base::SampleIndex> sampleOf(const LabelFields& fields) const;
    [[nodiscard]] base::Result<base::SampleIndex> sampleAt(const std::string& path,
                                                           const std::string& truth) const;

    const LabelContext& m_context;
    std::string m_annotator;
    std::unordered_map<base::SampleIndex, const LabelCarrier*> m_samples;
    dataset::PictureLookup m_pictures; ///< by the paths that the study knows
    std::map<std::pair<base::SampleIndex, std::string>, std::string> m_places; ///< of what was read before
};

} // namespace faultline::exchange
