// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/judgement.h"
#include "core/model/prediction.h"

#include <string_view>
#include <vector>

namespace faultline::tests {

inline labels::Taxonomy threeModes() {
    std::vector<labels::Mode> modes = labels::standardTaxonomy().modes();
    for (std::size_t i = 0; i < modes.size(); ++i)
        modes[i].id = base::ModeId(static_cast<std::int64_t>(10 * (i + 1)));
    return labels::Taxonomy::make(std::move(modes)).value();
}

/// One judgement a letter: a, b, c are the modes in order, n none of them, x excluded, '.' unlabelled.
inline std::vector<labels::Judgement> judgements(std::string_view letters) {
    std::vector<labels::Judgement> result;
    for (const char letter : letters)
        result.push_back(letter == 'x'   ? labels::Judgement::excluded()
                         : letter == 'n' ? labels::Judgement::none()
                         : letter == '.' ? labels::Judgement()
                                         : labels::Judgement::of(base::ModeId(10 * (letter - 'a' + 1))));
    return result;
}

/// "35" is a failure of true class 3 taken for class 5.
inline std::vector<model::Prediction> failures(const std::vector<std::string_view>& pairs) {
    std::vector<model::Prediction> result;
    for (const std::string_view pair : pairs) {
        model::Prediction prediction;
        prediction.sample = base::SampleIndex(static_cast<std::uint32_t>(result.size()));
        prediction.truth = base::ClassId(static_cast<std::uint16_t>(pair[0] - '0'));
        prediction.predicted = base::ClassId(static_cast<std::uint16_t>(pair[1] - '0'));
        result.push_back(prediction);
    }
    return result;
}

} // namespace faultline::tests
