// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

namespace faultline::ui {

/// Runs that take equally long for each image, as far as can be told before they start.
struct RunKind {
    QString worker;    ///< its command; empty: this computer's
    QString model;     ///< the architecture, or the file of a model that does not tell it
    QString images;    ///< the data set's layout, and its name where that does not fix the images' size
    QString device;    ///< as it is asked for: "auto"
    QString precision; ///< as it is asked for
};

/// How fast a run was, and on what.
struct RunSpeed {
    double imagesPerSecond = 0; ///< from the first image read to the last result stored
    QString device;             ///< "cpu", "cuda:0"
};

/// Of the last run of this kind that was finished here; nothing: there was none. Kept with the user's
/// settings, of the kinds that were used last.
[[nodiscard]] std::optional<RunSpeed> runSpeed(const RunKind& kind);
void keepRunSpeed(const RunKind& kind, const RunSpeed& speed);

} // namespace faultline::ui
