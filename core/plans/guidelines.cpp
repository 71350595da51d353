// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/guidelines.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::plans {

std::optional<base::SampleIndex> pinnedSample(std::string_view address) {
    if (!address.starts_with('#'))
        return std::nullopt;
    const auto number = base::parsedNumber<std::uint32_t>(std::string(address.substr(1)));
    return number ? std::optional(base::SampleIndex(*number)) : std::nullopt;
}

std::vector<PinnedExample> pinnedExamples(std::string_view markdown) {
    constexpr std::size_t none = std::string_view::npos;
    std::vector<PinnedExample> examples;
    std::size_t at = markdown.find("![");
    while (at != none) { // line by line, and no end is looked at twice: the text may be a stranger's
        const std::size_t line = std::min(markdown.find('\n', at), markdown.size());
        const std::string_view rest = markdown.substr(at, line - at);
        const std::size_t middle = rest.find("](");
        const std::size_t end = middle == none ? none : rest.find(')', middle);
        if (end == none) {
            at = markdown.find("![", line);
            continue;
        }
        const std::size_t begin = rest.rfind("![", middle) + 2;
        const std::string_view of = rest.substr(begin, middle - begin);
        if (const auto sample = pinnedSample(base::trimmed(rest.substr(middle + 2, end - middle - 2))))
            examples.push_back({std::string(base::trimmed(of)), *sample});
        at = markdown.find("![", at + end);
    }
    return examples;
}

} // namespace faultline::plans
