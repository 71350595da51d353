// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QObject>

class QKeyEvent;

namespace faultline::ui {

/// Sees that a key which is held acts once. X11 tells of a repeat as of a release and a press, and Qt takes
/// them for one only where both have arrived when it looks; else the press is said to be a new one. So what
/// is pressed no later after its own release than any finger could is a repeat, whatever is said of it, and
/// does nothing: it neither triggers a key of the window nor types into what the first press has opened.
/// Where the first press was typed into the same field it is a letter, since a slow line may hand on several
/// at once.
class HeldKeys : public QObject {
    Q_OBJECT

public:
    /// To be made after all others that look at the application's keys: it is asked before them.
    explicit HeldKeys(QObject* parent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool isRepeat(const QKeyEvent& press) const;

    QHash<quint32, quint64> m_released;      ///< scan code → when, in the window system's milliseconds
    QHash<quint32, const void*> m_pressedIn; ///< scan code → what had the focus at its first press
};

} // namespace faultline::ui
