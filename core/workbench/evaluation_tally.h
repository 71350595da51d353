// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/results.h"
#include "core/study/run_log.h"
#include "core/workbench/evaluation_values.h"
#include "core/workbench/rate_meter.h"

#include <chrono>
#include <optional>
#include <string>

namespace faultline::workbench {

/// Counts and times of an evaluation. Told the time since its start, so that it needs no clock of its own.
class EvaluationTally {
public:
    using Time = std::chrono::milliseconds;

    /// What is done before data set and model are open: how far it is. Answers with the seconds that are
    /// left, where its speed tells them.
    std::optional<double> prepare(const std::string& what, std::uint64_t done, std::uint64_t total, Time now);
    /// What earlier calls stored.
    void resume(const study::RunState& state);
    /// Data set and model are open: the first image is read.
    /// @param before for so long images were computed already
    void open(std::uint32_t positions, Time now, Time before = {});
    void store(const model::BatchReport& batch, Time now);
    /// The controls are stored.
    void finish(Time now);

    [[nodiscard]] const EvaluationProgress& progress() const { return m_progress; }
    [[nodiscard]] const EvaluationSummary& summary() const { return m_summary; }

private:
    void add(std::uint64_t samples, std::uint64_t failures);

    std::string m_preparation; ///< what is being prepared
    std::uint64_t m_prepared = 0;
    RateMeter m_preparationRate;
    Time m_openedAt{};
    RateMeter m_rate;
    EvaluationProgress m_progress;
    EvaluationSummary m_summary;
};

} // namespace faultline::workbench
