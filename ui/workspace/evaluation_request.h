// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/run_options.h"

#include <filesystem>

#include <QMetaType>
#include <QString>

namespace faultline::ui {

/// What to evaluate and where to keep it: the start page and the command line fill it, the run carries it
/// out.
struct EvaluationRequest {
    QString dataset; ///< folder, as the worker sees it
    QString model;   ///< file, as the worker sees it
    model::RunOptions options;
    std::filesystem::path study; ///< created after the first batch, or resumed
    bool isFurtherRun = false;   ///< added to the study, which is there and has no unfinished run
    QString runName;             ///< of a new run; empty: after the model
    bool isPlannedFirst = false; ///< no failure is shown before it is planned who labels what
    QString workerCommand;       ///< empty: the faultline-worker that belongs to this program
};

} // namespace faultline::ui
