// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/annotators_table.h"
#include "core/study/study.h"

#include <cstddef>
#include <string>
#include <vector>

namespace faultline::workbench {

// Who labels in a study, and what mends a name that was typed wrong. Nothing here changes a label: who was
// renamed is renamed again, and who was joined is separated again.

[[nodiscard]] base::Result<std::vector<report::AnnotatorRow>> annotatorRows(const study::Study& study);

/// The name of whoever speaks for who is, or was, called so; a name that nobody ever had as it is.
[[nodiscard]] base::Result<std::string> speakingName(const study::Study& study, const std::string& name);

/// Refused where somebody else has the new name. Returns false where they had it already.
[[nodiscard]] base::Result<bool> renameAnnotator(study::Study& study, const std::string& from,
                                                 const std::string& to);

/// What a join brings together.
struct Join {
    std::size_t items = 0;     ///< that the joined annotator had labelled, in all runs
    std::size_t both = 0;      ///< of these the other one had labelled, too: the later label holds
    std::size_t differing = 0; ///< of these, labelled differently
    std::string name{};        ///< by which the joined one is separated again
};
/// All that `name` ever said counts as said by `voice` from now on; see study::LabelLog::joinAnnotator().
[[nodiscard]] base::Result<Join> joinAnnotators(study::Study& study, const std::string& name,
                                                const std::string& voice);
/// Takes back the join of an annotator with another one. @param name or UUID; refused where several joined
/// ones have that name
[[nodiscard]] base::Result<> separateAnnotator(study::Study& study, const std::string& name);

} // namespace faultline::workbench
