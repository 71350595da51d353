// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace faultline::ui {
class DeskKeeper;
class Shell;
class Workspace;
} // namespace faultline::ui

namespace faultline::app {

struct Features;

/// What a person finds as they left it when a study is opened again: page, sizes, choices, places put off.
/// @param features, workspace, window outlive the keeper
void keepOnDesk(ui::DeskKeeper& desk, const Features& features, ui::Workspace& workspace, ui::Shell& window);

} // namespace faultline::app
