// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/taxonomy_table.h"

#include <QAbstractTableModel>

namespace faultline::ui {

/// The modes of a study, in key order: keys, name, how many labels hold it, what became of it.
class TaxonomyModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Keys, Name, Labels, State, columns };

    explicit TaxonomyModel(QObject* parent = nullptr);

    enum class Counts { Shown, Hidden };
    /// @param counts Hidden: what others have labelled is nobody's business, since the annotator labels blind
    void setView(report::TaxonomyView view, Counts counts);
    [[nodiscard]] bool showsCounts() const { return m_counts == Counts::Shown; }
    [[nodiscard]] const report::TaxonomyView& view() const { return m_view; }
    [[nodiscard]] const labels::Mode& mode(int row) const {
        return m_view.taxonomy.modes()[static_cast<std::size_t>(row)];
    }
    [[nodiscard]] report::TaxonomyView::Use use(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const labels::Mode& mode, int row, int column) const;

    report::TaxonomyView m_view;
    Counts m_counts = Counts::Shown;
};

} // namespace faultline::ui
