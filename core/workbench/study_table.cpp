// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_table.h"

#include <algorithm>
#include <unordered_set>

namespace faultline::workbench {

StudyTable::StudyTable(model::RunHeader header, labels::Taxonomy taxonomy)
    : m_header(std::move(header))
    , m_taxonomy(std::move(taxonomy))
    , m_classes(m_header.classNames()) {}

std::optional<std::size_t> StudyTable::rowOf(base::SampleIndex sample) const {
    const auto found = m_rows.find(sample);
    return found == m_rows.end() ? std::nullopt : std::optional(found->second);
}

void StudyTable::append(std::span<const model::Prediction> predictions) {
    for (const model::Prediction& prediction : predictions) {
        if (!prediction.isFailure())
            continue;
        m_rows.emplace(prediction.sample, m_failures.size());
        m_failures.push_back(prediction);
    }
}

base::Result<StudyTable> studyTable(const study::Study& study) {
    FAULTLINE_TRY(failures, study.failures());
    StudyTable table(study.header(), study.taxonomy());
    table.append(failures);
    return table;
}

base::Result<std::vector<model::Prediction>> labellable(const study::Study& study) {
    FAULTLINE_TRY(predictions, study.predictions());
    FAULTLINE_TRY(controls, study.controls());
    const std::unordered_set<base::SampleIndex> drawn(controls.begin(), controls.end());
    std::vector<model::Prediction> result;
    std::copy_if(predictions.begin(), predictions.end(), std::back_inserter(result),
                 [&](const auto& p) { return p.isFailure() || drawn.count(p.sample) > 0; });
    return result;
}

base::Result<> checkLabellable(const study::Study& study, base::SampleIndex sample) {
    FAULTLINE_TRY(samples, labellable(study));
    if (std::any_of(samples.begin(), samples.end(), [&](const auto& s) { return s.sample == sample; }))
        return {};
    return base::failure(base::ErrorKind::NotFound, "sample " + std::to_string(sample.value) +
                                                        " is neither a failure nor a control of this study");
}

} // namespace faultline::workbench
