// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace faultline::ui {
class Cursor;
class LabelActions;
class MessageBar;
class RunBar;
} // namespace faultline::ui

namespace faultline::app {

/// What is told of a decision goes with the next one, and what offers nothing with the failure that it is
/// about. All outlive the window.
void tellOfLabels(ui::MessageBar& notices, const ui::LabelActions& labels, const ui::Cursor& cursor);

/// Beside a notice, too, it can be read how far the run is. Both lie in the same window.
void keepInSight(ui::RunBar& run, ui::MessageBar& notices);

} // namespace faultline::app
