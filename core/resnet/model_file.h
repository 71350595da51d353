// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/result.h"
#include "core/model/model_info.h"
#include "core/model/run_options.h"
#include "core/resnet/folded_weights.h"

namespace faultline::resnet {

struct ModelFile {
    model::ModelInfo info;
    FoldedWeights weights;
    bool classesNamed = false;         ///< by the file
    bool preprocessingOpen = false;    ///< neither the file nor the options say it
    bool maxPoolOpen = false;          ///< neither the tensors nor file and options say it
    std::vector<std::string> networks; ///< of a file that holds several: their names, that of the taken first
};

/// Reads a checkpoint of a ResNet (formats/checkpoint.h), and from its metadata or the facts beside its state
/// dict: `architecture`, `classes` (a JSON list of names), `mean` and `std` (JSON lists of three numbers, of
/// x / 255), and a stated accuracy (test_accuracy, acc, best_prec1 and their like; a share or per cent). What
/// the options say comes before the file. Without names the classes are "0", "1", … Errors name the file,
/// whose bytes are let go.
[[nodiscard]] base::Result<ModelFile> readModelFile(base::FileContents file,
                                                    const model::RunOptions& options);

} // namespace faultline::resnet
