// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_draft.h"

#include "ui/new_study/new_study_dialog.h"
#include "ui/places/worker_setting.h"
#include "ui/workspace/evaluation_request.h"

namespace faultline::ui {

StudyDraft::StudyDraft(QWidget* window)
    : QObject(window)
    , m_window(window) {}

NewStudyDialog& StudyDraft::dialog() {
    if (m_dialog == nullptr) {
        m_dialog = new NewStudyDialog(m_window);
        connect(m_dialog, &QDialog::accepted, this, &StudyDraft::submit);
    }
    return *m_dialog;
}

void StudyDraft::open() {
    dialog().open();
}

void StudyDraft::submit() {
    m_isSubmitted = true;
    Q_EMIT requested(m_dialog->request());
}

bool StudyDraft::isOwn(const EvaluationRequest& request) const {
    if (!m_isSubmitted || m_dialog == nullptr)
        return false;
    const EvaluationRequest own = m_dialog->request();
    return own.dataset == request.dataset && own.model == request.model && own.study == request.study;
}

bool StudyDraft::refuse(const EvaluationRequest& request, const base::Error& why) {
    if (!isOwn(request))
        return false;
    m_isSubmitted = false;
    m_dialog->open();
    m_dialog->showRefusal(why);
    return true;
}

void StudyDraft::settle(const EvaluationRequest& request) {
    if (!isOwn(request))
        return;
    if (const QString command = m_dialog->request().workerCommand; command != m_dialog->namedWorker())
        setWorkerCommandSetting(command);
    discard();
}

void StudyDraft::discard() {
    m_isSubmitted = false;
    if (m_dialog != nullptr)
        m_dialog->deleteLater();
    m_dialog = nullptr;
}

} // namespace faultline::ui
