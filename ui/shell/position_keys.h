// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/key_positions.h"

#include <QObject>

class QAction;
class QWidget;

namespace faultline::ui {

/// Lets the window's keys act by their place on the keyboard where what they type is no key of the window: on
/// layouts without Latin letters, and where digits and signs stand elsewhere; in its dialogs the mnemonics
/// do, too. What is typed into a field is typed; Ctrl+Z and its kin act in it, too.
class PositionKeys : public QObject {
    Q_OBJECT

public:
    explicit PositionKeys(QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] bool isReceiver(const QWidget& widget) const;
    bool act(QWidget& receiver, const QKeyEvent& event, Qt::Key meant);
    static bool actAsMnemonic(const QWidget& receiver, const QKeyEvent& event, Qt::Key meant);
    /// One that a key of the window would trigger now; nullptr: none.
    [[nodiscard]] QAction* actionFor(const QKeySequence& key) const;

    QWidget* m_window;
    KeyPositions m_positions;
};

} // namespace faultline::ui
