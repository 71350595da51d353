// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/plain_text.h"

#include <QTimer>

namespace faultline::ui {

/// A quiet line that reminds of a break after so many minutes of a session, for a minute, and then again.
class BreakReminder : public PlainLabel {
    Q_OBJECT

public:
    static constexpr int usualMinutes = 30;

    explicit BreakReminder(QWidget* parent = nullptr);

    /// The session begins: minutes count from now on.
    void begin();
    void end();
    /// One of them has passed.
    void passMinute();

    /// The user's setting; 0: never. It applies at once.
    [[nodiscard]] static int minutesSetting();
    static void setMinutesSetting(int minutes);

private:
    QTimer m_minute;
    int m_passed = 0; ///< minutes since the session began, or since it was reminded of last
};

} // namespace faultline::ui
