// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <optional>
#include <utility>

namespace faultline::report {

/// CSS colours of a figure, so that it suits the page on which it stands.
struct FigureColours {
    std::string ink = "#1f2328";
    std::string muted = "#59636e";
    std::string line = "#d1d9e0";
    std::string accent = "#2f6fb3";
};

/// An SVG element with a title for screen readers. Texts are escaped; nothing is fetched.
/// @param foot a line below the figure, such as whence it is; empty: none
[[nodiscard]] std::string figureSvg(const Figure& figure, const FigureColours& colours = {},
                                    const std::string& foot = {});

/// Which cell of the drawn figure lies there, as row and column.
/// @param x, y in the SVG's own units
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> heatCellAt(const HeatFigure& figure,
                                                                            double x, double y);

/// Text for an element or an attribute in quotes, of HTML and of SVG; control characters and broken UTF-8
/// become U+FFFD.
[[nodiscard]] std::string escapedMarkup(std::string_view text);

} // namespace faultline::report
