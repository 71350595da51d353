// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_texts.h"

#include "core/exchange/label_fields.h"
#include "core/report/named_class.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace faultline::exchange {

namespace {

constexpr std::string_view behindReason = ": ";

/// "wrong truth: dog"
std::string reasonText(const labels::Judgement& judgement, const LabelContext& context) {
    if (judgement.reason() == labels::Exclusion::Unspecified)
        return {};
    std::string text(base::nameOf(judgement.reason()));
    if (const auto right = judgement.rightClass())
        text += std::string(behindReason) + report::className(*right, context.classes);
    return text;
}

std::string slugsOf(const std::vector<base::ModeId>& modes, const labels::Taxonomy& taxonomy) {
    std::string slugs;
    for (const base::ModeId mode : modes)
        slugs += (slugs.empty() ? "" : " ") + labels::judgementText(labels::Judgement::of(mode), taxonomy);
    return slugs;
}

std::string pathOf(base::SampleIndex sample, const LabelContext& context) {
    const auto found = context.paths.find(sample);
    return found == context.paths.end() ? std::string() : found->second;
}

std::string classText(const std::optional<base::ClassId>& id, const LabelContext& context) {
    return id ? report::className(*id, context.classes) : std::string();
}

LabelTexts textsOf(const labels::Label& label, const LabelCarrier& carrier, const std::string& annotator,
                   const LabelContext& context) {
    const bool isDated = label.labelledAt != base::Timestamp{};
    const labels::Circumstances& given = label.given;
    const bool isKnown = !label.judgement.isUnlabelled() &&
                         (context.consensus.empty() || given.how == labels::How::Adjudication);
    return {label.sample,
            {std::to_string(label.sample.value), classText(carrier.truth, context),
             classText(carrier.predicted, context), annotator,
             labels::judgementText(label.judgement, context.taxonomy),
             isDated ? base::isoText(label.labelledAt) : std::string(), label.note,
             isKnown ? std::string(base::nameOf(given.how)) : std::string(),
             isKnown ? std::string(base::nameOf(given.blind)) : std::string(),
             given.position ? std::to_string(*given.position) : std::string(),
             given.elapsed.count() > 0 ? std::to_string(given.elapsed.count()) : std::string(),
             std::string(label.flag ? flaggedText : std::string_view()), reasonText(label.judgement, context),
             slugsOf(label.secondary, context.taxonomy), pathOf(label.sample, context)}};
}

} // namespace

std::string_view LabelTexts::reason() const {
    const std::string_view text = (*this)[LabelMember::Reason];
    return text.substr(0, text.find(behindReason));
}

std::string_view LabelTexts::rightClass() const {
    const std::string_view text = (*this)[LabelMember::Reason];
    const std::size_t at = text.find(behindReason);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + behindReason.size());
}

bool isNumber(LabelMember member) {
    return member == LabelMember::Index || member == LabelMember::Position ||
           member == LabelMember::ElapsedMs;
}

std::vector<LabelTexts> labelTexts(std::span<const labels::Label> labels,
                                   std::span<const labels::Annotator> annotators,
                                   const LabelContext& context) {
    std::unordered_map<base::SampleIndex, const LabelCarrier*> carriers;
    for (const LabelCarrier& carrier : context.samples)
        carriers.emplace(carrier.sample, &carrier);
    std::vector<LabelTexts> result;
    for (const labels::Label& label : labels) {
        const auto annotator = std::find_if(annotators.begin(), annotators.end(),
                                            [&](const auto& a) { return a.id == label.annotator; });
        const auto carrier = carriers.find(label.sample);
        const bool isOfConsensus = !context.consensus.empty();
        const bool isNamed = isOfConsensus || annotator != annotators.end();
        assert(isNamed && carrier != carriers.end());
        if (isNamed && carrier != carriers.end())
            result.push_back(
                textsOf(label, *carrier->second,
                        isOfConsensus ? std::string(consensusAnnotator) + context.consensus : annotator->name,
                        context));
    }
    return result;
}

} // namespace faultline::exchange
