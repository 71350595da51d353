// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/run_progress.h"

#include <utility>

namespace faultline::workbench {

base::Result<RunProgress> runProgress(const study::Study& study, base::RunId shown) {
    RunProgress progress;
    FAULTLINE_TRY(state, study.runs().state(shown));
    progress.shown = std::move(state);
    progress.positions = study.runs().header(shown).positions;
    for (const study::RunEntry& entry : study.runs().all()) {
        if (entry.id == shown)
            continue;
        FAULTLINE_TRY(other, study.runs().state(entry.id));
        if (!other.finished) {
            progress.other = UnfinishedRun{entry.id, std::move(other), entry.header.positions};
            break;
        }
    }
    return progress;
}

} // namespace faultline::workbench
