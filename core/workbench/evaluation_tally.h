// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/results.h"
#include "core/study/run_log.h"
#include "core/workbench/evaluation_values.h"
#include "core/workbench/rate_meter.h"

#include <chrono>

namespace faultline::workbench {

/// Counts and times of an evaluation. Told the time since its start, so that it needs no clock of its own.
class EvaluationTally {
public:
    using Time = std::chrono::milliseconds;

    /// What earlier calls stored.
    void resume(const study::RunState& state);
    /// Data set and model are open: the first image is read.
    void open(std::uint32_t positions, Time now);
    void store(const model::BatchReport& batch, Time now);
    /// The controls are stored.
    void finish(Time now);

    [[nodiscard]] const EvaluationProgress& progress() const { return m_progress; }
    [[nodiscard]] const EvaluationSummary& summary() const { return m_summary; }

private:
    void add(std::uint64_t samples, std::uint64_t failures);

    Time m_openedAt{};
    RateMeter m_rate;
    EvaluationProgress m_progress;
    EvaluationSummary m_summary;
};

} // namespace faultline::workbench
