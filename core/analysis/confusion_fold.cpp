// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/confusion_fold.h"

#include <algorithm>
#include <cassert>

namespace faultline::analysis {

std::vector<base::ClassId> mostConfused(const ConfusionMatrix& matrix) {
    std::vector<std::uint64_t> confusions(matrix.classCount());
    for (const ConfusionMatrix::Entry& entry : matrix.entries())
        if (entry.truth != entry.predicted) {
            confusions[entry.truth.value] += entry.count;
            confusions[entry.predicted.value] += entry.count;
        }
    std::vector<base::ClassId> order;
    for (std::size_t i = 0; i < confusions.size(); ++i)
        order.push_back(base::ClassId(static_cast<std::uint16_t>(i)));
    std::stable_sort(order.begin(), order.end(), [&](base::ClassId left, base::ClassId right) {
        return confusions[left.value] > confusions[right.value];
    });
    return order;
}

FoldedMatrix::FoldedMatrix(const ConfusionMatrix& matrix, std::size_t side)
    : m_side(side)
    , m_classCount(matrix.classCount())
    , m_largest(side * side) {
    assert(side >= 1 && side <= matrix.classCount());
    for (const ConfusionMatrix::Entry& entry : matrix.entries()) {
        if (entry.truth == entry.predicted)
            continue;
        ConfusionMatrix::Entry& largest =
            m_largest[squareOf(entry.truth) * m_side + squareOf(entry.predicted)];
        if (entry.count > largest.count) // the entries come by classes
            largest = entry;
    }
}

} // namespace faultline::analysis
