// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/plan.h"
#include "core/report/tables.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace faultline::report {

/// A plan and how far its annotators are.
struct PlanView {
    struct OfAnnotator {
        std::string name;
        std::size_t asked = 0; ///< places of the queue, repeats among them
        std::size_t answered = 0;
    };
    plans::Plan plan;
    std::vector<OfAnnotator> annotators;
    std::map<base::ClassId, std::uint32_t> lackingControls; ///< known when the plan is made
};

/// JSON: one object {version, uuid, created_at, failures, controls, overlap, repeats, order, blind,
/// truth_shown, minimum, seed, items, strata: [{stratum, items, size, inclusion}], annotators: [{name, asked,
/// answered}], lacking_controls: [{true, count}]}; of a package {version, uuid, created_at, package: true,
/// blind, truth_shown, items, annotators}.
[[nodiscard]] std::string planTable(TableFormat format, const PlanView& view,
                                    std::span<const std::string> classes);

/// One place of a queue, without anything that tells what the model predicted.
struct QueueRow {
    std::size_t position = 0;
    base::SampleIndex sample;
    std::string truth; ///< class; empty: the plan hides it
    bool isRepeat = false;
    bool isAnswered = false;
};

/// JSON: an array of {position, index, true, repeat, answered}; true is null where the plan hides it.
[[nodiscard]] std::string queueTable(TableFormat format, std::span<const QueueRow> rows);

} // namespace faultline::report
