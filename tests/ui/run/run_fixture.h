// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"
#include "ui/run/evaluation.h"
#include "ui/run/worker_process.h"
#include "ui/run/worker_timeouts.h"

#include <functional>
#include <memory>
#include <vector>

#include <QString>

namespace faultline::tests {

/// The scripted worker as a worker command, with FAULTLINE_SCRIPTED_… settings ("FAULT=die").
[[nodiscard]] QString scriptedWorker(const QStringList& settings = {});

/// Runs the event loop until `condition` holds; false when it does not within a minute.
bool waitUntil(const std::function<bool()>& condition);

/// A synthetic data set, a model file and a place for studies.
class RunFixture {
public:
    RunFixture();

    [[nodiscard]] ui::EvaluationRequest request(const QStringList& settings = {}) const;
    [[nodiscard]] std::filesystem::path study() const { return m_folder / "a.faultline"; }
    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }

    static constexpr std::uint32_t images = 200;

private:
    TemporaryFolder m_folder;
};

/// What one evaluation told, from its start to its end.
struct Told {
    int endings = 0;
    ui::EvaluationEnding ending = ui::EvaluationEnding::Failed;
    ui::EvaluationSummary summary;
    base::Error error;
    std::vector<ui::EvaluationProgress> progress;
    int opened = 0, ready = 0, batches = 0;
    std::uint64_t failuresStored = 0;
    std::shared_ptr<ui::StudyThread> study;
};

/// An evaluation whose signals are written down.
class Listener {
public:
    explicit Listener(const ui::WorkerTimeouts& timeouts = {});

    ui::Evaluation evaluation;
    Told told;

    /// Waits for the next ending and for the worker's process to be gone.
    void wait();
};

/// Starts, waits, and lets go of the study.
[[nodiscard]] Told evaluated(const ui::EvaluationRequest& request, const ui::WorkerTimeouts& timeouts = {});

/// What a study holds of its run.
struct StoredRun {
    study::RunState state;
    std::vector<model::Prediction> predictions, failures;
    std::vector<base::SampleIndex> controls;
};
[[nodiscard]] StoredRun storedRun(const std::filesystem::path& study);

} // namespace faultline::tests
