// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/recent_decisions.h"
#include "ui/workspace/workspace.h"

#include <QAbstractListModel>

namespace faultline::ui {

/// The present annotator's last decisions on failures of the shown run, newest first: picture, class pair,
/// mode and time. Nothing while they label blind, since a pair tells the prediction.
class DecisionModel : public QAbstractListModel {
    Q_OBJECT

public:
    static constexpr int pictureSide = 40; ///< logical pixels

    explicit DecisionModel(Workspace& workspace, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// The failure's row in the workspace.
    [[nodiscard]] int failureRow(const QModelIndex& index) const;

private:
    void refresh();
    [[nodiscard]] QImage picture(base::SampleIndex sample) const;

    Workspace& m_workspace;
    std::vector<workbench::RecentDecisions::Decision> m_shown;
};

} // namespace faultline::ui
