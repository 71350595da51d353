// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/selection.h"

#include <algorithm>
#include <utility>

namespace faultline::workbench {

bool Filter::matches(const model::Prediction& failure, const Held& held) const {
    return (!truth || *truth == failure.truth) && (!predicted || *predicted == failure.predicted) &&
           (!judgement || *judgement == held.judgement.withoutReason()) &&
           (!sample || *sample == failure.sample) &&
           (!elsewhere || elsewhere->samples->contains(failure.sample)) &&
           (!people || people->holds(failure)) &&
           (!suspected || suspected->samples->contains(failure.sample)) &&
           std::all_of(clauses.begin(), clauses.end(),
                       [&](const Clause& clause) { return clause.holds(failure, held); });
}

bool Filter::asksForLabels() const {
    return judgement || std::any_of(clauses.begin(), clauses.end(), [](const Clause& clause) {
               return std::any_of(clause.conditions.begin(), clause.conditions.end(),
                                  [](const Condition& each) { return workbench::asksForLabels(each); });
           });
}

namespace {

/// Takes the place of a member of the filter; false: that kind has none.
struct Setting {
    Filter& filter;

    bool operator()(const TrueClass& truth) const { return set(filter.truth, truth.id); }
    bool operator()(const PredictedClass& predicted) const { return set(filter.predicted, predicted.id); }
    bool operator()(const labels::Judgement& judgement) const { return set(filter.judgement, judgement); }
    bool operator()(const base::SampleIndex& sample) const { return set(filter.sample, sample); }
    bool operator()(const Elsewhere& elsewhere) const { return set(filter.elsewhere, elsewhere); }
    bool operator()(const PeopleShare& people) const { return set(filter.people, people); }
    bool operator()(const Suspected& suspected) const { return set(filter.suspected, suspected); }
    template <class Other>
    bool operator()(const Other&) const {
        return false;
    }

private:
    template <class Value>
    static bool set(std::optional<Value>& member, const Value& value) {
        member = value;
        return true;
    }
};

/// Empties the member of that kind, where there is one.
struct Clearing {
    Filter& filter;

    void operator()(const TrueClass&) const { filter.truth.reset(); }
    void operator()(const PredictedClass&) const { filter.predicted.reset(); }
    void operator()(const labels::Judgement&) const { filter.judgement.reset(); }
    void operator()(const base::SampleIndex&) const { filter.sample.reset(); }
    void operator()(const Elsewhere&) const { filter.elsewhere.reset(); }
    void operator()(const PeopleShare&) const { filter.people.reset(); }
    void operator()(const Suspected&) const { filter.suspected.reset(); }
    template <class Other>
    void operator()(const Other&) const {}
};

/// The range with the bounds of `before` that it does not set; the range alone where nothing lies between.
NumberRange narrowed(const NumberRange& range, const NumberRange& before) {
    NumberRange both = range;
    if (!both.low)
        both.low = before.low;
    if (!both.high)
        both.high = before.high;
    return both.low && both.high && both.low->value >= both.high->value ? range : both;
}

/// The range that the filter holds of that quantity.
const NumberRange* rangeLike(const Filter& filter, const Condition& condition) {
    for (const Clause& clause : filter.clauses)
        if (clause.conditions.size() == 1 && clause.isChoiceLike(condition))
            return std::get_if<NumberRange>(&clause.conditions.front());
    return nullptr;
}

} // namespace

Filter without(Filter filter, const Condition& condition) {
    std::visit(Clearing{filter}, condition);
    const auto gone = std::remove_if(filter.clauses.begin(), filter.clauses.end(),
                                     [&](const Clause& clause) { return clause.isChoiceLike(condition); });
    filter.clauses.erase(gone, filter.clauses.end());
    return filter;
}

Filter with(Filter filter, const Condition& condition) {
    Condition wanted = condition;
    if (auto* range = std::get_if<NumberRange>(&wanted))
        if (const NumberRange* before = rangeLike(filter, condition))
            *range = narrowed(*range, *before);
    filter = without(std::move(filter), condition);
    if (!std::visit(Setting{filter}, wanted))
        filter.clauses.push_back({Clause::Sense::AnyOf, {wanted}});
    return filter;
}

Filter with(Filter filter, const Clause& clause) {
    if (clause.sense == Clause::Sense::AnyOf && clause.conditions.size() == 1)
        return with(std::move(filter), clause.conditions.front());
    if (clause.isChoiceLike(clause.conditions.front()))
        filter = without(std::move(filter), clause.conditions.front());
    if (std::find(filter.clauses.begin(), filter.clauses.end(), clause) == filter.clauses.end())
        filter.clauses.push_back(clause);
    return filter;
}

Filter withoutOtherRuns(Filter filter) {
    filter.elsewhere.reset();
    std::erase_if(filter.clauses, [](const Clause& clause) {
        return std::ranges::any_of(clause.conditions, [](const Condition& condition) {
            return std::holds_alternative<Elsewhere>(condition);
        });
    });
    return filter;
}

std::vector<Clause> clausesOf(const Filter& filter) {
    std::vector<Clause> clauses;
    const auto add = [&](const Condition& condition) {
        clauses.push_back({Clause::Sense::AnyOf, {condition}});
    };
    if (filter.truth)
        add(TrueClass{*filter.truth});
    if (filter.predicted)
        add(PredictedClass{*filter.predicted});
    if (filter.judgement)
        add(*filter.judgement);
    if (filter.sample)
        add(*filter.sample);
    if (filter.elsewhere)
        add(*filter.elsewhere);
    if (filter.people)
        add(*filter.people);
    if (filter.suspected)
        add(*filter.suspected);
    clauses.insert(clauses.end(), filter.clauses.begin(), filter.clauses.end());
    return clauses;
}

Filter withPresentModes(const Filter& filter, const labels::Taxonomy& taxonomy) {
    Filter present;
    for (const Clause& clause : clausesOf(filter)) {
        Clause now{clause.sense, {}};
        for (const Condition& condition : clause.conditions) {
            if (std::holds_alternative<OfSplitMode>(condition)) {
                if (OfSplitMode split = ofSplitModes(taxonomy); !split.modes.empty())
                    now.conditions.emplace_back(std::move(split));
                continue;
            }
            const auto* judgement = std::get_if<labels::Judgement>(&condition);
            const auto mode = judgement != nullptr ? judgement->mode() : std::nullopt;
            if (!mode) {
                now.conditions.push_back(condition);
                continue;
            }
            for (const labels::Mode& each : taxonomy.modes())
                if (each.id == taxonomy.resolved(*mode))
                    now.conditions.emplace_back(labels::Judgement::of(each.id));
        }
        if (!now.conditions.empty())
            present = with(present, now);
    }
    return present;
}

} // namespace faultline::workbench
