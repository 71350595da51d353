// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/labelling_plan.h"

#include <string_view>

namespace faultline::workbench {

/// Pictures of consecutive places of a queue, to be labelled away from the window.
struct Sheet {
    struct Cell {
        std::size_t position = 0; ///< in the queue
        std::string truth;        ///< class; empty: the plan hides it
        base::Image picture;
    };
    std::string plan; ///< sheetMark()
    std::string annotator;
    std::vector<Cell> cells;
};

/// By which a sheet tells its plan from one that replaced it; a column "plan" of the answers may say it.
[[nodiscard]] std::string sheetMark(const plans::Plan& plan);

inline constexpr std::size_t mostOnSheet = 400; ///< places

/// The places from `first` to `last`, both included, without anything that tells what the model predicted.
/// InvalidInput where the queue has no such places, or they are more than mostOnSheet.
[[nodiscard]] base::Result<Sheet> sheetOf(const study::Study& study, base::RunId run,
                                          const labels::Annotator& annotator, std::size_t first,
                                          std::size_t last);

/// The same, for whoever is called so. Somebody of whom the study does not know yet becomes an annotator of
/// it, where it is open for writing and the plan gives everything to everybody: their queue follows from who
/// they are there. NotFound, with how one comes to be, of anybody else; what is refused leaves no annotator
/// behind.
[[nodiscard]] base::Result<Sheet> sheetFor(study::Study& study, base::RunId run, const std::string& name,
                                           std::size_t first, std::size_t last);

struct SheetReport {
    std::size_t answered = 0; ///< places
    std::size_t replaced = 0; ///< among them, where another answer was given before
};

/// Takes in the answers of a sheet (exchange/sheet_file.h), all or none, under the run's newest plan: each is
/// an undo step, as in a session, and blind where the plan is and its annotator was never shown the
/// prediction. What was answered so before is left alone.
[[nodiscard]] base::Result<SheetReport> importSheet(study::Study& study, base::RunId run,
                                                    std::string_view text);

/// The annotator of that name; NotFound, with how one comes to be, where there is none.
[[nodiscard]] base::Result<labels::Annotator> queueOwner(const study::Study& study, const std::string& name);

} // namespace faultline::workbench
