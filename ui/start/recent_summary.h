// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace faultline::workbench {
struct RunProgress;
}

namespace faultline::ui {

class Workspace;

/// What a recent study tells of itself, as it was when it was last open here.
struct RecentSummary {
    QString about;       ///< "resnet18 × CIFAR-10"
    QString progress;    ///< "903 failures · 90 decided", and that a run is unfinished
    QDateTime decidedAt; ///< the annotator's last decision; invalid: none
    QByteArray picture;  ///< the current failure as a small PNG; empty: none at hand
};

/// Of the open study and its shown run, as far as the window knows it.
[[nodiscard]] RecentSummary summaryOf(Workspace& workspace);
/// "903 failures · 90 decided · unfinished, 40 %". @param decided of the failures, by the annotator
[[nodiscard]] QString progressText(const workbench::RunProgress& progress, int decided);

} // namespace faultline::ui
