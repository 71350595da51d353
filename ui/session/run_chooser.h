// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QComboBox>

namespace faultline::ui {

/// Which run of the open study is shown; there only where the study has several.
class RunChooser : public QComboBox {
    Q_OBJECT

public:
    explicit RunChooser(Workspace& workspace, QWidget* parent = nullptr);

    /// Fills in the runs as the study has them now.
    void refresh();

Q_SIGNALS:
    /// There is something to choose, or nothing any more: a toolbar shows or hides the widget by it.
    void offered(bool offered);

private:
    Workspace& m_workspace;
};

} // namespace faultline::ui
