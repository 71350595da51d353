// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace faultline::ui {

/// Lets the keys of a button or a box act on it while it has the focus, before the keys of the window: Space
/// and Enter press a button, Down opens its menu, and both open a box. In dialogs Enter is the default
/// button's, and is left to Qt.
class ButtonKeys : public QObject {
    Q_OBJECT

public:
    explicit ButtonKeys(QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace faultline::ui
