// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/items.h"

#include <utility>

namespace faultline::ui {

int Items::rowOf(base::SampleIndex sample) const {
    const auto row = m_table.rowOf(sample);
    return row ? static_cast<int>(*row) : -1;
}

QString Items::path(int row) const {
    return QString::fromStdString(m_table.path(failure(row).sample));
}

void Items::reset(workbench::StudyTable table, std::vector<model::Prediction> predictions) {
    m_table = std::move(table);
    m_predictions = std::move(predictions);
    m_table.append(m_predictions);
}

void Items::append(std::span<const model::Prediction> predictions) {
    m_predictions.insert(m_predictions.end(), predictions.begin(), predictions.end());
    const int firstRow = failureCount();
    m_table.append(predictions);
    if (firstRow < failureCount())
        Q_EMIT failuresArrived(firstRow);
    Q_EMIT predictionsArrived();
}

} // namespace faultline::ui
