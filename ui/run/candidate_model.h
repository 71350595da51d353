// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/preprocessing.h"

#include <cstdint>
#include <optional>
#include <vector>

#include <QAbstractTableModel>

namespace faultline::protocol {
struct Preparing;
}

namespace faultline::ui {

/// The candidates of a search for the preprocessing, one a row, as far as they are tried. A row keeps its
/// place from the search's first word to its last.
class CandidateModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Name, Images, Correct, State, columnCount_ };

    using QAbstractTableModel::QAbstractTableModel;

    void take(const protocol::Preparing& told);
    void clear();

    [[nodiscard]] const model::PreprocessingTrial& trial(int row) const { return at(row).trial; }
    /// "cifar10", "cifar10, with max-pool"
    [[nodiscard]] QString name(int row) const;
    /// Of those that are still in the search the one with the largest share of correct answers so far.
    [[nodiscard]] std::optional<int> best() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Candidate {
        model::PreprocessingTrial trial;
        bool isContender = true;
        bool isBeingTried = false;
    };
    [[nodiscard]] const Candidate& at(int row) const {
        return m_candidates.at(static_cast<std::size_t>(row));
    }
    [[nodiscard]] QString text(const Candidate& candidate, int row, int column) const;

    std::vector<Candidate> m_candidates;
};

} // namespace faultline::ui
