// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace faultline::model {
struct RunHeader;
}

namespace faultline::ui {

class ChoiceBox;
struct EvaluationRequest;
class PathField;

/// Asks what to evaluate and where to keep it, with defaults that work for CIFAR-10 and the bundled model,
/// and says in place what is missing. The worker command is the user's setting and is remembered.
class NewStudyDialog : public QDialog {
    Q_OBJECT

public:
    explicit NewStudyDialog(QWidget* parent = nullptr);

    void setDataset(const QString& folder);
    void setModel(const QString& file);
    /// To go on with an interrupted run: everything that the study fixes is filled in and locked; data set
    /// and model are suggested, and used only when the user agrees.
    /// @param why it is asked: a sentence
    void setInterrupted(const model::RunHeader& header, const QString& studyFile, const QString& why);

    /// To add a run to an open study: another model on the same data set, which is suggested.
    void setFurtherRun(const model::RunHeader& header, const QString& studyFile);

    [[nodiscard]] EvaluationRequest request() const;
    /// What has to be corrected before the run can start; empty: nothing.
    [[nodiscard]] QString problem() const;

    /// The user's worker command; empty: the worker that belongs to this program.
    [[nodiscard]] static QString workerCommandSetting();
    static void setWorkerCommandSetting(const QString& command);

    void accept() override;

private:
    void addFiles(QFormLayout& form);
    void addModelOptions(QFormLayout& form);
    void addRunOptions(QFormLayout& form);
    void suggestStudyFile();
    void validate();
    [[nodiscard]] QString pathProblem() const;
    [[nodiscard]] QString note() const;

    enum class Purpose { New, Resume, FurtherRun };
    Purpose m_purpose = Purpose::New;
    bool m_studyFileChosen = false; ///< by the user: no more suggestions
    QString m_why;                  ///< it is asked, of an interrupted run

    PathField* m_dataset = nullptr;
    PathField* m_model = nullptr;
    PathField* m_studyFile = nullptr;
    QLineEdit* m_runName = nullptr;
    QComboBox* m_split = nullptr;
    ChoiceBox* m_preprocessing = nullptr;
    ChoiceBox* m_classes = nullptr;
    QComboBox* m_labels = nullptr;
    QCheckBox* m_trust = nullptr;
    QComboBox* m_device = nullptr;
    QComboBox* m_precision = nullptr;
    QComboBox* m_order = nullptr;
    QLineEdit* m_seed = nullptr;
    QSpinBox* m_batch = nullptr;
    QSpinBox* m_limit = nullptr;
    QLineEdit* m_worker = nullptr;
    QLabel* m_problem = nullptr;
    QDialogButtonBox* m_buttons = nullptr;
};

} // namespace faultline::ui
