// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/report/taxonomy_table.h"
#include "core/study/study.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace faultline::workbench {

// The taxonomy of a study, as a person shows and changes it.

/// What a mode is to be. What is not said is chosen where the mode is made, and stays where it is changed.
struct ModeWish {
    enum class Digit { Unsaid, None, Key };
    std::string slug;
    std::optional<std::string> name{}, colour{}, definition{};
    std::optional<char> letter{};
    Digit digit = Digit::Unsaid;
    char digitKey = '1'; ///< of Digit::Key
};

[[nodiscard]] base::Result<report::TaxonomyView> taxonomyView(const study::Study& study);

/// The mode that a wish asks for: its name after its slug, the lowest free digit, a free letter of its name,
/// a colour that stands apart. Refused where no letter is free.
[[nodiscard]] base::Result<labels::Mode> modeFor(const ModeWish& wish, const labels::Taxonomy& taxonomy);

[[nodiscard]] base::Result<> addMode(study::Study& study, const ModeWish& wish);
[[nodiscard]] base::Result<> editMode(study::Study& study, const ModeWish& wish);
/// Takes away a mode that was never given.
[[nodiscard]] base::Result<> removeMode(study::Study& study, const std::string& slug);
/// Relabels nothing: labels of the mode count as before, until each is decided anew as one of the parts.
/// @param parts slugs of other modes, two or more; none: takes the split back
[[nodiscard]] base::Result<> splitMode(study::Study& study, const std::string& slug,
                                       std::span<const std::string> parts);
/// See study::LabelLog::mergeModes(). @param annotator whose undo takes it back; made when new
[[nodiscard]] base::Result<labels::ActionReport> mergeModes(study::Study& study, const std::string& annotator,
                                                            std::span<const std::string> slugs,
                                                            const std::string& into);

/// Adds a mode and labels with it items of a run that the annotator has called none of the modes: one undo
/// step, which leaves the mode. Refused where one of them is labelled otherwise.
[[nodiscard]] base::Result<labels::ActionReport> makeModeOf(study::Study& study, const ModeWish& wish,
                                                            const std::string& annotator, base::RunId run,
                                                            std::vector<base::SampleIndex> samples);

/// The modes as a JSON file, which importTaxonomy() reads.
[[nodiscard]] std::string taxonomyText(const study::Study& study);
/// Makes the modes those of the file, by slug. Others go where they were never given; what was given stays.
/// Returns a sentence for each that stays.
[[nodiscard]] base::Result<std::vector<std::string>> importTaxonomy(study::Study& study,
                                                                    const std::filesystem::path& path);

} // namespace faultline::workbench
