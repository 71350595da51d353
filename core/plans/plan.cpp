// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/plan.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::plans {

namespace {

constexpr std::string_view allText = "all";
constexpr std::string_view perPairForm = "per-pair:";
constexpr std::string_view matchedText = "matched";

} // namespace

std::string textOf(const FailureChoice& choice) {
    switch (choice.kind) {
    case FailureChoice::Kind::All:
        break;
    case FailureChoice::Kind::Count:
        return std::to_string(choice.number);
    case FailureChoice::Kind::PerPair:
        return std::string(perPairForm) + std::to_string(choice.number);
    }
    return std::string(allText);
}

std::optional<FailureChoice> parsedFailureChoice(std::string_view text) {
    if (text == allText)
        return FailureChoice{};
    const bool isPerPair = text.starts_with(perPairForm);
    const auto number =
        base::parsedNumber<std::uint32_t>(std::string(isPerPair ? text.substr(perPairForm.size()) : text));
    if (!number || *number == 0)
        return std::nullopt;
    return FailureChoice{isPerPair ? FailureChoice::Kind::PerPair : FailureChoice::Kind::Count, *number};
}

std::string textOf(const ControlChoice& choice) {
    return choice.kind == ControlChoice::Kind::Matched ? std::string(matchedText)
                                                       : std::to_string(choice.number);
}

std::optional<ControlChoice> parsedControlChoice(std::string_view text) {
    if (text == matchedText)
        return ControlChoice{};
    const auto number = base::parsedNumber<std::uint32_t>(std::string(text));
    return number ? std::optional(ControlChoice{ControlChoice::Kind::Count, *number}) : std::nullopt;
}

const PlanItem* Plan::find(base::SampleIndex sample) const {
    const auto found = std::ranges::lower_bound(items, sample, {}, &PlanItem::sample);
    return found != items.end() && found->sample == sample ? &*found : nullptr;
}

bool Plan::asks(base::AnnotatorId annotator, const PlanItem& item) const {
    return !item.owner || *item.owner == annotator;
}

} // namespace faultline::plans
