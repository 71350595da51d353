// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/plan.h"
#include "core/study/study.h"

#include <cstddef>
#include <string>
#include <vector>

namespace faultline::workbench {

/// What comes next for somebody who has answered all that a plan asks of them.
struct SessionEnd {
    struct OpenQueue {
        std::string annotator;
        std::size_t places = 0, answered = 0;
    };
    std::vector<OpenQueue> open; ///< of the others who are asked, and who have begun
    std::size_t others = 0;      ///< how many these are, with those who are done
    std::size_t disputed = 0;    ///< items on which two labels differ and nobody has decided
};

[[nodiscard]] base::Result<SessionEnd> sessionEnd(const study::Study& study, const plans::Plan& plan,
                                                  const std::string& annotator);

} // namespace faultline::workbench
