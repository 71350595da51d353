// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QWidget>

class QListView;

namespace faultline::ui {

class DecisionModel;

/// The dock "Recent": what the present annotator decided last. A click, or Enter, leads back there, whatever
/// is filtered.
class DecisionsPanel : public QWidget {
    Q_OBJECT

public:
    explicit DecisionsPanel(Workspace& workspace, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The failure is current now; a page that does not show it gives way.
    void wentBack();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void goTo(const QModelIndex& index);
    /// What is painted of it tells predictions.
    void disclosePainted();

    Workspace& m_workspace;
    DecisionModel* m_model;
    QListView* m_list;
};

} // namespace faultline::ui
