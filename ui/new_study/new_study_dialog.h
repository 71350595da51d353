// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/new_study/study_looks.h"

#include <memory>
#include <optional>

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QFormLayout;
class QLabel;
class QToolButton;
class QWidget;

namespace faultline::model {
struct RunHeader;
}

namespace faultline::ui {

class FieldNote;
class FittingScroll;
class PathField;
class RefusalNotes;
class RunOptionsForm;
struct EvaluationRequest;
struct RunSources;

/// Asks for a data set, a model and where to keep the study, with defaults that work for CIFAR-10 and the
/// bundled model, and says in one line what will happen. Both are looked at in the background when their
/// field is left, and what is wrong stands at the field. All else is behind "Options". With a worker command
/// they are paths of another computer, which only its worker can look at.
class NewStudyDialog : public QDialog {
    Q_OBJECT

public:
    explicit NewStudyDialog(QWidget* parent = nullptr);
    ~NewStudyDialog() override;

    // What the user named, here or before.
    void setDataset(const QString& folder);
    void setModel(const QString& file);
    // What a study names, which may come from a stranger, is suggested: nothing is read from there before the
    // user agrees, by Evaluate or by a path of their own.
    /// To go on with an interrupted run: everything that the study fixes is filled in and locked; data set
    /// and model are suggested.
    /// @param why it is asked: a sentence
    void setInterrupted(const model::RunHeader& header, const QString& studyFile, const QString& why);
    /// From what that run was asked for here before, which is the user's own: what has gone is said at its
    /// field, and the keys are where something is missing.
    void setNamed(const RunSources& named);
    /// The worker command that setNamed() has put in; nothing: it was not called.
    [[nodiscard]] std::optional<QString> namedWorker() const { return m_namedWorker; }
    /// To add a run to an open study: another model on the same data set, which is suggested.
    void setFurtherRun(const model::RunHeader& header, const QString& studyFile);

    [[nodiscard]] EvaluationRequest request() const;
    /// What has to be corrected before the run can start, as far as it is known; empty: nothing.
    [[nodiscard]] QString problem() const;
    /// Shows why what was asked for could not be done, at the field that it is about: the worker's, or the
    /// one whose path it names. It goes once something is changed.
    void showRefusal(const base::Error& why);

    /// Waits for the looks that go on, then accepts, or shows what is wrong.
    void accept() override;
    void reject() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* makePage();
    void addFiles(QFormLayout& form);
    void addOptions();
    void setOptionsShown(bool shown);
    [[nodiscard]] int wantedHeight() const;
    void growToContent();
    void takeHeight(int height);
    [[nodiscard]] bool isRemote() const;
    void suggestStudyFile();
    void look();
    void lookOnceMore();
    void refresh();
    void refreshNotes();
    void takeChange();
    void acceptNow();
    void focusFault();
    /// Of one of the paths; empty: none.
    [[nodiscard]] QString faultOf(const PathField* field) const;
    [[nodiscard]] QString missing() const;
    [[nodiscard]] bool mayStart() const;
    [[nodiscard]] QString outlook() const;

    enum class Purpose { New, Resume, FurtherRun };
    Purpose m_purpose = Purpose::New;
    bool m_studyFileChosen = false; ///< by the user: no more suggestions
    bool m_isAccepting = false;     ///< once the looks are over
    bool m_isDatasetAgreed = true;  ///< it may be looked at
    bool m_isModelAgreed = true;
    std::optional<QString> m_namedWorker; ///< of the run that goes on: nobody has chosen it for all
    bool m_wasProgram = false;            ///< the model of the run that goes on, as its study says

    StudyLooks m_looks;
    FittingScroll* m_scroll = nullptr;
    FieldNote* m_purposeNote;
    PathField* m_dataset = nullptr;
    PathField* m_model = nullptr;
    PathField* m_studyFile = nullptr;
    QCheckBox* m_trust = nullptr;
    QCheckBox* m_planFirst = nullptr;
    QLabel* m_outlook = nullptr;
    QToolButton* m_optionsShown = nullptr;
    RunOptionsForm* m_options = nullptr;
    std::unique_ptr<RefusalNotes> m_refusal;
    QDialogButtonBox* m_buttons = nullptr;
};

} // namespace faultline::ui
