// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QAction;

namespace faultline::ui {

class Evaluation;

/// The search for the preprocessing of a run that is added to an open study, beside the window: the study can
/// be labelled meanwhile. It closes when the search is over.
class SearchDialog : public QDialog {
    Q_OBJECT

public:
    /// @param cancel stops the run; @param evaluation is followed, and outlives the dialog
    SearchDialog(QAction* cancel, Evaluation* evaluation, QWidget* parent);
};

} // namespace faultline::ui
