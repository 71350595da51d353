// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/grouped_layout.h"

#include <algorithm>

#include <catch2/catch.hpp>

using faultline::ui::GroupedLayout;

namespace {

/// Three tiles a line, 10 × 20 pixels each, headings of 7: groups of 4, 1 and 3.
const GroupedLayout layout({{0, 4}, {4, 1}, {5, 3}}, {{10, 20}, 3, 35, 7});

} // namespace

TEST_CASE("Each group begins a line of its own below its heading") {
    CHECK(layout.headingOf(0) == QRect(0, 0, 35, 7));
    CHECK(layout.rectOf(0) == QRect(0, 7, 10, 20));
    CHECK(layout.rectOf(2) == QRect(20, 7, 10, 20));
    CHECK(layout.rectOf(3) == QRect(0, 27, 10, 20));
    CHECK(layout.headingOf(1) == QRect(0, 47, 35, 7));
    CHECK(layout.rectOf(4) == QRect(0, 54, 10, 20));
    CHECK(layout.headingOf(2).top() == 74);
    CHECK(layout.rectOf(7) == QRect(20, 81, 10, 20));
    CHECK(layout.height() == 101);
    CHECK(GroupedLayout().height() == 0);
    CHECK(GroupedLayout().groupAt(0) == -1);
}

TEST_CASE("A point is on the tile whose rectangle has it, and on none in headings and gaps") {
    for (int y = -1; y <= layout.height(); ++y)
        for (int x = -1; x <= 36; ++x) {
            int expected = -1;
            for (int position = 0; position < 8; ++position)
                if (layout.rectOf(position).contains(x, y))
                    expected = position;
            CAPTURE(x, y);
            CHECK(layout.positionAt({x, y}) == expected);
        }
}

TEST_CASE("Within a rectangle are the tiles that meet it") {
    for (const QRect& wanted : {QRect(0, 0, 35, 101), QRect(12, 20, 3, 40), QRect(0, 0, 35, 7),
                                QRect(25, 60, 5, 30), QRect(QPoint(29, 90), QPoint(5, 30))}) {
        std::vector<int> expected;
        for (int position = 0; position < 8; ++position)
            if (layout.rectOf(position).intersects(wanted.normalized()))
                expected.push_back(position);
        CHECK(layout.within(wanted) == expected);
    }
}

TEST_CASE("Up and down walk over headings and keep the column as far as there is a tile") {
    const std::vector<int> below{3, 3, 3, 4, 5, 5, 6, 7};
    const std::vector<int> above{0, 1, 2, 0, 3, 4, 4, 4};
    for (int position = 0; position < 8; ++position) {
        CAPTURE(position);
        CHECK(layout.below(position) == below[static_cast<std::size_t>(position)]);
        CHECK(layout.above(position) == above[static_cast<std::size_t>(position)]);
    }
}
