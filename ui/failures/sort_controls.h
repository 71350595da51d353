// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QComboBox>
#include <QToolButton>
#include <QWidget>

namespace faultline::ui {

/// What the failures are sorted by, and which of them come first.
class SortControls : public QWidget {
    Q_OBJECT

public:
    explicit SortControls(Workspace& workspace, QWidget* parent = nullptr);

    /// The study has other things to sort by.
    void refreshKeys();
    /// After which the tab order goes on.
    [[nodiscard]] QWidget* lastWidget() const { return m_direction; }

Q_SIGNALS:
    /// The user has chosen.
    void left();

private:
    void refresh();

    Workspace& m_workspace;
    QComboBox* m_key;
    QToolButton* m_direction;
};

} // namespace faultline::ui
