// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <functional>
#include <map>
#include <string>

namespace faultline::tests {

/// The value, or an exception with the study's message, which fails the test.
template <class Value>
Value valueOf(base::Result<Value> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<Value>)
        return std::move(*result);
}

/// Name → bytes of every file in a folder.
[[nodiscard]] std::map<std::string, std::string> contents(const std::filesystem::path& folder);
/// The names alone.
[[nodiscard]] std::vector<std::string> names(const std::filesystem::path& folder);

/// Runs SQL on a closed study behind Faultline's back.
void tamper(const std::filesystem::path& file, const std::string& sql);

[[nodiscard]] study::Study opened(const std::filesystem::path& path,
                                  study::Access access = study::Access::ReadWrite);
/// A closed synthetic study with a label of "ann".
void makeClosedStudy(const std::filesystem::path& path, const SyntheticOptions& options = {});

[[nodiscard]] labels::Judgement mode(std::int64_t number);
[[nodiscard]] labels::LabelRequest request(base::AnnotatorId annotator,
                                           std::vector<base::SampleIndex> samples,
                                           std::optional<labels::Judgement> judgement,
                                           std::optional<std::string> note = std::nullopt);
/// What was said, not how: undo gives back the words, but comes to be in its own way.
[[nodiscard]] inline std::vector<labels::Label> words(std::vector<labels::Label> labels) {
    for (labels::Label& label : labels)
        label.given = {};
    return labels;
}
/// The samples of all failures, in arrival order.
[[nodiscard]] std::vector<base::SampleIndex> failingSamples(const study::Study& study);

/// All that a person sees of a label log: who holds what, and the history of every item.
[[nodiscard]] std::string stateOfLabels(const study::Study& study);

/// "#3980"
[[nodiscard]] inline std::string numbered(base::SampleIndex sample) {
    return "#" + std::to_string(sample.value);
}

/// Calls `work` in a child process without root's rights; what it returns comes back.
[[nodiscard]] std::string asOrdinaryUser(const std::function<std::string()>& work);

} // namespace faultline::tests
