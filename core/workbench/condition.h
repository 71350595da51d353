// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/workbench/selection.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

/// What the words of conditions mean in a study.
struct Vocabulary {
    std::span<const std::string> classes; ///< names, by ClassId
    const labels::Taxonomy& taxonomy;
    std::span<const OtherRun> otherRuns{}; ///< of a study that has several
    std::span<const std::shared_ptr<const dataset::Covariate>> covariates{};
    base::Timestamp now = base::now(); ///< from which "2 d" counts back
};

/// The grammar of conditions, the same in every language, blanks around words and the case of ASCII letters
/// ignored:
///
///     true: CLASS   predicted: CLASS   mode: MODE   none   unlabelled   excluded   #INDEX   WORD
///     confidence<NUMBER   margin: NUMBER..NUMBER   note   note: TEXT   flagged   since: TIME   before: TIME
///     split shared: RUN   new: RUN   fixed: RUN   people<NUMBER   NAME>=NUMBER   suspected   suspected: NAME
///
/// CLASS is a name or number (report::classNamed), MODE a mode, "none", "excluded" (for whatever reason) or
/// "unlabelled". Confidence and margin: parsedNumberRange(); a note, and when the judgement was given:
/// core/workbench/label_condition.h. RUN is the name or number of another run: one that fails on the image,
/// too, one before this run that has it right, or one after it that has it right. People (or human answers of
/// that NAME, where there are several) are compared by the share that gave the label, with <, <=, > or >=;
/// suspected is a label that a list (of that NAME) holds to be wrong; split one of a mode that was split
/// since. A bare WORD is the true class or the mode of that name; where several are called so it is refused,
/// and the error names their full forms.
[[nodiscard]] base::Result<Condition> parsedCondition(std::string_view text, const Vocabulary& vocabulary);

/// A bare word that is a class and a mode: it has to be said which is meant.
[[nodiscard]] bool isAmbiguous(std::string_view text, const Vocabulary& vocabulary);

enum class Wording {
    Shortest,
    WithForm ///< "mode: scale", "flagged:": where a bare word would be read otherwise by what stands before
             ///< it
};
/// A text that parsedCondition() reads as this condition.
[[nodiscard]] std::string conditionText(const Condition& condition, const Vocabulary& vocabulary,
                                        Wording wording = Wording::Shortest);

/// All conditions that may be offered to choose from: unlabelled, modes, none, excluded, classes, other runs,
/// what is known of images, and one of each further kind (split: where a mode is); no indices.
/// @param trueClasses so many of the classes occur in the data set: the first ones
[[nodiscard]] std::vector<std::string> offeredConditions(const Vocabulary& vocabulary,
                                                         std::size_t trueClasses);

/// The judgement of that name, for a decision: a mode, "none" or "excluded"; InvalidInput lists them.
[[nodiscard]] base::Result<labels::Judgement> judgementNamed(std::string_view text,
                                                             const labels::Taxonomy& taxonomy);

} // namespace faultline::workbench
