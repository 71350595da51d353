// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/failure_modes.h"

#include <optional>

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace faultline::ui {

/// Asks what a failure mode is to be. It stays until what was wished is done: a fault stands in it, and
/// nothing typed is lost.
class ModeEditor : public QDialog {
    Q_OBJECT

public:
    /// @param known the mode that is changed; nothing: a new one
    ModeEditor(labels::Taxonomy taxonomy, std::optional<labels::Mode> known, QWidget* parent = nullptr);

    [[nodiscard]] workbench::ModeWish wish() const;
    /// Why it was not done.
    void showProblem(const QString& sentence);

Q_SIGNALS:
    void wished();

private:
    void layOut();
    void offerKeys(const labels::Mode& shown);
    void fillFrom(const labels::Mode& shown);
    void followName();
    void chooseColour();
    void refresh();

    labels::Taxonomy m_taxonomy;
    std::optional<labels::Mode> m_known;
    QLineEdit* m_name;
    QLineEdit* m_slug;
    QComboBox* m_digit;
    QComboBox* m_letter;
    QLineEdit* m_colour;
    QPushButton* m_choose;
    QPlainTextEdit* m_definition;
    QLabel* m_warning;
    QLabel* m_problem;
    QPushButton* m_done;
    bool m_isSlugTyped = false;
};

} // namespace faultline::ui
