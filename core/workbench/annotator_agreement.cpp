// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/annotator_agreement.h"

#include "core/study/run_entry.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline::workbench {

namespace {

using analysis::Ratings;
using labels::Annotator;

/// The decisions of each item by annotator, in the order of the items.
using Decisions = std::map<base::SampleIndex, std::map<std::size_t, labels::Judgement>>;

std::string namesOf(std::span<const Annotator> annotators) {
    std::string names;
    for (const Annotator& annotator : annotators)
        names += (names.empty() ? "" : ", ") + annotator.name;
    return names;
}

base::Result<std::vector<Annotator>> chosen(const std::vector<Annotator>& all,
                                            std::span<const std::string> names,
                                            const std::vector<labels::Label>& labels) {
    std::vector<Annotator> annotators;
    if (names.empty()) {
        std::set<base::AnnotatorId> deciding;
        for (const labels::Label& label : labels)
            if (!label.judgement.isUnlabelled())
                deciding.insert(label.annotator);
        std::copy_if(all.begin(), all.end(), std::back_inserter(annotators),
                     [&](const Annotator& annotator) { return deciding.contains(annotator.id); });
        std::ranges::sort(annotators, {}, &Annotator::name);
        return annotators;
    }
    for (const std::string& name : names) {
        const auto found = std::ranges::find(all, name, &Annotator::name);
        if (found == all.end())
            return base::failure(base::ErrorKind::NotFound, "there is no annotator \"" + name +
                                                                "\" in this study; there are " +
                                                                namesOf(all));
        if (std::ranges::find(annotators, found->id, &Annotator::id) == annotators.end())
            annotators.push_back(*found);
    }
    if (annotators.size() < 2)
        return base::failure(base::ErrorKind::InvalidInput,
                             "agreement is of two annotators or more; name two");
    return annotators;
}

bool counts(const AgreementInput& input, base::SampleIndex sample) {
    if (!input.isOverlap)
        return true;
    const plans::PlanItem* item = input.plan->find(sample);
    return item != nullptr && item->isOverlap;
}

Decisions decisionsOf(const AgreementInput& input) {
    const std::vector<Annotator>& annotators = input.annotators;
    Decisions decisions;
    for (const labels::Label& label : input.labels) {
        if (!counts(input, label.sample))
            continue;
        const auto found = std::ranges::find(annotators, label.annotator, &Annotator::id);
        if (found != annotators.end() && !label.judgement.isUnlabelled())
            decisions[label.sample].emplace(static_cast<std::size_t>(found - annotators.begin()),
                                            label.judgement);
    }
    return decisions;
}

/// The items of which two annotators or more have a category.
template <class Category>
Ratings ratingsOf(const Decisions& decisions, std::size_t annotators, std::size_t categories,
                  Category category) {
    Ratings ratings{annotators, categories, {}};
    for (const auto& [sample, ofItem] : decisions) {
        std::vector<std::int16_t> row(annotators, Ratings::none);
        for (const auto& [annotator, judgement] : ofItem)
            row[annotator] = category(judgement);
        if (std::ranges::count_if(row, [](std::int16_t value) { return value != Ratings::none; }) >= 2)
            ratings.values.insert(ratings.values.end(), row.begin(), row.end());
    }
    return ratings;
}

/// Of two annotators alone, as the first and second.
Ratings ofTwo(const Ratings& ratings, std::size_t first, std::size_t second) {
    Ratings two{2, ratings.categories, {}};
    for (std::size_t unit = 0; unit < ratings.units(); ++unit)
        if (ratings.of(unit, first) != Ratings::none && ratings.of(unit, second) != Ratings::none) {
            two.values.push_back(ratings.of(unit, first));
            two.values.push_back(ratings.of(unit, second));
        }
    return two;
}

/// Why a coefficient may not be given; empty: it may.
std::string whyNot(const Ratings& ratings) {
    if (ratings.raters < 2)
        return "fewer than two annotators have labels";
    if (ratings.units() < fewestAgreementUnits)
        return "fewer than " + std::to_string(fewestAgreementUnits) + " items have two labels";
    return {};
}

template <class Compute>
report::Measure measured(const Ratings& ratings, Compute compute) {
    if (std::string why = whyNot(ratings); !why.empty())
        return {std::nullopt, std::move(why)};
    auto value = compute(ratings);
    return value ? report::Measure{value, {}}
                 : report::Measure{std::nullopt, "all labels are of one category"};
}

report::Measure cohen(const Ratings& ratings) {
    if (ratings.raters > 2)
        return {std::nullopt, "Cohen's kappa is of exactly two annotators"};
    return measured(ratings, analysis::cohenKappa);
}

/// Cohen's of two annotators, else Fleiss'.
report::Measure kappa(const Ratings& ratings) {
    return ratings.raters == 2 ? cohen(ratings) : measured(ratings, analysis::fleissKappa);
}

void addPairs(report::Agreement& agreement, const Ratings& ratings) {
    for (std::size_t first = 0; first < ratings.raters; ++first)
        for (std::size_t second = first + 1; second < ratings.raters; ++second) {
            const Ratings two = ofTwo(ratings, first, second);
            agreement.pairs.push_back({agreement.annotators[first], agreement.annotators[second], two.units(),
                                       analysis::confusionOf(two, 0, 1), cohen(two)});
        }
}

/// The first answer is the present label, the second one what was said where the item was shown again.
template <class Category>
void addSelf(report::Agreement& agreement, const AgreementInput& input, std::size_t categories,
             Category category) {
    for (std::size_t i = 0; i < input.answers.size(); ++i) {
        Ratings ratings{2, categories, {}};
        for (const auto& [sample, repeat] : input.answers[i].repeats)
            for (const labels::Label& label : input.labels)
                if (label.annotator == input.annotators[i].id && label.sample == sample &&
                    label.judgement.isCategory() && repeat.isCategory()) {
                    ratings.values.push_back(category(label.judgement));
                    ratings.values.push_back(category(repeat));
                }
        agreement.self.push_back({input.annotators[i].name, ratings.units(),
                                  measured(ratings, analysis::rawAgreement), cohen(ratings)});
    }
}

} // namespace

base::Result<AgreementInput> agreementInput(const study::Study& study, base::RunId run,
                                            std::span<const std::string> names, AgreementItems items) {
    FAULTLINE_TRY(all, study.labels().annotators());
    FAULTLINE_TRY(labels, study.labels().labels(run));
    FAULTLINE_TRY(annotators, chosen(all, names, labels));
    FAULTLINE_TRY(plan, study.plans().current(run));
    const bool hasOverlap = plan && std::ranges::any_of(plan->items, &plans::PlanItem::isOverlap);
    if (items == AgreementItems::Overlap && !hasOverlap)
        return base::failure(
            base::ErrorKind::InvalidInput,
            plan ? "the run's plan has no overlap that everybody is asked for; leave --items out"
                 : "the run has no plan, whose overlap the annotators share; leave --items out");
    AgreementInput input{std::move(annotators), std::move(labels), study.labels().taxonomy(),
                         study.runs().header(run).options.seed};
    if (!plan)
        return input;
    for (const Annotator& annotator : input.annotators) {
        FAULTLINE_TRY(answers, study.labels().answers(run, annotator.id, plan->version));
        input.answers.push_back(std::move(answers));
    }
    input.isOverlap = items != AgreementItems::All && hasOverlap;
    input.plan = std::move(plan);
    return input;
}

report::Agreement agreementOf(const AgreementInput& input) {
    const std::vector<Annotator>& annotators = input.annotators;
    const std::vector<labels::Judgement> categories = labels::categoriesOf(input.taxonomy);
    const Decisions decisions = decisionsOf(input);
    const auto category = [&](const labels::Judgement& judgement) {
        return judgement.isCategory()
                   ? static_cast<std::int16_t>(std::ranges::find(categories, judgement) - categories.begin())
                   : Ratings::none;
    };
    const Ratings ratings = ratingsOf(decisions, annotators.size(), categories.size(), category);
    const Ratings excluded =
        ratingsOf(decisions, annotators.size(), 2, [](const labels::Judgement& judgement) {
            return static_cast<std::int16_t>(judgement.isExcluded() ? 1 : 0);
        });

    report::Agreement agreement;
    agreement.items = input.isOverlap ? "overlap" : "all";
    for (const Annotator& annotator : annotators)
        agreement.annotators.push_back(annotator.name);
    for (const labels::Judgement& each : categories)
        agreement.categories.push_back(labels::judgementText(each, input.taxonomy));
    agreement.units = ratings.units();
    agreement.ratings = ratings.count();
    agreement.raw = measured(ratings, analysis::rawAgreement);
    agreement.cohenKappa = cohen(ratings);
    agreement.fleissKappa = measured(ratings, analysis::fleissKappa);
    agreement.krippendorffAlpha =
        measured(ratings, [&](const Ratings& of) { return analysis::krippendorffAlpha(of, input.seed); });
    agreement.gwetAc1 = measured(ratings, analysis::gwetAc1);
    for (std::size_t i = 0; i < categories.size(); ++i) {
        report::Agreement::OfMode ofMode{agreement.categories[i], std::nullopt,
                                         kappa(ratings.dichotomised(i))};
        if (whyNot(ratings).empty())
            ofMode.specificAgreement = analysis::specificAgreement(ratings, i);
        agreement.byMode.push_back(std::move(ofMode));
    }
    addPairs(agreement, ratings);
    agreement.excludedUnits = excluded.units();
    agreement.excludedRaw = measured(excluded, analysis::rawAgreement);
    agreement.excludedKappa = kappa(excluded);
    addSelf(agreement, input, categories.size(), category);
    return agreement;
}

} // namespace faultline::workbench
