// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace faultline::ui {

/// Lets a screen reader say at once what the widget tells by its accessible name and description, whatever
/// has the keys.
void announce(QWidget* widget);

} // namespace faultline::ui
