// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/verdict_features.h"

#include "core/workbench/verdict_draws.h"

#include <algorithm>
#include <numeric>

namespace faultline::workbench {

LabelledFeatures labelledFeatures(const VerdictInput& input, const Categorised& labelled, std::size_t most) {
    LabelledFeatures result;
    result.width = input.features.width;
    if (result.width == 0)
        return result;
    std::vector<std::size_t> chosen(labelled.failures.size());
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    if (chosen.size() > most) {
        base::Random random(drawSeed(input.agreement.seed, Draw::ComparedFailures));
        base::shuffle(chosen, random);
        chosen.resize(most);
        std::ranges::sort(chosen);
        result.isSample = true;
    }
    for (const std::size_t i : chosen) {
        const auto place = std::ranges::lower_bound(input.features.samples, labelled.samples[i]);
        if (place == input.features.samples.end() || *place != labelled.samples[i])
            continue;
        const auto row = input.features.row(static_cast<std::size_t>(place - input.features.samples.begin()));
        result.rows.insert(result.rows.end(), row.begin(), row.end());
        result.failures.push_back(labelled.failures[i]);
    }
    result.nearest = analysis::nearestByCosine(result.rows, result.width, mostNeighbours);
    return result;
}

} // namespace faultline::workbench
