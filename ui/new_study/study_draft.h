// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QPointer>

namespace faultline::ui {

class NewStudyDialog;
struct EvaluationRequest;

/// What somebody is about to ask for: the dialog, as it was left, until its run is under way. So nothing that
/// was typed is lost by a refusal, and a worker command is remembered only once its worker has begun.
class StudyDraft : public QObject {
    Q_OBJECT

public:
    /// @param window before which the dialog stands
    explicit StudyDraft(QWidget* window);

    /// The dialog as it was left, or a fresh one.
    [[nodiscard]] NewStudyDialog& dialog();
    /// There is one that was opened before.
    [[nodiscard]] bool isBegun() const { return m_dialog != nullptr; }
    void open();
    /// Shows the dialog again with why the request came to nothing; false where it is not this dialog's.
    bool refuse(const EvaluationRequest& request, const base::Error& why);
    /// The request is under way: the next dialog is a fresh one. Nothing where it is not this dialog's.
    void settle(const EvaluationRequest& request);
    /// The next dialog is a fresh one.
    void discard();

Q_SIGNALS:
    void requested(const faultline::ui::EvaluationRequest& request);

private:
    void submit();
    [[nodiscard]] bool isOwn(const EvaluationRequest& request) const;

    QWidget* m_window;
    QPointer<NewStudyDialog> m_dialog;
    bool m_isSubmitted = false; ///< its request waits for an answer
};

} // namespace faultline::ui
