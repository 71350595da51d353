// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/picture_path.h"
#include "core/labels/taxonomy.h"
#include "core/study/study.h"

#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace faultline::workbench {

/// What is known of a study's run, in memory: the file may be closed. A *row* is a failure's number in
/// arrival order; it never changes, since failures only join at the end.
class StudyTable {
public:
    StudyTable() = default;
    /// @param classes  RunHeader::classNames()
    StudyTable(std::vector<std::string> classes, labels::Taxonomy taxonomy);

    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return m_taxonomy; }
    /// The modes were changed.
    void setTaxonomy(labels::Taxonomy taxonomy) { m_taxonomy = std::move(taxonomy); }
    [[nodiscard]] const std::vector<std::string>& classes() const { return m_classes; }
    [[nodiscard]] const std::vector<model::Prediction>& failures() const { return m_failures; }
    /// What the model has right and may carry a label; empty until the run is finished.
    [[nodiscard]] const std::vector<base::SampleIndex>& controls() const { return m_controls; }
    /// Nothing where the sample is no failure.
    [[nodiscard]] std::optional<std::size_t> rowOf(base::SampleIndex sample) const;

    /// Where its picture came from; empty: nobody knows.
    [[nodiscard]] const std::string& path(base::SampleIndex sample) const;

    /// Takes in the failures among predictions that have arrived, in their order.
    void append(std::span<const model::Prediction> predictions);
    void setControls(std::vector<base::SampleIndex> controls) { m_controls = std::move(controls); }
    /// Takes in paths that were not known before.
    void addPaths(dataset::PicturePaths paths) { m_paths.merge(std::move(paths)); }

private:
    labels::Taxonomy m_taxonomy;
    std::vector<std::string> m_classes;
    std::vector<model::Prediction> m_failures;
    std::vector<base::SampleIndex> m_controls;
    std::unordered_map<base::SampleIndex, std::size_t> m_rows;
    dataset::PicturePaths m_paths;
};

/// The table of what the study holds now of a run.
[[nodiscard]] base::Result<StudyTable> studyTable(const study::Study& study, base::RunId run);

/// What may carry a label in a run: failures and controls, in arrival order.
[[nodiscard]] base::Result<std::vector<model::Prediction>> labellable(const study::Study& study,
                                                                      base::RunId run);

/// NotFound where the sample may carry no label.
[[nodiscard]] base::Result<> checkLabellable(const study::Study& study, base::RunId run,
                                             base::SampleIndex sample);

} // namespace faultline::workbench
