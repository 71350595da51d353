// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/condition_grammar.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::workbench {

namespace {

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours, of bytes.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before, last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t other = a[i - 1] == b[j - 1] ? 0 : 1;
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + other});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        before = last;
        last = now;
    }
    return last[b.size()];
}

/// "cat" of "true: cat"
std::string_view valueOf(std::string_view offer) {
    const auto colon = offer.find(": ");
    return colon == std::string_view::npos ? offer : offer.substr(colon + 2);
}

} // namespace

std::string nearestCondition(std::string_view typed, const std::vector<std::string>& offers) {
    constexpr std::size_t longest = 200; // bytes: a pasted text is like nothing
    const std::string sought = base::lowered(base::trimmed(typed));
    if (sought.empty() || sought.size() > longest)
        return {};
    std::string nearest;
    std::size_t fewest = (sought.size() + 1) / 2;
    for (const std::string& offer : offers) {
        const std::string lowered = base::lowered(offer);
        for (const std::string_view form : {std::string_view(lowered), valueOf(lowered)}) {
            const std::size_t longer = std::max(form.size(), sought.size());
            if (longer - std::min(form.size(), sought.size()) >= fewest)
                continue; // so many letters are lacking at the least
            if (const std::size_t wrong = distance(sought, form); wrong < fewest) {
                fewest = wrong;
                nearest = offer;
            }
        }
    }
    return nearest;
}

} // namespace faultline::workbench
