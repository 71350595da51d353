// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline::analysis {

/// All classes, those of the largest class pairs first, the two of a pair beside one another where neither
/// has come before; of equal pairs, and of classes without confusions, by class number.
[[nodiscard]] std::vector<base::ClassId> mostConfused(const ConfusionMatrix& matrix);

/// The confusions of a matrix on fewer squares than it has cells: each square shows the largest of those that
/// fall on it, so that none is left out.
class FoldedMatrix {
public:
    FoldedMatrix() = default;
    /// @param side squares along each edge, 1 … classes
    FoldedMatrix(const ConfusionMatrix& matrix, std::size_t side);

    [[nodiscard]] std::size_t side() const { return m_side; }
    /// The square along an edge on which a class falls.
    [[nodiscard]] std::size_t squareOf(base::ClassId id) const { return id.value * m_side / m_classCount; }
    /// Of the confusions there the one with the largest count, of equals the first by classes; its count is 0
    /// where there are none.
    [[nodiscard]] const ConfusionMatrix::Entry& largestAt(std::size_t row, std::size_t column) const {
        return m_largest[row * m_side + column];
    }

private:
    std::size_t m_side = 0;
    std::size_t m_classCount = 1;
    std::vector<ConfusionMatrix::Entry> m_largest;
};

} // namespace faultline::analysis
