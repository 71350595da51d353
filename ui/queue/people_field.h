// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/plan_people.h"
#include "ui/workspace/workspace.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace faultline::ui {

/// Where it is typed among whom a plan is divided; below stands who that is, and who of them is new in the
/// study, or why it is nobody.
class PeopleField : public QWidget {
    Q_OBJECT

public:
    explicit PeopleField(Workspace& workspace, QWidget* parent = nullptr);

    /// What has the focus, for the label's mnemonic.
    [[nodiscard]] QLineEdit* edit() const { return m_edit; }
    /// As typed, without what is empty.
    [[nodiscard]] std::vector<std::string> typed() const;
    [[nodiscard]] bool isRefused() const { return !people().has_value(); }

private:
    [[nodiscard]] base::Result<workbench::PlanPeople> people() const;
    void refresh();

    Workspace& m_workspace;
    QLineEdit* m_edit;
    QLabel* m_note;
};

} // namespace faultline::ui
