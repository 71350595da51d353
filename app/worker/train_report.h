// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/model_output.h"
#include "core/training/trainer.h"

#include <filesystem>
#include <string>

namespace faultline::app {

/// "resnet18 (11,173,962 parameters) on CIFAR-10, 50,000 images; cpu (AMD EPYC), bf16, 2 threads, …"
[[nodiscard]] std::string taskText(const training::TrainingTask& task);
/// "epoch  3/15  loss 0.8213  train 71.20 %  test 70.11 %  148 images/s  1 h 02 min left"
[[nodiscard]] std::string progressText(const training::Progress& progress,
                                       const training::TrainingTask& task);

/// What a finished training came to, for people or as one JSON object; both end with a line break.
struct TrainingReport {
    std::filesystem::path output;
    const training::TrainingTask* task = nullptr;
    const training::TrainedModel* model = nullptr;
    std::vector<training::EpochResult> history;
    double seconds = 0; ///< of this process
};
[[nodiscard]] std::string reportText(const TrainingReport& report);
[[nodiscard]] std::string reportJson(const TrainingReport& report);

/// Progress on stderr: on a terminal one line that is written anew, kept at the end of an epoch; elsewhere
/// the kept lines alone.
class TrainingLines {
public:
    TrainingLines();
    void show(const training::Progress& progress, const training::TrainingTask& task);
    /// Ends a line that is still open.
    void close();

private:
    bool m_isTerminal;
    bool m_isOpen = false;
};

} // namespace faultline::app
