// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/guidelines.h"
#include "ui/text/markdown_view.h"
#include "ui/workspace/workspace.h"

namespace faultline::ui {

/// The page of guidelines that the run's plan carries, with the pictures of the study that it pins.
class GuidelinesView : public MarkdownView {
    Q_OBJECT

public:
    explicit GuidelinesView(Workspace& workspace, QWidget* parent = nullptr);

    /// Whether the plan has any.
    [[nodiscard]] bool hasText() const { return !m_text.isEmpty(); }

Q_SIGNALS:
    void textChanged();

protected:
    bool event(QEvent* event) override;

private:
    void refresh();
    [[nodiscard]] QImage pinned(const QString& address) const;

    Workspace& m_workspace;
    QString m_text;
    std::vector<plans::PinnedExample> m_examples;
};

} // namespace faultline::ui
