// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/covariate_condition.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace faultline::workbench {

using base::Result;

namespace {

/// Before the name of human answers that are called like another order.
constexpr std::string_view peopleForm = "people: ";

constexpr std::string_view anyAnswers = "people";

constexpr std::array<std::pair<std::string_view, PeopleShare::Comparison>, 4> comparisons{
    {{"<=", PeopleShare::Comparison::AtMost}, // before those that they begin with
     {">=", PeopleShare::Comparison::AtLeast},
     {"<", PeopleShare::Comparison::Less},
     {">", PeopleShare::Comparison::More}}};

std::string_view signOf(PeopleShare::Comparison comparison) {
    return std::find_if(comparisons.begin(), comparisons.end(),
                        [&](const auto& each) { return each.second == comparison; })
        ->first;
}

bool isSame(std::string_view typed, std::string_view name) {
    return base::lowered(typed) == base::lowered(name);
}

tl::unexpected<base::Error> invalid(const std::string& what) {
    return base::failure(base::ErrorKind::InvalidInput, what);
}

Covariates answersIn(std::span<const CovariatePtr> covariates) {
    Covariates found;
    std::copy_if(covariates.begin(), covariates.end(), std::back_inserter(found),
                 [](const CovariatePtr& each) { return each->answers() != nullptr; });
    return found;
}

std::string namesOf(std::span<const CovariatePtr> covariates) {
    std::string names;
    for (const CovariatePtr& each : covariates)
        names += (names.empty() ? "" : ", ") + each->name;
    return names;
}

/// How the only one may be called, whatever its name is.
std::string shortName(const CovariatePtr& covariate, std::span<const CovariatePtr> covariates) {
    const auto meant = answersNamed(anyAnswers, covariates);
    return meant && (*meant)->name == covariate->name ? std::string(anyAnswers) : covariate->name;
}

} // namespace

Result<CovariatePtr> answersNamed(std::string_view name, std::span<const CovariatePtr> covariates) {
    const Covariates all = answersIn(covariates);
    for (const CovariatePtr& each : all)
        if (isSame(name, each->name))
            return each;
    if (all.empty())
        return invalid("this study has no human answers: add them with faultline covariate STUDY --add FILE "
                       "--name NAME");
    if (!isSame(name, anyAnswers))
        return invalid("there are no human answers \"" + std::string(name) + "\"; there are " + namesOf(all));
    if (all.size() > 1)
        return invalid("there are several human answers: write the name of one of them instead of people: " +
                       namesOf(all));
    return all.front();
}

std::optional<Result<PeopleShare>> parsedPeopleShare(std::string_view text,
                                                     std::span<const CovariatePtr> covariates) {
    for (const auto& [sign, comparison] : comparisons) {
        const auto at = text.find(sign);
        const std::string_view name = base::trimmed(text.substr(0, at));
        if (at == std::string_view::npos || !dataset::checkCovariateName(name))
            continue; // a class may be called anything
        const std::string_view number = base::trimmed(text.substr(at + sign.size()));
        const auto bound = base::parsedNumber<double>(number);
        if (!bound || !(*bound >= 0 && *bound <= 1))
            return invalid("\"" + std::string(number) +
                           "\" is no share of people: write a number from 0 to 1, as in people<0.5");
        auto covariate = answersNamed(name, covariates);
        if (!covariate)
            return base::failure(covariate.error());
        return PeopleShare{comparison, *bound, std::move(*covariate)};
    }
    return std::nullopt;
}

std::string peopleShareText(const PeopleShare& share, std::span<const CovariatePtr> covariates) {
    return shortName(share.answers, covariates) + std::string(signOf(share.comparison)) +
           base::numberText(share.bound);
}

Result<Suspected> suspectedBy(std::string_view list, std::span<const CovariatePtr> covariates) {
    Covariates lists;
    std::copy_if(covariates.begin(), covariates.end(), std::back_inserter(lists),
                 [](const CovariatePtr& each) { return each->suspected() != nullptr; });
    if (lists.empty())
        return invalid("this study has no list of suspected label errors: add one with faultline covariate "
                       "STUDY --add FILE --name NAME");
    const auto made = [](std::string name, std::span<const CovariatePtr> of) {
        return Suspected{std::move(name), std::make_shared<const SampleSet>(suspectedSamples(of))};
    };
    if (list.empty())
        return made({}, lists);
    for (const CovariatePtr& each : lists)
        if (isSame(list, each->name))
            return made(each->name, {&each, 1});
    return invalid("there is no list of suspected label errors \"" + std::string(list) + "\"; there are " +
                   namesOf(lists));
}

std::vector<std::string> offeredCovariates(std::span<const CovariatePtr> covariates) {
    std::vector<std::string> offers;
    for (const CovariatePtr& each : answersIn(covariates))
        offers.push_back(peopleShareText({PeopleShare::Comparison::Less, 0.5, each}, covariates));
    std::vector<std::string> lists;
    for (const CovariatePtr& each : covariates)
        if (each->suspected() != nullptr)
            lists.push_back("suspected: " + each->name);
    if (!lists.empty())
        offers.emplace_back("suspected");
    if (lists.size() > 1)
        offers.insert(offers.end(), lists.begin(), lists.end());
    return offers;
}

Result<Sorting> sortingNamed(std::string_view text, SortDirection direction,
                             std::span<const CovariatePtr> covariates) {
    if (const auto key = sortKeyNamed(text))
        return Sorting{*key, direction, nullptr};
    auto answers =
        answersNamed(text.starts_with(peopleForm) ? text.substr(peopleForm.size()) : text, covariates);
    if (!answers && !isSame(text, anyAnswers))
        return invalid("\"" + std::string(text) +
                       "\" is no order: there are arrival, index, confidence, margin, pair, label, decided, "
                       "brightness, sharpness, and the names of human answers (people, where there is one)");
    if (!answers)
        return base::failure(answers.error());
    return Sorting{SortKey::People, direction, std::move(*answers)};
}

std::string sortingText(const Sorting& sorting) {
    if (sorting.key != SortKey::People || !sorting.people)
        return std::string(name(sorting.key));
    const std::string& people = sorting.people->name;
    return sortKeyNamed(people) ? std::string(peopleForm) + people : people;
}

} // namespace faultline::workbench
