// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/new_study/study_check.h"

#include <memory>
#include <optional>

#include <QDialog>

class QPushButton;

namespace faultline::model {
struct RunHeader;
}

namespace faultline::ui {

class FittingScroll;
class RefusalNotes;
struct EvaluationRequest;
struct RunSources;

/// Asks for a data set, a model and where to keep the study, with defaults that work for CIFAR-10 and the
/// bundled model, and says in one line what will happen. Both are looked at in the background when their
/// field is left, and what is wrong stands at the field, in sight. All else is behind "Options". With a
/// worker command they are paths of another computer, which only its worker can look at.
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
    [[nodiscard]] QString problem() const { return m_check->problem(); }
    /// Shows why what was asked for could not be done, at the field that it is about: the worker's, or the
    /// one whose path it names. It goes once something is changed.
    void showRefusal(const base::Error& why);

    /// Waits for the looks that go on, then accepts, or shows what is wrong.
    void accept() override;
    void reject() override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void connectFields();
    [[nodiscard]] int wantedHeight() const;
    void growToContent();
    void takeHeight(int height);
    void suggestStudyFile();
    void look();
    void lookOnceMore();
    void refresh();
    void refreshNotes();
    void takeChange();
    void acceptNow();
    void focusFault();
    /// What is said of the field that has the keys, together with it.
    void bringFaultIntoSight();

    bool m_studyFileChosen = false;       ///< by the user: no more suggestions
    bool m_isAccepting = false;           ///< once the looks are over
    std::optional<QString> m_namedWorker; ///< of the run that goes on: nobody has chosen it for all

    StudyFields* m_fields;
    StudyCheck* m_check;
    FittingScroll* m_scroll;
    std::unique_ptr<RefusalNotes> m_refusal;
    QPushButton* m_start = nullptr;
};

} // namespace faultline::ui
