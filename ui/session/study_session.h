// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "ui/run/evaluation.h"
#include "ui/workspace/workspace.h"

#include <memory>

#include <QObject>

namespace faultline::ui {

struct EvaluationRequest;

/// Opens studies and runs evaluations on them for the window: the one place where the run meets the
/// workspace. A study that somebody else writes is opened read-only, and the reason is told; what they write
/// is followed.
class StudySession : public QObject {
    Q_OBJECT

public:
    explicit StudySession(Workspace& workspace, QObject* parent = nullptr);
    ~StudySession() override;

    /// Who labels in studies where nobody has labelled here: the user's choice, else the login name.
    [[nodiscard]] static QString annotator();
    /// An empty name stands for the login name.
    static void setAnnotator(const QString& name);

    [[nodiscard]] Evaluation& evaluation() { return m_evaluation; }
    /// Opens a study file as who labelled in it here last; ends with Workspace::opened(), or with problem()
    /// and what was open as it was.
    /// @param run nothing: the one that was shown last, else the first
    void open(const QString& path, std::optional<base::RunId> run = std::nullopt);
    /// Whether it is open for writing; one that is only looked at may be opened once more.
    [[nodiscard]] bool isOpen(const QString& path) const;
    /// Starts or resumes what the request says; opens its study first where the file exists.
    /// What is open stays open until the new study is there.
    void evaluate(const EvaluationRequest& request);
    /// Goes on with the interrupted run of the open study, with data set and model as they were named here
    /// last. Nothing is taken from the study itself, which may come from a stranger. Else what is missing.
    [[nodiscard]] base::Result<> resume();
    /// Starts a run in the open study with data set and model named: the interrupted one, or a further one.
    void startIn(const EvaluationRequest& request);
    /// Cancels the run and closes the study.
    void close();
    /// What is being closed gives way to the study of the run that goes on.
    [[nodiscard]] bool isTakingOver() const { return m_isTakingOver; }

Q_SIGNALS:
    /// A study is being opened or a run is being prepared: there is nothing to show yet.
    void preparing(const QString& what);
    /// Nothing is being prepared any more; the sentence is for the user.
    void problem(const QString& sentence);
    /// The same of a run that was asked for and left nothing behind, so that it may be asked for once more.
    void refused(const faultline::ui::EvaluationRequest& request, const faultline::base::Error& why);
    /// The run that was asked for is in its study: whoever asked need not remember it.
    void underWay(const faultline::ui::EvaluationRequest& request);
    /// The study could only be opened for reading, and why.
    void readOnly(const QString& sentence);
    /// Whoever wrote it has closed it: opened once more it can be labelled.
    void freed(const QString& sentence);
    void runStateKnown(const faultline::study::RunState& state);
    /// What speaks against the order of the shown run's imported predictions, after runStateKnown(); empty:
    /// nothing.
    void doubtKnown(const QString& sentence);
    /// The same, where there is something, of an import that has just finished; it is named where another run
    /// is shown.
    void doubted(const QString& sentence);
    /// Another run of the study that was opened is unfinished.
    void runUnfinished(base::RunId run, const faultline::study::RunState& state);
    /// A run that was added to the open study has its first failures; another one is shown.
    void runAdded(base::RunId run);

private:
    struct Opened;
    void start(std::shared_ptr<StudyThread> study);
    /// @param request for which it is opened, or nullptr
    void openThen(const QString& path, std::optional<base::RunId> run, std::function<void()> then,
                  std::shared_ptr<const EvaluationRequest> request);
    void takeStudy(std::shared_ptr<StudyThread> study, base::RunId run);
    void tellRunState(); ///< of the run that is shown
    enum class Doubt { OfShown, OfFinished };
    void tellDoubt(base::RunId run, Doubt doubt);
    /// Whether an answer that was asked of them still concerns what is shown, as it is.
    [[nodiscard]] bool isAtRest(const std::weak_ptr<StudyThread>& asked, base::RunId run) const;
    void tellUnfinished();
    void tellWriter(bool isWritten);
    void takeEnding(EvaluationEnding ending, const base::Error& error);

    Workspace& m_workspace;
    Evaluation m_evaluation;
    std::unique_ptr<EvaluationRequest> m_request; ///< of the open study's run
    std::string m_refused; ///< why the request was refused last: data set and model are asked for again
    std::shared_ptr<StudyThread> m_runStudy; ///< the one that the evaluation writes
    base::RunId m_run;                       ///< the request's, once it is known
    bool m_isUnderWay = false;               ///< it is there
    bool m_isTakingOver = false;
    QString m_doubt;                ///< as doubtKnown() told
    std::size_t m_doubtOf = 0;      ///< so many images of the shown run had been read then
    bool m_isHeldElsewhere = false; ///< it is open for reading since somebody else writes it
    std::function<void()> m_whenOpened;
    std::function<void()> m_afterEnding; ///< waits for an older run to end
    base::Latest m_opening;
};

} // namespace faultline::ui
