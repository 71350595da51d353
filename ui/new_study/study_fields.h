// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLabel;
class QToolButton;

namespace faultline::ui {

class FieldNote;
class PathField;
class RunOptionsForm;

/// The fields of a study that is to be made, or of a run in one: data set, model, where it is kept; all else
/// behind "Options". What they name is looked at elsewhere.
class StudyFields : public QWidget {
    Q_OBJECT

public:
    explicit StudyFields(QWidget* parent = nullptr);
    ~StudyFields() override;

    [[nodiscard]] PathField& dataset() const { return *m_dataset; }
    [[nodiscard]] PathField& model() const { return *m_model; }
    [[nodiscard]] PathField& studyFile() const { return *m_studyFile; }
    [[nodiscard]] RunOptionsForm& options() const { return *m_options; }
    /// Why something is asked, above all.
    [[nodiscard]] FieldNote& purpose() const { return *m_purpose; }
    /// With a worker command they are paths of another computer.
    [[nodiscard]] bool isRemote() const;

    /// Whether the model's file is trusted is asked of a program alone.
    void askForTrust(bool isAsked);
    [[nodiscard]] bool isTrustAsked() const;
    [[nodiscard]] bool isTrusted() const;
    void focusTrust();
    /// Whether it is planned before a failure is shown.
    [[nodiscard]] bool isPlannedFirst() const;
    void hidePlanFirst();
    /// One line: what will happen, or what lacks.
    void tellOutlook(const QString& text);
    void showOptions();

Q_SIGNALS:
    void changed(); ///< something of it
    void pathsChanged();
    void datasetNamed(); ///< by the user, as are the others
    void modelNamed();
    void studyFileNamed();
    void pathLeft();
    void optionsChanged();
    void folded(); ///< the options were shown or hidden: the page is of another height

private:
    void addFiles(QFormLayout& form);
    void addOptions();
    void setOptionsShown(bool shown);

    FieldNote* m_purpose;
    PathField* m_dataset = nullptr;
    PathField* m_model = nullptr;
    PathField* m_studyFile = nullptr;
    QCheckBox* m_trust = nullptr;
    QCheckBox* m_planFirst = nullptr;
    QLabel* m_outlook = nullptr;
    QToolButton* m_optionsShown = nullptr;
    RunOptionsForm* m_options = nullptr;
};

} // namespace faultline::ui
