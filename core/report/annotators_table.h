// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/tables.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace faultline::report {

/// An annotator of a study.
struct AnnotatorRow {
    std::string name, uuid;
    std::size_t labels = 0; ///< items that they hold something of, in all runs
    bool isAdjudicator = false;
    struct Joined {
        std::string name, uuid;
    };
    std::vector<Joined> joined{}; ///< whose labels count as theirs
};

/// JSON: an array of {name, uuid, labels, adjudicator, joined: [{name, uuid}]}.
[[nodiscard]] std::string annotatorsTable(TableFormat format, std::span<const AnnotatorRow> rows);

} // namespace faultline::report
