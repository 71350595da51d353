// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/guidelines.h"

#include "core/base/text.h"

namespace faultline::plans {

std::optional<base::SampleIndex> pinnedSample(std::string_view address) {
    if (!address.starts_with('#'))
        return std::nullopt;
    const auto number = base::parsedNumber<std::uint32_t>(std::string(address.substr(1)));
    return number ? std::optional(base::SampleIndex(*number)) : std::nullopt;
}

std::vector<PinnedExample> pinnedExamples(std::string_view markdown) {
    std::vector<PinnedExample> examples;
    for (std::size_t at = markdown.find("!["); at != std::string_view::npos;
         at = markdown.find("![", at + 2)) {
        const std::size_t middle = markdown.find("](", at);
        const std::size_t end = middle == std::string_view::npos ? middle : markdown.find(')', middle);
        if (end == std::string_view::npos)
            break;
        const std::string_view of = markdown.substr(at + 2, middle - at - 2);
        const auto sample = pinnedSample(base::trimmed(markdown.substr(middle + 2, end - middle - 2)));
        if (sample && of.find('\n') == std::string_view::npos)
            examples.push_back({std::string(base::trimmed(of)), *sample});
    }
    return examples;
}

} // namespace faultline::plans
