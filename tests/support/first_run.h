// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

namespace faultline::tests {

// The first run of a study, for tests that know no other.

[[nodiscard]] inline const model::RunHeader& headerOf(const study::Study& study) {
    return study.runs().header(study.runs().first());
}
[[nodiscard]] inline auto stateOf(const study::Study& study) {
    return study.runs().state(study.runs().first());
}
[[nodiscard]] inline auto predictionsOf(const study::Study& study) {
    return study.runs().predictions(study.runs().first());
}
[[nodiscard]] inline auto failuresOf(const study::Study& study) {
    return study.runs().failures(study.runs().first());
}
[[nodiscard]] inline auto controlsOf(const study::Study& study) {
    return study.runs().controls(study.runs().first());
}
[[nodiscard]] inline auto detailOf(const study::Study& study, base::SampleIndex sample) {
    return study.runs().detail(study.runs().first(), sample);
}
[[nodiscard]] inline auto appendTo(study::Study& study, const model::BatchReport& report) {
    return study.runs().append(study.runs().first(), report);
}
[[nodiscard]] inline auto finishRunOf(study::Study& study, std::span<const model::SampleDetail> controls,
                                      std::span<const std::uint32_t> shortfall) {
    return study.runs().finish(study.runs().first(), controls, shortfall);
}
[[nodiscard]] inline auto labelsOf(const study::Study& study,
                                   std::optional<base::AnnotatorId> annotator = std::nullopt) {
    return study.labels().labels(study.runs().first(), annotator);
}
[[nodiscard]] inline auto historyOf(const study::Study& study, base::SampleIndex sample) {
    return study.labels().history(study.runs().first(), sample);
}
/// A request that names no run is about the first one.
[[nodiscard]] inline auto applyTo(study::Study& study, labels::LabelRequest request) {
    request.run = study.runs().first();
    return study.labels().apply(request);
}
[[nodiscard]] inline auto importInto(study::Study& study, std::span<const labels::ImportedLabel> labels) {
    return study.labels().import(study.runs().first(), labels);
}

} // namespace faultline::tests
