// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QWidget;

namespace faultline::ui {

/// Lets a screen reader say at once what the widget tells by its accessible name and description, whatever
/// has the keys.
void announce(QWidget* widget);

/// Whoever wants to hear of it as well, as the tests do: Qt tells nobody but a screen reader that is there.
/// @param heard empty: nobody any more
void listenToAnnouncements(std::function<void(const QWidget&)> heard);

} // namespace faultline::ui
