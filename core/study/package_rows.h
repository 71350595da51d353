// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"
#include "core/plans/plan.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

/// What a package is made for.
struct PackageRequest {
    plans::Plan plan;
    labels::Annotator annotator;
    std::vector<plans::QueuePlace> places; ///< of the annotator's queue
    std::vector<base::SampleIndex> pinned; ///< pictures that the guidelines show
};

/// Fills a new file, whose tables are empty, with what the annotator needs and nothing that tells what the
/// model predicted, what others said, or which items are controls: pictures, plan and queue, failure modes,
/// their own labels and what was shown to them. Inside Database::reading() of the one and writing() of the
/// other.
[[nodiscard]] base::Result<> fillPackage(const Database& package, const Database& study,
                                         const PackageRequest& request);

} // namespace faultline::study
