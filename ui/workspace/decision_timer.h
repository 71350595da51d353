// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/decision_clock.h"

#include <QElapsedTimer>
#include <QObject>

namespace faultline::ui {

/// A decision clock that hears of the application's input and of its becoming active and inactive.
class DecisionTimer : public QObject {
    Q_OBJECT

public:
    explicit DecisionTimer(QObject* parent = nullptr);

    /// Another item became current.
    void restart();
    /// While nobody looks at it no time is counted.
    void setWatching(bool isWatching);
    /// Since then; 0 before the first item.
    [[nodiscard]] std::chrono::milliseconds elapsed() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::chrono::milliseconds now() const;

    QElapsedTimer m_steady;
    workbench::DecisionClock m_clock;
    bool m_hasItem = false;
};

} // namespace faultline::ui
