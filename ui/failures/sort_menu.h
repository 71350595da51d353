// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QMenu>

namespace faultline::ui {

/// "Sort by": what the failures are sorted by, and which of them come first, in words.
class SortMenu : public QMenu {
    Q_OBJECT

public:
    explicit SortMenu(Workspace& workspace, QWidget* parent = nullptr);

private:
    void fill();

    Workspace& m_workspace;
};

} // namespace faultline::ui
