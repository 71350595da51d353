// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/output_form.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;

namespace {

constexpr double sumTolerance = 1e-3;

} // namespace

OutputForm outputForm(std::span<const float> values, std::size_t classes) {
    const auto isShare = [](float value) { return value >= 0 && value <= 1; };
    if (!std::all_of(values.begin(), values.end(), isShare))
        return OutputForm::Logits;
    for (std::size_t at = 0; at + classes <= values.size(); at += classes) {
        const auto row = values.subspan(at, classes);
        if (std::abs(std::accumulate(row.begin(), row.end(), 0.0) - 1) > sumTolerance)
            return OutputForm::Logits;
    }
    return OutputForm::Softmax;
}

void makeLogits(OutputForm form, std::vector<float>& values) {
    if (form == OutputForm::Softmax)
        for (float& value : values)
            value = std::log(std::max(value, std::numeric_limits<float>::min()));
}

base::Result<> checkFinite(std::span<const float> values) {
    if (std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        return {};
    return failure(ErrorKind::InvalidInput, "the model answers values that are not finite (NaN or infinite); "
                                            "its weights are damaged or too large");
}

} // namespace faultline::inference
