// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/study_table.h"

#include <span>
#include <vector>

#include <QObject>
#include <QString>

namespace faultline::ui {

/// The columns of the shown run in memory. Failures are known by their row (arrival order).
class Items : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Of every image that has been visited.
    [[nodiscard]] const std::vector<model::Prediction>& predictions() const { return m_predictions; }
    [[nodiscard]] const workbench::StudyTable& table() const { return m_table; }
    [[nodiscard]] const std::vector<model::Prediction>& failures() const { return m_table.failures(); }
    [[nodiscard]] int failureCount() const { return static_cast<int>(failures().size()); }
    [[nodiscard]] const model::Prediction& failure(int row) const {
        return failures()[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] int rowOf(base::SampleIndex sample) const; ///< -1: not a failure
    /// Where a failure's picture came from, below its data set's folder; empty: nobody knows. Plain text.
    [[nodiscard]] QString path(int row) const;

    /// Begins anew, without a signal.
    void reset(workbench::StudyTable table, std::vector<model::Prediction> predictions);
    void append(std::span<const model::Prediction> predictions);
    /// Without a signal: the modes were changed.
    void setTaxonomy(labels::Taxonomy taxonomy) { m_table.setTaxonomy(std::move(taxonomy)); }
    /// Without a signal, before what they belong to.
    void addPaths(dataset::PicturePaths paths) { m_table.addPaths(std::move(paths)); }

Q_SIGNALS:
    void failuresArrived(int firstRow);
    void predictionsArrived();

private:
    std::vector<model::Prediction> m_predictions;
    workbench::StudyTable m_table;
};

} // namespace faultline::ui
