// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include <QPoint>
#include <QRect>
#include <QSize>

namespace faultline::ui {

/// A cell of a confusion matrix, by the places of its classes along the edges.
struct MatrixCell {
    int truth = 0;
    int predicted = 0;
    bool operator==(const MatrixCell&) const = default;
};

/// Where the cells lie, in logical pixels.
struct MatrixLayout {
    QRect cells;
    double side = 0;   ///< pixels of a cell; below 1 several share a pixel
    bool named = true; ///< there is room for the classes' names
    int count = 0;     ///< classes along each edge

    [[nodiscard]] bool isFolded() const { return side < 1; }
    [[nodiscard]] QRect rectOf(const MatrixCell& cell) const;
    [[nodiscard]] QRect withoutGap(const MatrixCell& cell) const;
    /// The class at so many pixels from the first one's edge.
    [[nodiscard]] int placeAt(int pixels) const;
    /// Nothing beside the cells.
    [[nodiscard]] std::optional<MatrixCell> cellAt(const QPoint& point) const;
};

/// The room that a matrix is laid out in: cells of equal size, with the names of the classes beside and above
/// them where lines of text have room, and the titles of the axes beside those.
struct MatrixRoom {
    QSize size;
    int line = 0;                    ///< pixels of a line of text
    int classes = 0;                 ///< of the whole matrix, shown or not
    std::function<int()> widestName; ///< pixels, of the classes that are shown

    [[nodiscard]] int band() const { return line + 6; } ///< of a title
    /// The first layout for so many classes that has room for names, else one without them.
    [[nodiscard]] MatrixLayout layoutOf(int count) const;
    /// Pixels that a layout of it makes use of, with the line below the cells.
    [[nodiscard]] int heightOf(const MatrixLayout& layout) const;
    /// The most cells of one pixel and more along an edge.
    [[nodiscard]] int pixels() const { return extentOf(1, 0); }
    /// The most classes that can be named.
    [[nodiscard]] int namedCapacity() const;

private:
    static constexpr int margin = 6; ///< pixels

    /// With the names' columns so wide, 0: without them.
    [[nodiscard]] MatrixLayout placed(int count, int names) const;
    /// Pixels that the cells may have along an edge.
    [[nodiscard]] int extentOf(int count, int names) const;
    [[nodiscard]] int top(int names) const { return band() + names + margin; }
    [[nodiscard]] int below(int count, bool isNamed) const; ///< the cells
    [[nodiscard]] bool hasRoomForNames(const MatrixLayout& layout) const;
};

} // namespace faultline::ui
