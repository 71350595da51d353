// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/confusion_fold.h"

#include <algorithm>
#include <cassert>

namespace faultline::analysis {

std::vector<base::ClassId> mostConfused(const ConfusionMatrix& matrix) {
    std::vector<ConfusionMatrix::Entry> pairs;
    for (const ConfusionMatrix::Entry& entry : matrix.entries())
        if (entry.truth != entry.predicted)
            pairs.push_back(entry);
    std::stable_sort(pairs.begin(), pairs.end(), // the entries come by classes
                     [](const auto& left, const auto& right) { return left.count > right.count; });
    std::vector<base::ClassId> order;
    std::vector<bool> isThere(matrix.classCount());
    const auto add = [&](base::ClassId id) {
        if (!isThere[id.value])
            order.push_back(id);
        isThere[id.value] = true;
    };
    for (const ConfusionMatrix::Entry& pair : pairs) {
        add(pair.truth);
        add(pair.predicted);
    }
    for (std::size_t i = 0; i < matrix.classCount(); ++i)
        add(base::ClassId(static_cast<std::uint16_t>(i)));
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
