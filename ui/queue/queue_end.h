// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/session_end.h"
#include "ui/workspace/workspace.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace faultline::ui {

/// What somebody sees whose places are all answered: what they said, whose places are still open, and where
/// it goes on.
class QueueEnd : public QWidget {
    Q_OBJECT

public:
    explicit QueueEnd(Workspace& workspace, QWidget* parent = nullptr);

Q_SIGNALS:
    void verdictWanted();
    void adjudicationWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// How far the others are is read anew.
    void refresh();
    void forget();
    void take(const workbench::SessionEnd& end);
    /// What the annotator said: "Yours: 4 Scale, 2 none of these, 1 excluded."
    [[nodiscard]] QString ownText() const;
    [[nodiscard]] QString repeatsText() const;

    Workspace& m_workspace;
    QLabel* m_text;
    QPushButton* m_verdict;
    QPushButton* m_adjudicate; ///< where labels differ
    QString m_annotator;       ///< of whom it tells
    base::Latest m_reading;
};

} // namespace faultline::ui
