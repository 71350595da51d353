// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace faultline::ui {

/// From what a run was asked for on this computer: what the user named, never what a study says.
struct RunSources {
    QString dataset; ///< folder or file; empty: nothing was asked for here
    QString model;
    QString worker; ///< its command; where there is one the paths are those of another computer
};

/// Kept on the study's desk (desk.h). @param study, run their UUIDs
[[nodiscard]] RunSources runSources(const QString& study, const QString& run);
void keepRunSources(const QString& study, const QString& run, const RunSources& sources);

} // namespace faultline::ui
