// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"
#include "ui/workspace/workspace.h"

#include <vector>

#include <QAbstractTableModel>
#include <QTimer>

namespace faultline::ui {

/// The class pairs that have failures, most frequent first, with the labelling progress of the present
/// annotator.
class PairModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Truth, Predicted, Count, Labelled, ColumnCount };
    /// Share of the pair's failures that are labelled, 0 … 1 (column Labelled).
    static constexpr int ProgressRole = Qt::UserRole + 1;

    explicit PairModel(Workspace& workspace, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const std::vector<analysis::ClassPair>& pairs() const { return m_pairs; }
    /// The row of that pair; -1: it has no failures.
    [[nodiscard]] int rowOf(base::ClassId truth, base::ClassId predicted) const;

private:
    [[nodiscard]] QString description(const analysis::ClassPair& pair) const;
    void refresh();

    Workspace& m_workspace;
    std::vector<analysis::ClassPair> m_pairs;
    QTimer m_coalesce; ///< many changes within one turn of the event loop are counted once
};

} // namespace faultline::ui
