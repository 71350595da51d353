// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/judgement.h"

#include "core/base/text.h"

namespace faultline::labels {

namespace {

constexpr std::string_view excludedText = "excluded";
constexpr std::string_view noneText = "none";

} // namespace

std::vector<Judgement> categoriesOf(const Taxonomy& taxonomy) {
    std::vector<Judgement> categories;
    for (const Mode& mode : taxonomy.modes())
        categories.push_back(Judgement::of(mode.id));
    categories.push_back(Judgement::none());
    return categories;
}

std::string judgementText(const Judgement& judgement, const Taxonomy& taxonomy) {
    if (judgement.isExcluded())
        return std::string(excludedText);
    if (judgement.isNone())
        return std::string(noneText);
    const auto mode = judgement.mode();
    if (!mode)
        return {};
    const Mode* known = taxonomy.find(*mode);
    return known != nullptr ? known->slug : "mode-" + std::to_string(mode->value);
}

std::string judgementName(const Judgement& judgement, const Taxonomy& taxonomy) {
    if (judgement.isExcluded())
        return "Excluded";
    if (judgement.isNone())
        return "None of these";
    const auto mode = judgement.mode();
    if (!mode)
        return "Unlabelled";
    const Mode* known = taxonomy.find(*mode);
    return known != nullptr ? known->name : judgementText(judgement, taxonomy);
}

std::optional<Judgement> parsedJudgement(std::string_view text, const Taxonomy& taxonomy) {
    if (text.empty())
        return Judgement();
    if (base::lowered(text) == excludedText)
        return Judgement::excluded();
    if (base::lowered(text) == noneText)
        return Judgement::none();
    const Mode* mode = taxonomy.find(text);
    return mode != nullptr ? std::optional(Judgement::of(mode->id)) : std::nullopt;
}

std::string whatBecameOf(std::string_view slug, const Taxonomy& taxonomy) {
    const MergedMode* merged = taxonomy.findMerged(slug);
    const Mode* now = merged != nullptr ? taxonomy.find(taxonomy.resolved(merged->mode.id)) : nullptr;
    return now != nullptr ? " (it was merged into " + now->slug + ")" : std::string();
}

} // namespace faultline::labels
