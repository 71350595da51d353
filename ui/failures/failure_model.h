// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QAbstractListModel>

namespace faultline::ui {

/// The visible failures as a list model, for the grid and for screen readers. The delegate reads the
/// workspace's columns directly, by failureRow().
class FailureModel : public QAbstractListModel {
    Q_OBJECT

public:
    explicit FailureModel(Workspace& workspace, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// The failure's row in the workspace.
    [[nodiscard]] int failureRow(const QModelIndex& index) const;
    /// What stands above a group of VisibleFailures::groups(): "cat → dog · 12".
    [[nodiscard]] QString heading(int group) const;

private:
    [[nodiscard]] QString description(int row) const;
    /// The description, and where the picture came from.
    [[nodiscard]] QString tip(int row) const;
    /// Of the group that an item is in, for screen readers; empty without headings.
    [[nodiscard]] QString headingAround(int position) const;
    /// Likewise, where the item is the first one of it.
    [[nodiscard]] QString headingBefore(int position) const;
    void announce(const std::vector<int>& rows);

    Workspace& m_workspace;
};

} // namespace faultline::ui
