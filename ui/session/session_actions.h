// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/study_session.h"

class QAction;
class QWidget;

namespace faultline::ui {

class StudyDraft;

/// What the user does with the open study as a whole: add a run, go on with its interrupted one, close it.
class SessionActions : public QObject {
    Q_OBJECT

public:
    SessionActions(Workspace& workspace, StudySession& session, QWidget* window);

    [[nodiscard]] QAction* addRun() const { return m_addRun; }
    /// Writes the whole study, log included, to a place of the user's choice; goes on there when the file of
    /// the open one is lost.
    [[nodiscard]] QAction* saveAgain() const { return m_saveAgain; }
    void saveTo(const QString& path);
    /// Opens the study, which is open for reading, once more: whoever wrote it has closed it.
    [[nodiscard]] QAction* labelHere() const { return m_labelHere; }
    [[nodiscard]] QAction* close() const { return m_close; } ///< Ctrl+W
    /// Goes on with the interrupted run; asks for data set and model where they are not known or not there.
    void resume();
    /// Whether the study may be left: while it is computed the user is told what becomes of the run, and
    /// decides.
    [[nodiscard]] bool mayStop();
    /// Shows the dialog of this request again with why it came to nothing; false where it was none of these.
    bool takeRefusal(const EvaluationRequest& request, const base::Error& why);

Q_SIGNALS:
    /// @param offer what one may want next; nullptr: nothing
    void done(const QString& what, QAction* offer);
    void failed(const QString& sentence);
    /// What the user may want to do first in the study that was opened: show its unfinished run, go on as
    /// somebody who has labelled it.
    void offered(const QString& sentence, QAction* offer);
    /// What was offered is no longer so.
    void overtaken(const QString& sentence);

private:
    void askWhereToSave();
    void askForRun();
    [[nodiscard]] QAction* showing(base::RunId run);
    void offerRun(base::RunId run);
    void tellUnfinished(base::RunId run, const study::RunState& state);
    void offerAnnotator();
    void refresh();

    Workspace& m_workspace;
    StudySession& m_session;
    QWidget* m_window;
    StudyDraft* m_resumeDraft;
    StudyDraft* m_runDraft; ///< of a further run
    QAction* m_addRun;
    QAction* m_saveAgain;
    QAction* m_labelHere;
    QAction* m_close;
};

} // namespace faultline::ui
