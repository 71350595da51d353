// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include "core/base/text.h"
#include "core/training/measurement.h"
#include "core/training/schedule.h"

#include <algorithm>
#include <cmath>

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::uint32_t reportsPerEpoch = 20;

AugmentationRules rulesOf(const TrainingTask& task) {
    AugmentationRules rules;
    rules.cutout = task.options.cutout;
    for (std::size_t channel = 0; channel < rules.fill.size(); ++channel)
        rules.fill[channel] = static_cast<std::uint8_t>(std::lround(task.statistics.mean[channel] * 255));
    return rules;
}

/// One training in this process.
class Run {
public:
    Run(const TrainingTask& task, const Checkpoint& from, Learner learner, const std::stop_token& stop,
        const TrainingHooks& hooks)
        : m_task(task)
        , m_learner(std::move(learner))
        , m_stop(stop)
        , m_hooks(hooks)
        , m_rules(rulesOf(task))
        , m_measured(task.measuredSamples())
        , m_step(from.step)
        , m_firstStep(from.step)
        , m_history(from.history) {}

    Result<TrainingOutcome> toTheEnd() {
        while (m_step < m_task.steps() || epochIsOver()) {
            if (m_stop.stop_requested())
                return stopped();
            const Result<> done = epochIsOver() ? endEpoch() : takeStep();
            if (!done && done.error().kind == ErrorKind::Cancelled)
                return stopped();
            FAULTLINE_CHECK(done);
        }
        FAULTLINE_TRY(last, checkpoint());
        return TrainingOutcome{Ending::Finished, std::move(last)};
    }

private:
    [[nodiscard]] std::uint32_t perEpoch() const { return m_task.stepsPerEpoch(); }
    [[nodiscard]] auto epoch() const { return static_cast<std::uint32_t>(m_history.size()); }
    /// All its steps are done and it is not measured yet.
    [[nodiscard]] bool epochIsOver() const { return m_step == (std::uint64_t{epoch()} + 1) * perEpoch(); }

    Result<> takeStep() {
        const auto started = Clock::now();
        if (m_order.empty() || m_orderOf != epoch()) {
            m_orderOf = epoch();
            m_order = epochOrder(m_task.samples.training, m_task.options.seed, m_orderOf);
        }
        const auto step = static_cast<std::uint32_t>(m_step % perEpoch());
        const auto samples = stepOf(m_order, step, perEpoch());
        const Batch batch = augmentedBatch(m_task.train, samples, m_rules, m_task.options.seed, m_orderOf);
        FAULTLINE_CHECK(m_learner.step(batch, ruleOf(m_step)));
        ++m_step;
        m_images += samples.size();
        const bool isLast = step + 1 == perEpoch();
        const std::uint32_t every = std::max(1u, perEpoch() / reportsPerEpoch);
        if (isLast || (step + 1) % every == 0) { // the tally waits for a GPU, so it belongs to the time
            FAULTLINE_TRY(tally, soundTally());
            m_trainingTime += Clock::now() - started;
            if (!isLast)
                report(step + 1, tally, std::nullopt);
            return {};
        }
        m_trainingTime += Clock::now() - started;
        return {};
    }

    Result<> endEpoch() {
        FAULTLINE_TRY(tally, soundTally());
        FAULTLINE_TRY(state, m_learner.state());
        FAULTLINE_TRY(correct, countCorrect(m_task, state.weights, m_task.measuredSet(), m_measured, m_stop));
        const auto images = static_cast<double>(tally.images);
        const double accuracy = static_cast<double>(correct) / static_cast<double>(m_measured.size());
        report(perEpoch(), tally, accuracy);
        m_history.push_back({tally.loss / images, static_cast<double>(tally.correct) / images, accuracy});
        FAULTLINE_CHECK(m_learner.setTally({}));
        return m_hooks.keep ? m_hooks.keep({std::move(state), m_step, {}, m_history}) : Result<>{};
    }

    Result<TrainingOutcome> stopped() {
        FAULTLINE_TRY(last, checkpoint());
        if (m_hooks.keep)
            FAULTLINE_CHECK(m_hooks.keep(last));
        return TrainingOutcome{Ending::Stopped, std::move(last)};
    }

    Result<Checkpoint> checkpoint() {
        FAULTLINE_TRY(tally, soundTally());
        FAULTLINE_TRY(state, m_learner.state());
        return Checkpoint{std::move(state), m_step, tally, m_history};
    }

    Result<Tally> soundTally() {
        FAULTLINE_TRY(tally, m_learner.tally());
        if (std::isfinite(tally.loss))
            return tally;
        return failure(ErrorKind::InvalidInput,
                       "the training diverged in epoch " + std::to_string(epoch() + 1) +
                           ": its loss is not finite; start anew with a smaller learning rate than " +
                           base::numberText(m_task.options.learningRate));
    }

    [[nodiscard]] StepRule ruleOf(std::uint64_t step) const {
        const TrainingOptions& options = m_task.options;
        return {oneCycleLearningRate(options.learningRate, step, m_task.steps()), options.momentum,
                options.weightDecay, options.labelSmoothing};
    }

    void report(std::uint32_t step, const Tally& tally, std::optional<double> accuracy) {
        if (!m_hooks.progress)
            return;
        const auto images = static_cast<double>(tally.images);
        Progress progress{epoch() + 1, m_task.options.epochs, step,
                          perEpoch(),  tally.loss / images,   static_cast<double>(tally.correct) / images,
                          accuracy};
        if (m_trainingTime.count() > 0)
            progress.imagesPerSecond = static_cast<double>(m_images) / m_trainingTime.count();
        if (m_step > m_firstStep) {
            const Seconds each =
                Seconds(Clock::now() - m_started) / static_cast<double>(m_step - m_firstStep);
            progress.remaining = std::chrono::duration_cast<std::chrono::seconds>(
                each * static_cast<double>(m_task.steps() - m_step));
        }
        m_hooks.progress(progress);
    }

    const TrainingTask& m_task;
    Learner m_learner;
    std::stop_token m_stop;
    const TrainingHooks& m_hooks;
    AugmentationRules m_rules;
    Samples m_measured;
    std::uint64_t m_step, m_firstStep; ///< since the beginning; where this process began
    std::vector<EpochResult> m_history;
    Samples m_order;
    std::uint32_t m_orderOf = 0; ///< epoch, from 0
    std::uint64_t m_images = 0;  ///< trained on by this process
    Seconds m_trainingTime{0};
    Clock::time_point m_started = Clock::now();
};

} // namespace

Result<TrainingOutcome> train(const TrainingTask& task, Checkpoint from, const std::stop_token& stop,
                              const TrainingHooks& hooks) {
    FAULTLINE_TRY(learner, Learner::create(task.plan, from.state, task.statistics, task.device));
    FAULTLINE_CHECK(learner.setTally(from.tally));
    return Run(task, from, std::move(learner), stop, hooks).toTheEnd();
}

} // namespace faultline::training
