// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QToolButton>

namespace faultline::ui {

/// Who is labelling: the toolbar button with the annotators of the study and "New annotator …". Its menu()
/// stands in the menu "Edit", too.
class AnnotatorButton : public QToolButton {
    Q_OBJECT

public:
    explicit AnnotatorButton(Workspace& workspace, QWidget* parent = nullptr);

    /// The login name, which is the annotator until another is chosen.
    [[nodiscard]] static QString loginName();

private:
    void fillMenu();
    void refresh();

    Workspace& m_workspace;
};

} // namespace faultline::ui
