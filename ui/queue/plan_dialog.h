// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/labelling_plan.h"
#include "ui/workspace/workspace.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace faultline::ui {

class PeopleField;

/// Asks what a plan of the shown run is to be, and makes it. It begins with the choices of the plan that
/// stands, where one does. A fault stands in the dialog, and nothing typed is lost: what is hidden and shown
/// again is as it was.
class PlanDialog : public QDialog {
    Q_OBJECT

public:
    explicit PlanDialog(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] workbench::PlanRequest request() const;

Q_SIGNALS:
    /// The sentence says what the plan has.
    void made(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void layOut();
    void layOutGuidelines(QFormLayout& form);
    void growToContent();
    void refresh();
    /// What the plan that stands has chosen.
    void choose(const plans::Plan& plan);
    /// Asks how far the plan is, and who its people are.
    void askForStanding();
    void takeStanding(const plans::Plan& plan, const std::vector<workbench::AnnotatorQueue>& queues);
    /// Asks how many items the usual overlap would be, of what is chosen now.
    void askForUsualOverlap();
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
    PeopleField* m_people;
    QSpinBox* m_minimum; ///< its smallest value: all
    QLineEdit* m_seed;
    QComboBox* m_order;
    QCheckBox* m_blind;
    QCheckBox* m_truth;
    QPlainTextEdit* m_guidelines;
    QPushButton* m_readGuidelines;
    QLabel* m_standing; ///< of a plan that is there already
    QLabel* m_problem;
    QPushButton* m_make;
    QWidget* m_content = nullptr;
    QTimer m_askSoon;        ///< a number that is still changed is not counted
    base::Latest m_counting; ///< of the usual overlap
};

} // namespace faultline::ui
