// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/judgement.h"

#include "core/base/text.h"

namespace faultline::labels {

namespace {

constexpr std::string_view excludedText = "excluded";

} // namespace

std::string judgementText(const Judgement& judgement, const Taxonomy& taxonomy) {
    if (judgement.isExcluded())
        return std::string(excludedText);
    const auto mode = judgement.mode();
    if (!mode)
        return {};
    const Mode* known = taxonomy.find(*mode);
    return known != nullptr ? known->slug : "mode-" + std::to_string(mode->value);
}

std::optional<Judgement> parsedJudgement(std::string_view text, const Taxonomy& taxonomy) {
    if (text.empty())
        return Judgement();
    if (base::lowered(text) == excludedText)
        return Judgement::excluded();
    const Mode* mode = taxonomy.find(text);
    return mode != nullptr ? std::optional(Judgement::of(mode->id)) : std::nullopt;
}

} // namespace faultline::labels
