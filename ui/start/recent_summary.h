// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace faultline::ui {

class Workspace;

/// What a recent study tells of itself, as it was when it was last open here.
struct RecentSummary {
    QString about;       ///< "resnet18 × CIFAR-10"
    QString progress;    ///< "903 failures · 90 decided", and that a run is unfinished
    QDateTime decidedAt; ///< the annotator's last decision; invalid: none
    QByteArray picture;  ///< the current failure as a small PNG; empty: none at hand
};

/// A run of which images are left.
struct UnfinishedRun {
    std::uint64_t done = 0;
    std::uint64_t positions = 1;
};

/// Of the open study and its shown run. @param other another one of it
[[nodiscard]] RecentSummary summaryOf(Workspace& workspace, const std::optional<UnfinishedRun>& other = {});

} // namespace faultline::ui
