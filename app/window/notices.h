// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QKeyEvent;

namespace faultline::ui {
class FailuresView;
class LabelActions;
class MessageBar;
class RunBar;
class Workspace;
} // namespace faultline::ui

namespace faultline::app {

/// What is told of a decision, or of a step that went nowhere, goes with the next decision; and with the
/// failure, or the place of the queue, that it is about, unless it offers to take back or do again. All
/// outlive the window.
void tellOfLabels(ui::MessageBar& notices, const ui::LabelActions& labels, const ui::FailuresView& failures,
                  ui::Workspace& workspace);

/// Whether the key says something of a failure, by an action that is off.
[[nodiscard]] bool isKeyInVain(const QKeyEvent& event, const ui::LabelActions& labels);

/// Beside a notice, too, it can be read how far the run is. Both lie in the same window.
void keepInSight(ui::RunBar& run, ui::MessageBar& notices);

} // namespace faultline::app
