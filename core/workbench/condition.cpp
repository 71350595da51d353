// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/condition.h"

#include "core/base/text.h"
#include "core/report/named_class.h"
#include "core/workbench/condition_grammar.h"
#include "core/workbench/covariate_condition.h"
#include "core/workbench/label_condition.h"
#include "core/workbench/number_condition.h"

#include <algorithm>
#include <array>

namespace faultline::workbench {

using base::Result;

namespace {

constexpr std::string_view unlabelledText = "unlabelled";
constexpr std::string_view trueForm = "true: ";
constexpr std::string_view predictedForm = "predicted: ";
constexpr std::string_view modeForm = "mode: ";
constexpr std::string_view suspectedForm = "suspected: ";
constexpr std::string_view suspectedText = "suspected";
constexpr std::string_view anySuspectedText = "suspected:"; ///< where a class or mode has the word
constexpr std::string_view noteForm = "note: ";
constexpr std::string_view anyNoteText = "note";
constexpr std::string_view anyNoteWithForm = "note: \"\"";
constexpr std::string_view flaggedForm = "flagged:";
constexpr std::string_view flaggedText = "flagged";
constexpr std::string_view splitForm = "split:";
constexpr std::string_view splitText = "split";
constexpr std::string_view sinceForm = "since: ";
constexpr std::string_view beforeForm = "before: ";

std::string inQuotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

bool isSame(std::string_view typed, std::string_view name) {
    return base::lowered(typed) == base::lowered(name);
}

/// What stands behind the form's name and colon; nothing where the text does not begin with them.
std::optional<std::string_view> valueOf(std::string_view text, std::string_view form) {
    const std::string_view name = form.substr(0, form.find(':'));
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || !isSame(base::trimmed(text.substr(0, colon)), name))
        return std::nullopt;
    return base::trimmed(text.substr(colon + 1));
}

/// "scale, background, occlusion, none, excluded"
std::string knownJudgements(const labels::Taxonomy& taxonomy) {
    std::string known;
    for (const labels::Mode& mode : taxonomy.modes())
        known += mode.slug + ", ";
    return known + "none, excluded";
}

/// A category, excluded or unlabelled; nothing for an unknown name.
std::optional<labels::Judgement> judgementCalled(std::string_view text, const labels::Taxonomy& taxonomy) {
    if (text.empty())
        return std::nullopt;
    return isSame(text, unlabelledText) ? std::optional(labels::Judgement())
                                        : labels::parsedJudgement(text, taxonomy);
}

Result<Condition> modeCondition(std::string_view name, const labels::Taxonomy& taxonomy) {
    if (const auto judgement = judgementCalled(name, taxonomy))
        return Condition(*judgement);
    return base::failure(base::ErrorKind::InvalidInput, "there is no mode " + inQuotes(name) +
                                                            "; the modes are " + knownJudgements(taxonomy) +
                                                            ", unlabelled");
}

Result<Condition> indexCondition(std::string_view number) {
    if (const auto index = base::parsedNumber<std::uint32_t>(number))
        return Condition(base::SampleIndex(*index));
    return base::failure(base::ErrorKind::InvalidInput,
                         inQuotes(number) + " is no index of an image: write #123");
}

Result<Condition> noteCondition(std::string_view text) {
    if (const auto note = parsedNote(text))
        return Condition(*note);
    return base::failure(base::ErrorKind::InvalidInput,
                         "the text of a note that has the word or in it stands in quotation marks: write "
                         "note: \"" +
                             std::string(text) + '"');
}

bool isClassName(std::string_view word, const Vocabulary& vocabulary) {
    return std::any_of(vocabulary.classes.begin(), vocabulary.classes.end(),
                       [&](const std::string& name) { return isSame(word, name); });
}

Result<Condition> bareCondition(std::string_view word, const Vocabulary& vocabulary) {
    const bool isClass = isClassName(word, vocabulary);
    const auto judgement = judgementCalled(word, vocabulary.taxonomy);
    if (isAmbiguous(word, vocabulary))
        return base::failure(base::ErrorKind::InvalidInput,
                             inQuotes(word) + " is a class and a mode: write " +
                                 inQuotes(std::string(trueForm) + std::string(word)) + " or " +
                                 inQuotes(std::string(modeForm) + std::string(word)));
    if (judgement)
        return Condition(*judgement);
    if (isClass) {
        FAULTLINE_TRY(truth, report::classNamed(word, vocabulary.classes));
        return Condition(TrueClass{truth});
    }
    if (isSame(word, suspectedText)) {
        FAULTLINE_TRY(suspected, suspectedBy({}, vocabulary.covariates));
        return Condition(std::move(suspected));
    }
    if (isSame(word, anyNoteText))
        return Condition(HasNote{});
    if (isSame(word, flaggedText))
        return Condition(Flagged{});
    if (isSame(word, splitText))
        return Condition(ofSplitModes(vocabulary.taxonomy));
    return base::failure(base::ErrorKind::InvalidInput, "there is neither a class nor a mode " +
                                                            inQuotes(word) + ": " +
                                                            std::string(conditionGrammar));
}

struct ElsewhereForm {
    std::string_view form;
    Elsewhere::Kind kind;
};
constexpr std::array<ElsewhereForm, 3> elsewhereForms{{{"shared: ", Elsewhere::Kind::Shared},
                                                       {"new: ", Elsewhere::Kind::New},
                                                       {"fixed: ", Elsewhere::Kind::Fixed}}};

/// Of an earlier run failures may be new, of a later one fixed.
bool fits(Elsewhere::Kind kind, const OtherRun& run) {
    return kind == Elsewhere::Kind::Shared || (kind == Elsewhere::Kind::Fixed) == run.isLater;
}

Elsewhere elsewhere(Elsewhere::Kind kind, const OtherRun& run) {
    return {kind, run.name, kind == Elsewhere::Kind::Shared ? run.failed : run.right};
}

Result<Condition> elsewhereCondition(Elsewhere::Kind kind, std::string_view name,
                                     const Vocabulary& vocabulary) {
    std::string known;
    for (const OtherRun& run : vocabulary.otherRuns) {
        const bool isMeant = run.name == name || std::to_string(run.number) == name; // no name is a number
        if (isMeant && fits(kind, run))
            return Condition(elsewhere(kind, run));
        if (isMeant)
            return base::failure(base::ErrorKind::InvalidInput,
                                 "the run " + inQuotes(run.name) + " was made " +
                                     (run.isLater
                                          ? "after this one: what it has right is fixed in it: write "
                                            "fixed: "
                                          : "before this one: what it has right is new here: write new: ") +
                                     run.name);
        known += (known.empty() ? "" : ", ") + run.name;
    }
    return base::failure(base::ErrorKind::InvalidInput,
                         known.empty() ? "this study has no other run to compare with"
                                       : "there is no other run " + inQuotes(name) + "; there are " + known);
}

/// The first of `texts` that is read as the condition, else the first one.
std::string firstThatMeans(const Condition& condition, const std::vector<std::string>& texts,
                           const Vocabulary& vocabulary) {
    const auto found = std::find_if(texts.begin(), texts.end(), [&](const std::string& text) {
        const auto read = parsedCondition(text, vocabulary);
        return read && *read == condition;
    });
    return found == texts.end() ? texts.front() : *found;
}

/// By name; a class without one, or with another's, by its number.
std::vector<std::string> classTexts(std::string_view form, base::ClassId id, const Vocabulary& vocabulary) {
    return {std::string(form) + report::className(id, vocabulary.classes),
            std::string(form) + std::to_string(id.value)};
}

} // namespace

Result<Condition> parsedCondition(std::string_view typed, const Vocabulary& vocabulary) {
    const std::string_view text = base::trimmed(typed);
    if (const auto name = valueOf(text, trueForm)) {
        FAULTLINE_TRY(truth, report::classNamed(*name, vocabulary.classes));
        return Condition(TrueClass{truth});
    }
    if (const auto name = valueOf(text, predictedForm)) {
        FAULTLINE_TRY(predicted, report::classNamed(*name, vocabulary.classes));
        return Condition(PredictedClass{predicted});
    }
    if (const auto name = valueOf(text, modeForm))
        return modeCondition(*name, vocabulary.taxonomy);
    for (const ElsewhereForm& each : elsewhereForms)
        if (const auto name = valueOf(text, each.form))
            return elsewhereCondition(each.kind, *name, vocabulary);
    if (const auto list = valueOf(text, suspectedForm)) {
        FAULTLINE_TRY(suspected, suspectedBy(*list, vocabulary.covariates));
        return Condition(std::move(suspected));
    }
    if (const auto note = valueOf(text, noteForm))
        return noteCondition(*note);
    if (const auto nothing = valueOf(text, flaggedForm); nothing && nothing->empty())
        return Condition(Flagged{});
    if (const auto nothing = valueOf(text, splitForm); nothing && nothing->empty())
        return Condition(ofSplitModes(vocabulary.taxonomy));
    for (const auto& [form, when] :
         {std::pair(sinceForm, Decided::When::Since), {beforeForm, Decided::When::Before}})
        if (const auto time = valueOf(text, form)) {
            FAULTLINE_TRY(decided, parsedDecided(when, *time, vocabulary.now));
            return Condition(std::move(decided));
        }
    if (!text.empty() && text.front() == '#')
        return indexCondition(text.substr(1));
    if (const auto range = parsedNumberRange(text); range && !isClassName(text, vocabulary)) {
        if (!*range)
            return base::failure(range->error());
        return Condition(**range);
    }
    if (const auto people = parsedPeopleShare(text, vocabulary.covariates);
        people && !isClassName(text, vocabulary)) {
        if (!*people)
            return base::failure(people->error());
        return Condition(**people);
    }
    return bareCondition(text, vocabulary);
}

bool isAmbiguous(std::string_view text, const Vocabulary& vocabulary) {
    const std::string_view word = base::trimmed(text);
    return isClassName(word, vocabulary) && judgementCalled(word, vocabulary.taxonomy).has_value();
}

std::string conditionText(const Condition& condition, const Vocabulary& vocabulary, Wording wording) {
    const auto bareOr = [&](std::string_view bare, std::string_view withForm) {
        return wording == Wording::WithForm
                   ? std::string(withForm)
                   : firstThatMeans(condition, {std::string(bare), std::string(withForm)}, vocabulary);
    };
    if (const auto* truth = std::get_if<TrueClass>(&condition))
        return firstThatMeans(condition, classTexts(trueForm, truth->id, vocabulary), vocabulary);
    if (const auto* predicted = std::get_if<PredictedClass>(&condition))
        return firstThatMeans(condition, classTexts(predictedForm, predicted->id, vocabulary), vocabulary);
    if (const auto* sample = std::get_if<base::SampleIndex>(&condition))
        return '#' + std::to_string(sample->value);
    if (const auto* other = std::get_if<Elsewhere>(&condition))
        for (const ElsewhereForm& each : elsewhereForms)
            if (each.kind == other->kind)
                return std::string(each.form) + other->run;
    if (const auto* people = std::get_if<PeopleShare>(&condition))
        return peopleShareText(*people, vocabulary.covariates);
    if (const auto* suspected = std::get_if<Suspected>(&condition))
        return suspected->list.empty() ? bareOr(suspectedText, anySuspectedText)
                                       : std::string(suspectedForm) + suspected->list;
    if (const auto* range = std::get_if<NumberRange>(&condition))
        return numberRangeText(*range);
    if (const auto* note = std::get_if<HasNote>(&condition))
        return note->text.empty() ? bareOr(anyNoteText, anyNoteWithForm)
                                  : std::string(noteForm) + noteText(*note);
    if (std::holds_alternative<Flagged>(condition))
        return bareOr(flaggedText, flaggedForm);
    if (std::holds_alternative<OfSplitMode>(condition))
        return bareOr(splitText, splitForm);
    if (const auto* decided = std::get_if<Decided>(&condition))
        return std::string(decided->when == Decided::When::Since ? sinceForm : beforeForm) + decided->said;
    const auto& judgement = std::get<labels::Judgement>(condition);
    const std::string name = judgement.isUnlabelled() ? std::string(unlabelledText)
                                                      : labels::judgementText(judgement, vocabulary.taxonomy);
    return bareOr(name, std::string(modeForm) + name);
}

std::vector<std::string> offeredConditions(const Vocabulary& vocabulary, std::size_t trueClasses) {
    std::vector<std::string> offers;
    const auto offer = [&](const Condition& condition) {
        offers.push_back(conditionText(condition, vocabulary));
    };
    offer(labels::Judgement());
    for (const labels::Judgement& category : labels::categoriesOf(vocabulary.taxonomy))
        offer(category);
    offer(labels::Judgement::excluded());
    const auto idOf = [](std::size_t number) { return base::ClassId(static_cast<std::uint16_t>(number)); };
    for (std::size_t i = 0; i < std::min(trueClasses, vocabulary.classes.size()); ++i)
        offer(TrueClass{idOf(i)});
    for (std::size_t i = 0; i < vocabulary.classes.size(); ++i)
        offer(PredictedClass{idOf(i)});
    for (const OtherRun& run : vocabulary.otherRuns)
        for (const ElsewhereForm& each : elsewhereForms)
            if (fits(each.kind, run))
                offer(elsewhere(each.kind, run));
    for (std::string& each : offeredCovariates(vocabulary.covariates))
        offers.push_back(std::move(each));
    for (std::string& each : offeredNumberRanges())
        offers.push_back(std::move(each));
    offer(HasNote{});
    offer(Flagged{});
    if (const OfSplitMode split = ofSplitModes(vocabulary.taxonomy); !split.modes.empty())
        offer(split);
    for (const char* each : {"since: 1 d", "before: 1 d"})
        offers.emplace_back(each);
    return offers;
}

Result<labels::Judgement> judgementNamed(std::string_view text, const labels::Taxonomy& taxonomy) {
    const auto judgement = labels::parsedJudgement(text, taxonomy);
    if (judgement && !judgement->isUnlabelled())
        return *judgement;
    return base::failure(base::ErrorKind::InvalidInput, "there is no mode " + inQuotes(text) +
                                                            labels::whatBecameOf(text, taxonomy) +
                                                            "; the modes are " + knownJudgements(taxonomy));
}

} // namespace faultline::workbench
