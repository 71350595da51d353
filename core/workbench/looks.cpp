// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/looks.h"

namespace faultline::workbench {

base::Result<LooksBySample> looksOf(const study::Study& study, std::span<const base::SampleIndex> samples,
                                    const Measure& measure) {
    LooksBySample looks;
    FAULTLINE_CHECK(study.pictures().visit(
        samples, [&](base::SampleIndex sample, const base::Result<base::Image>& picture) {
            if (picture)
                if (const auto measured = measure(picture->view()))
                    looks.emplace(sample, *measured);
            return study::Visit::GoOn;
        }));
    return looks;
}

} // namespace faultline::workbench
