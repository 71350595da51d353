// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/confusion_layout.h"

#include <algorithm>

namespace faultline::ui {

int MatrixRoom::below(int count, bool isNamed) const {
    return count < classes || !isNamed ? band() : margin;
}

QRect MatrixLayout::rectOf(const MatrixCell& cell) const {
    const auto edge = [&](int number) { return static_cast<int>(number * side); };
    return {QPoint(cells.x() + edge(cell.predicted), cells.y() + edge(cell.truth)),
            QSize(std::max(1, edge(cell.predicted + 1) - edge(cell.predicted)),
                  std::max(1, edge(cell.truth + 1) - edge(cell.truth)))};
}

QRect MatrixLayout::withoutGap(const MatrixCell& cell) const {
    const int gap = side >= 5 ? 1 : 0;
    return rectOf(cell).adjusted(0, 0, -gap, -gap);
}

int MatrixLayout::placeAt(int pixels) const {
    return std::min(static_cast<int>(pixels / side), count - 1);
}

std::optional<MatrixCell> MatrixLayout::cellAt(const QPoint& point) const {
    if (count == 0 || !cells.contains(point))
        return std::nullopt;
    const QPoint inside = point - cells.topLeft();
    return MatrixCell{placeAt(inside.y()), placeAt(inside.x())};
}

int MatrixRoom::extentOf(int count, int names) const {
    return std::max(1, std::min(size.width() - top(names) - margin,
                                size.height() - top(names) - below(count, names > 0)));
}

MatrixLayout MatrixRoom::placed(int count, int names) const {
    MatrixLayout layout;
    layout.count = count;
    const int whole = extentOf(count, names);
    const int wholePixels = std::min(4 * line, whole / std::max(1, count)); // larger ones tell no more
    layout.side = wholePixels > 0 ? wholePixels : 1.0 * whole / std::max(1, count);
    const int extent = std::max(1, static_cast<int>(layout.side * count + 0.5));
    // Beside the rows there may be more room than above the columns.
    const int left =
        names == 0
            ? top(names)
            : std::max(top(names), std::min(size.width() - extent - margin, band() + widestName() + margin));
    layout.cells = QRect(left, top(names), extent, extent);
    return layout;
}

int MatrixRoom::heightOf(const MatrixLayout& layout) const {
    return layout.cells.y() + layout.cells.height() + below(layout.count, layout.named);
}

bool MatrixRoom::hasRoomForNames(const MatrixLayout& layout) const {
    return layout.side >= 0.75 * line;
}

MatrixLayout MatrixRoom::layoutOf(int count) const {
    MatrixLayout layout = placed(count, 0);
    layout.named = hasRoomForNames(layout); // else there are many classes, and the tips name them
    if (!layout.named)
        return layout;
    const int most = std::min(size.width(), size.height()) / 3;
    const MatrixLayout named = placed(count, std::min(widestName(), most));
    if (hasRoomForNames(named))
        return named;
    layout.named = false;
    return layout;
}

int MatrixRoom::namedCapacity() const {
    constexpr int fewest = 5;
    const int extent = std::min(size.width(), size.height());
    int count = std::min(classes, extent / line);
    // Where some are left out anyway, lines need not touch each other.
    while (count > fewest && placed(count, extent / 3).side < 0.95 * line)
        --count;
    return std::max(count, std::min(fewest, classes));
}

} // namespace faultline::ui
