// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QPoint>
#include <QRect>
#include <QSize>

namespace faultline::ui {

/// Where tiles stand that are put together under headings: lines of equal tiles, each group beginning a line
/// of its own below its heading. Arithmetic on positions (places in the list, which is one list) and pixels
/// from the top of the whole.
class GroupedLayout {
public:
    struct Span {
        int first = 0; ///< position
        int count = 0; ///< at least one
    };
    struct Shape {
        QSize cell{1, 1};
        int columns = 1;
        int width = 1; ///< of a heading
        int headingHeight = 0;
    };

    GroupedLayout() = default;
    /// @param groups one after the other, beginning at position 0
    GroupedLayout(const std::vector<Span>& groups, const Shape& shape);

    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] int groupCount() const { return static_cast<int>(m_groups.size()); }
    [[nodiscard]] QRect rectOf(int position) const;
    [[nodiscard]] QRect headingOf(int group) const;
    /// -1: no tile is there.
    [[nodiscard]] int positionAt(const QPoint& point) const;
    [[nodiscard]] int groupOf(int position) const;
    /// Of which a heading or a tile is at that height; the last one below the end, -1: there is none.
    [[nodiscard]] int groupAt(int y) const;
    /// Positions whose tiles meet the rectangle, ascending.
    [[nodiscard]] std::vector<int> within(const QRect& rectangle) const;
    /// The tile one line below or above: in the same column, else the last one of that line. At either end of
    /// the list the position itself.
    [[nodiscard]] int below(int position) const;
    [[nodiscard]] int above(int position) const;

private:
    struct Group {
        Span span;
        int top = 0; ///< of its heading
        [[nodiscard]] int end() const { return span.first + span.count; }
    };
    [[nodiscard]] const Group& group(int number) const { return m_groups[static_cast<std::size_t>(number)]; }
    [[nodiscard]] int linesOf(const Group& group) const;

    std::vector<Group> m_groups;
    Shape m_shape;
    int m_height = 0;
};

} // namespace faultline::ui
