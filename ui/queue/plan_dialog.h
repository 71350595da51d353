// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/labelling_plan.h"
#include "ui/workspace/workspace.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace faultline::ui {

/// Asks what a plan of the shown run is to be, and makes it. A fault stands in the dialog, and nothing typed
/// is lost.
class PlanDialog : public QDialog {
    Q_OBJECT

public:
    explicit PlanDialog(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] workbench::PlanRequest request() const;

Q_SIGNALS:
    /// The sentence says what the plan has.
    void made(const QString& sentence);

private:
    void layOut();
    void refresh();
    void readGuidelines();
    void make();
    void take(const base::Result<workbench::PlanMade>& plan);

    Workspace& m_workspace;
    QComboBox* m_failures;
    QSpinBox* m_failureCount;
    QComboBox* m_controls;
    QSpinBox* m_controlCount;
    QSpinBox* m_overlap; ///< its smallest value: as usual
    QSpinBox* m_repeats;
    QLineEdit* m_annotators;
    QSpinBox* m_minimum; ///< its smallest value: all
    QLineEdit* m_seed;
    QComboBox* m_order;
    QCheckBox* m_blind;
    QCheckBox* m_truth;
    QPlainTextEdit* m_guidelines;
    QPushButton* m_readGuidelines;
    QLabel* m_problem;
    QPushButton* m_make;
};

} // namespace faultline::ui
