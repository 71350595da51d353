// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/covariate.h"
#include "tests/support/synthetic_study.h"

#include <stdexcept>

namespace faultline::tests {

/// How many of the ten people who were asked about an image gave it its label: 10, 9, … 4, and again; the
/// others said the next class.
[[nodiscard]] inline float agreeing(std::uint32_t sample) {
    return static_cast<float>(10 - sample % 7);
}

/// Ten people's answers to each image of a synthetic study, images × classes.
[[nodiscard]] inline std::vector<float> peoplesAnswers(const SyntheticOptions& options = {}) {
    std::vector<float> values(static_cast<std::size_t>(options.samples) * options.classes, 0.0F);
    for (std::uint32_t sample = 0; sample < options.samples; ++sample) {
        const std::size_t row = static_cast<std::size_t>(sample) * options.classes;
        const std::uint32_t truth = sample % options.classes;
        values[row + truth] = agreeing(sample);
        values[row + (truth + 1) % options.classes] += 10 - agreeing(sample);
    }
    return values;
}

[[nodiscard]] inline dataset::Covariate people(const std::string& name,
                                               const SyntheticOptions& options = {}) {
    auto answers = dataset::HumanAnswers::make(options.classes, peoplesAnswers(options));
    if (!answers)
        throw std::runtime_error(answers.error().message);
    return {name, std::move(*answers)};
}

/// A list that says of these images that they are of the class after their label's.
[[nodiscard]] inline dataset::Covariate
suspects(const std::string& name, const std::vector<base::SampleIndex>& samples, std::uint16_t classes = 10) {
    std::vector<dataset::SuspectedError> errors;
    for (const base::SampleIndex sample : samples)
        errors.push_back({sample, base::ClassId(static_cast<std::uint16_t>(sample.value % classes)),
                          base::ClassId(static_cast<std::uint16_t>((sample.value + 1) % classes))});
    auto list = dataset::SuspectedErrors::make(std::move(errors));
    if (!list)
        throw std::runtime_error(list.error().message);
    return {name, std::move(*list)};
}

} // namespace faultline::tests
