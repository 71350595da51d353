// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/workbench/selection.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace faultline::workbench {

struct TrueClass {
    base::ClassId id;
    bool operator==(const TrueClass&) const = default;
};
struct PredictedClass {
    base::ClassId id;
    bool operator==(const PredictedClass&) const = default;
};

/// One condition of a filter. A new kind is one more alternative here, one more member of Filter, and a form
/// in the grammar.
using Condition = std::variant<TrueClass, PredictedClass, labels::Judgement, base::SampleIndex, Elsewhere,
                               PeopleShare, Suspected>;

/// What the words of conditions mean in a study.
struct Vocabulary {
    std::span<const std::string> classes; ///< names, by ClassId
    const labels::Taxonomy& taxonomy;
    std::span<const OtherRun> otherRuns{}; ///< of a study that has several
    std::span<const std::shared_ptr<const dataset::Covariate>> covariates{};
};

/// The grammar of conditions, the same in every language, blanks around words and the case of ASCII letters
/// ignored:
///
///     true: CLASS   predicted: CLASS   mode: MODE   none   unlabelled   excluded   #INDEX   WORD
///     shared: RUN   new: RUN   fixed: RUN
///     people<NUMBER   NAME>=NUMBER   suspected   suspected: NAME
///
/// RUN is the name or number of another run: one that fails on the image, too, one before this run that has
/// it right, or one after it that has it right. CLASS is a name or number (report::classNamed), MODE a mode,
/// "none", "excluded" (for whatever reason) or "unlabelled". People (or human answers of that NAME, where
/// there are several) are compared by the share that gave the label, with <, <=, > or >=; suspected is a
/// label that a list (of that NAME) holds to be wrong. A bare WORD is the true class or the mode of that
/// name; where several are called so it is refused, and the error names their full forms.
[[nodiscard]] base::Result<Condition> parsedCondition(std::string_view text, const Vocabulary& vocabulary);

/// A bare word that is a class and a mode: it has to be said which is meant.
[[nodiscard]] bool isAmbiguous(std::string_view text, const Vocabulary& vocabulary);

/// The shortest text that parsedCondition() reads as this condition.
[[nodiscard]] std::string conditionText(const Condition& condition, const Vocabulary& vocabulary);

/// The conditions of a filter as texts, each of which parsedCondition() reads; the order says nothing.
[[nodiscard]] std::vector<std::string> conditionTexts(const Filter& filter, const Vocabulary& vocabulary);

/// All conditions that may be offered to choose from: unlabelled, modes, none, excluded, classes; no indices.
/// @param trueClasses so many of the classes occur in the data set: the first ones
[[nodiscard]] std::vector<std::string> offeredConditions(const Vocabulary& vocabulary,
                                                         std::size_t trueClasses);

/// The filter with that condition in place of one of its kind.
[[nodiscard]] Filter with(Filter filter, const Condition& condition);

/// The judgement of that name, for a decision: a mode, "none" or "excluded"; InvalidInput lists them.
[[nodiscard]] base::Result<labels::Judgement> judgementNamed(std::string_view text,
                                                             const labels::Taxonomy& taxonomy);

} // namespace faultline::workbench
