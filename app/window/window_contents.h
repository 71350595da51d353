// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/contents.h"

namespace faultline::ui {
class Shell;
class Workspace;
} // namespace faultline::ui

namespace faultline::app {

struct Features;

/// Ids of pages, by which the desk of a study remembers them.
namespace pages {
inline const QString grid = QStringLiteral("grid");
inline const QString single = QStringLiteral("single");
inline const QString compare = QStringLiteral("compare");
inline const QString session = QStringLiteral("session");
inline const QString adjudication = QStringLiteral("adjudication");
inline const QString verdict = QStringLiteral("verdict");
} // namespace pages

namespace panels {
inline const QString labels = QStringLiteral("labelsDock");
} // namespace panels

/// What the window shows of its features, and where: pages, panels, menus and toolbar.
/// @param features outlive the window's pages
[[nodiscard]] ui::Contents contentsOf(const Features& features, ui::Workspace& workspace, ui::Shell& window);

} // namespace faultline::app
