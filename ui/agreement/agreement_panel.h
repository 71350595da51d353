// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "core/workbench/annotator_agreement.h"
#include "ui/workspace/workspace.h"

#include <optional>

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>

namespace faultline::ui {

/// How far the annotators of the shown run agree: raw agreement, alpha and AC1 side by side with what follows
/// from them, then mode by mode and pair by pair. Measured off the GUI thread, while the panel is seen.
class AgreementPanel : public QScrollArea {
    Q_OBJECT

public:
    explicit AgreementPanel(Workspace& workspace, QWidget* parent = nullptr);

    /// What is shown; nothing: not measured yet.
    [[nodiscard]] const std::optional<report::Agreement>& agreement() const { return m_agreement; }

Q_SIGNALS:
    void measured();
    void failed(const QString& message);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void measure();
    void take(report::Agreement agreement);
    void clear();
    void addRow(const QString& name, const QString& value, const QString& interval);
    void addHeading(const QString& text);

    Workspace& m_workspace;
    std::optional<report::Agreement> m_agreement;
    QLabel* m_reading;
    QGridLayout* m_rows;
    QTimer m_soon;
    bool m_isStale = true;
    base::Latest m_measuring;
};

} // namespace faultline::ui
