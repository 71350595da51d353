// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/label_file.h"
#include "core/study/study.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace faultline::app {

/// What the reading commands know of a study: all in memory, the file closed again.
struct StudyView {
    model::RunHeader header;
    labels::Taxonomy taxonomy;
    std::vector<model::Prediction> failures; ///< in arrival order
    std::vector<labels::Annotator> annotators;
    std::vector<labels::Label> labels; ///< present ones, of everybody

    [[nodiscard]] std::vector<std::string> classes() const { return header.classNames(); }
    /// Parallel to failures; nullptr where the annotator holds neither label nor note.
    [[nodiscard]] std::vector<const labels::Label*> labelsOf(base::AnnotatorId annotator) const;
    [[nodiscard]] std::vector<labels::Judgement> judgementsOf(base::AnnotatorId annotator) const;
    /// Those who labelled a failure, in the study's order.
    [[nodiscard]] std::vector<labels::Annotator> labellers() const;
};

[[nodiscard]] base::Result<StudyView> viewOf(const std::filesystem::path& study);

/// Whose labels a command is about. Nobody: the study has no labels yet. Where several have labelled and
/// none is named, the error names them.
/// @param name empty: not given
[[nodiscard]] base::Result<std::optional<labels::Annotator>> annotatorFor(const StudyView& view,
                                                                          const std::string& name);

/// Failures and controls: what may carry a label.
[[nodiscard]] base::Result<std::vector<model::Prediction>> labellable(const study::Study& study);

/// The judgement of that name; InvalidInput lists the modes.
[[nodiscard]] base::Result<labels::Judgement> judgementNamed(const std::string& text,
                                                             const labels::Taxonomy& taxonomy);

} // namespace faultline::app
