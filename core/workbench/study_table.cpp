// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_table.h"

#include "core/model/run_header.h"

#include <algorithm>
#include <unordered_set>

namespace faultline::workbench {

StudyTable::StudyTable(std::vector<std::string> classes, labels::Taxonomy taxonomy)
    : m_taxonomy(std::move(taxonomy))
    , m_classes(std::move(classes)) {}

std::optional<std::size_t> StudyTable::rowOf(base::SampleIndex sample) const {
    const auto found = m_rows.find(sample);
    return found == m_rows.end() ? std::nullopt : std::optional(found->second);
}

const std::string& StudyTable::path(base::SampleIndex sample) const {
    static const std::string unknown;
    const auto found = m_paths.find(sample);
    return found == m_paths.end() ? unknown : found->second;
}

void StudyTable::append(std::span<const model::Prediction> predictions) {
    const auto count = static_cast<std::size_t>(std::count_if(
        predictions.begin(), predictions.end(), [](const auto& each) { return each.isFailure(); }));
    if (count > m_rows.size()) // else a batch after the other would be hashed anew each time
        m_rows.reserve(m_rows.size() + count);
    for (const model::Prediction& prediction : predictions) {
        if (!prediction.isFailure())
            continue;
        m_rows.emplace(prediction.sample, m_failures.size());
        m_failures.push_back(prediction);
    }
}

base::Result<StudyTable> studyTable(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(failures, study.runs().failures(run));
    FAULTLINE_TRY(paths, study.runs().paths(run));
    StudyTable table(study.runs().header(run).classNames(), study.labels().taxonomy());
    table.append(failures);
    table.addPaths(std::move(paths));
    FAULTLINE_TRY(controls, study.runs().controls(run));
    table.setControls(std::move(controls));
    return table;
}

base::Result<std::vector<model::Prediction>> labellable(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(predictions, study.runs().predictions(run));
    FAULTLINE_TRY(items, study.runs().items(run));
    std::unordered_set<base::SampleIndex> carriers;
    for (const study::Item& item : items)
        carriers.insert(item.sample);
    std::vector<model::Prediction> result;
    std::copy_if(predictions.begin(), predictions.end(), std::back_inserter(result),
                 [&](const auto& prediction) { return carriers.contains(prediction.sample); });
    return result;
}

base::Result<> checkLabellable(const study::Study& study, base::RunId run, base::SampleIndex sample) {
    FAULTLINE_TRY(items, study.runs().items(run));
    if (std::any_of(items.begin(), items.end(), [&](const auto& item) { return item.sample == sample; }))
        return {};
    return base::failure(base::ErrorKind::NotFound, "sample " + std::to_string(sample.value) +
                                                        " is neither a failure nor a control of this study");
}

} // namespace faultline::workbench
