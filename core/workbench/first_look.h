// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"
#include "core/dataset/open.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace faultline::model {
struct RunOptions;
}

namespace faultline::workbench {

// What can be told of data set and model before a run is asked for, without a worker: so that what is wrong
// is said where it was typed. The worker looks anew and decides.

/// @param job stopped, it ends with ErrorKind::Cancelled as soon as it can
[[nodiscard]] base::Result<dataset::SetOutline>
lookAtDataset(const std::filesystem::path& path, const model::RunOptions& options, const base::Job& job);

enum class ModelKind {
    Checkpoint,  ///< named tensors
    Program,     ///< TorchScript
    Graph,       ///< ONNX
    Predictions, ///< made elsewhere
};

struct ModelOutline {
    ModelKind kind = ModelKind::Checkpoint;
    std::string architecture;            ///< "resnet18"; empty: only running it would tell
    std::vector<std::string> classes;    ///< of the outputs; empty: only opening it would tell
    bool classesNamed = false;           ///< by the file
    bool preprocessingOpen = false;      ///< the file does not say it, so that it is found by trial
    std::vector<std::string> networks{}; ///< of a file that holds several: their names, the usual one first
};

/// Reads the file as the worker does, as far as that needs no LibTorch. Fails with the worker's sentence.
[[nodiscard]] base::Result<ModelOutline> lookAtModel(const std::filesystem::path& path);

/// Refuses two that don't fit as far as they are known: the rule of the options finds no class for an output,
/// or no output for a class.
[[nodiscard]] base::Result<> checkFit(const dataset::SetOutline& images, const ModelOutline& model,
                                      const model::RunOptions& options);

/// Whether it makes a difference how the outputs find their classes: not where they have the data set's
/// names in its order.
[[nodiscard]] bool classesMatter(const dataset::SetOutline& images, const ModelOutline& model);

} // namespace faultline::workbench
