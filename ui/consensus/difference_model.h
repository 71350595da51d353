// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/adjudication.h"

#include <vector>

#include <QAbstractTableModel>

namespace faultline::ui {

class OpenStudy;

/// The items that were decided otherwise than the present annotator had said, one a row.
class DifferenceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Item, Truth, Mine, Decision, By, Note, ColumnCount };

    /// @param study outlives this object
    explicit DifferenceModel(const OpenStudy& study, QObject* parent = nullptr);

    void set(std::vector<workbench::Difference> differences, std::vector<labels::Annotator> annotators);
    [[nodiscard]] const std::vector<workbench::Difference>& differences() const { return m_differences; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString textOf(const workbench::Difference& difference, int column) const;

    const OpenStudy& m_study;
    std::vector<workbench::Difference> m_differences;
    std::vector<labels::Annotator> m_annotators;
};

} // namespace faultline::ui
