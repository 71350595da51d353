// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/condition_kinds.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::workbench {

std::optional<double> peopleShare(const dataset::Covariate& covariate, const model::Prediction& failure) {
    const auto* answers = covariate.answers();
    return answers == nullptr ? std::nullopt : answers->share(failure.sample, failure.truth);
}

bool PeopleShare::holds(const model::Prediction& failure) const {
    const auto share = peopleShare(*answers, failure);
    if (!share)
        return false;
    switch (comparison) {
    case Comparison::Less:
        return *share < bound;
    case Comparison::AtMost:
        return *share <= bound;
    case Comparison::More:
        return *share > bound;
    case Comparison::AtLeast:
        break;
    }
    return *share >= bound;
}

bool NumberRange::holds(const model::Prediction& failure) const {
    const auto number = quantity == Quantity::Confidence ? failure.confidence : failure.margin;
    if (!number)
        return false;
    // As a float: 0.9 is the 0.9 that is shown, not one a little above it.
    const auto isAbove = [&](const Bound& bound) {
        const auto value = static_cast<float>(bound.value);
        return *number > value || (bound.isIncluded && *number == value);
    };
    const auto isBelow = [&](const Bound& bound) {
        const auto value = static_cast<float>(bound.value);
        return *number < value || (bound.isIncluded && *number == value);
    };
    return (!low || isAbove(*low)) && (!high || isBelow(*high));
}

OfSplitMode ofSplitModes(const labels::Taxonomy& taxonomy) {
    OfSplitMode split;
    for (const labels::Mode& mode : taxonomy.modes())
        if (!mode.splitInto.empty())
            split.modes.push_back(mode.id);
    return split;
}

namespace {

bool hasText(std::string_view note, std::string_view text) {
    return !note.empty() && base::lowered(note).find(base::lowered(text)) != std::string::npos;
}

struct Meets {
    const model::Prediction& failure;
    const Held& held;

    bool operator()(const TrueClass& truth) const { return truth.id == failure.truth; }
    bool operator()(const PredictedClass& predicted) const { return predicted.id == failure.predicted; }
    bool operator()(const labels::Judgement& judgement) const {
        return judgement == held.judgement.withoutReason();
    }
    bool operator()(const base::SampleIndex& sample) const { return sample == failure.sample; }
    bool operator()(const Elsewhere& other) const { return other.samples->contains(failure.sample); }
    bool operator()(const PeopleShare& people) const { return people.holds(failure); }
    bool operator()(const Suspected& suspected) const { return suspected.samples->contains(failure.sample); }
    bool operator()(const NumberRange& range) const { return range.holds(failure); }
    bool operator()(const HasNote& note) const { return hasText(held.note, note.text); }
    bool operator()(const Flagged&) const { return held.isFlagged; }
    bool operator()(const OfSplitMode& split) const {
        const auto mode = held.judgement.mode();
        return mode && std::find(split.modes.begin(), split.modes.end(), *mode) != split.modes.end();
    }
    bool operator()(const Decided& decided) const {
        return held.decidedAt && (*held.decidedAt >= decided.time) == (decided.when == Decided::When::Since);
    }
};

} // namespace

bool holds(const Condition& condition, const model::Prediction& failure, const Held& held) {
    return std::visit(Meets{failure, held}, condition);
}

bool asksForLabels(const Condition& condition) {
    return std::holds_alternative<labels::Judgement>(condition) ||
           std::holds_alternative<HasNote>(condition) || std::holds_alternative<Flagged>(condition) ||
           std::holds_alternative<OfSplitMode>(condition) || std::holds_alternative<Decided>(condition);
}

bool areAlike(const Condition& left, const Condition& right) {
    if (left.index() != right.index())
        return false;
    if (const auto* range = std::get_if<NumberRange>(&left))
        return range->quantity == std::get<NumberRange>(right).quantity;
    if (const auto* decided = std::get_if<Decided>(&left))
        return decided->when == std::get<Decided>(right).when;
    return true;
}

bool Clause::holds(const model::Prediction& failure, const Held& held) const {
    const bool any = std::any_of(conditions.begin(), conditions.end(), [&](const Condition& each) {
        return workbench::holds(each, failure, held);
    });
    return any == (sense == Sense::AnyOf);
}

bool Clause::isChoiceLike(const Condition& condition) const {
    return sense == Sense::AnyOf &&
           std::all_of(conditions.begin(), conditions.end(),
                       [&](const Condition& each) { return areAlike(each, condition); });
}

} // namespace faultline::workbench
