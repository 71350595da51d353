// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/evaluation_tally.h"

namespace faultline::workbench {

namespace {

double seconds(std::chrono::milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

} // namespace

std::optional<double> EvaluationTally::prepare(const std::string& what, std::uint64_t done,
                                               std::uint64_t total, Time now) {
    if (what != m_preparation || done < m_prepared) {
        m_preparation = what;
        m_preparationRate.start(now);
    } else {
        m_preparationRate.add(now, static_cast<std::uint32_t>(done - m_prepared));
    }
    m_prepared = done;
    const double rate = m_preparationRate.imagesPerSecond();
    if (rate <= 0 || done > total)
        return std::nullopt;
    return static_cast<double>(total - done) / rate;
}

void EvaluationTally::resume(const study::RunState& state) {
    add(state.done, state.failures);
}

void EvaluationTally::open(std::uint32_t positions, Time now, Time before) {
    m_progress.positions = positions;
    m_openedAt = now - before;
    m_rate.start(now);
}

void EvaluationTally::store(const model::BatchReport& batch, Time now) {
    const auto count = static_cast<std::uint32_t>(batch.predictions.size());
    add(count, batch.failures.size());
    m_summary.evaluated += count;
    m_summary.seconds = seconds(now - m_openedAt);
    if (!m_summary.secondsToFirstFailure && !batch.failures.empty())
        m_summary.secondsToFirstFailure = seconds(now);
    m_rate.add(now, count);
    m_progress.imagesPerSecond = m_rate.imagesPerSecond();
    if (m_progress.imagesPerSecond > 0)
        m_progress.remainingSeconds = (m_progress.positions - m_progress.done) / m_progress.imagesPerSecond;
}

void EvaluationTally::finish(Time now) {
    m_summary.seconds = seconds(now - m_openedAt);
}

void EvaluationTally::add(std::uint64_t samples, std::uint64_t failures) {
    m_progress.done += static_cast<std::uint32_t>(samples);
    m_summary.samples += samples;
    m_summary.failures += failures;
    m_summary.correct = m_summary.samples - m_summary.failures;
}

} // namespace faultline::workbench
