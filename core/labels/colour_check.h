// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/taxonomy.h"

#include <array>
#include <string>
#include <vector>

namespace faultline::labels {

// Whether colours can be seen and told apart. Colours are "#rrggbb" in sRGB (IEC 61966-2-1).

/// Red, green and blue, or L*, a* and b*.
using ColourTriple = std::array<double, 3>;

/// What charts and tiles lie on in the light theme and in the dark one.
inline constexpr std::array<std::string_view, 2> themeBackgrounds{"#ffffff", "#1d1f21"};
inline constexpr double leastContrast = 3.0;    ///< of graphics, WCAG 2.1, 1.4.11
inline constexpr double leastDifference = 10.0; ///< CIEDE2000

enum class Vision { Usual, Protanopia, Deuteranopia };

/// Linear light, 0 to 1. @param colour "#rrggbb"
[[nodiscard]] ColourTriple linearLight(std::string_view colour);
/// WCAG 2.1: (L1 + 0.05) / (L2 + 0.05) of the relative luminances, 1 to 21.
[[nodiscard]] double contrastRatio(std::string_view one, std::string_view other);
/// What a dichromat sees of a colour in linear light: F. Viénot, H. Brettel, J. D. Mollon, "Digital video
/// colourmaps for checking the legibility of displays by dichromats", Color Research and Application 24,
/// 1999.
[[nodiscard]] ColourTriple seenWith(Vision vision, const ColourTriple& linear);
/// CIE 1976 L*a*b* under D65, of linear light.
[[nodiscard]] ColourTriple labOf(const ColourTriple& linear);
/// CIEDE2000 with all weights 1, of L*a*b*: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 color-difference
/// formula", Color Research and Application 30, 2005.
[[nodiscard]] double difference2000(const ColourTriple& one, const ColourTriple& other);

/// A sentence for each mode whose colour has less than leastContrast against a background, and for each two
/// that lie nearer than leastDifference for one of the visions; "none of these" counts as one of them.
[[nodiscard]] std::vector<std::string> colourWarnings(const Taxonomy& taxonomy);
/// Those of one mode beside others; none where its colour is no "#rrggbb".
[[nodiscard]] std::vector<std::string> colourWarnings(const Mode& mode, const std::vector<Mode>& others);
/// The first of a palette that gives no warning beside the modes; else the one that lies farthest from them.
[[nodiscard]] std::string freeColour(const Taxonomy& taxonomy);

} // namespace faultline::labels
