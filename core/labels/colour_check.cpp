// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/colour_check.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace faultline::labels {

namespace {

using Matrix = std::array<ColourTriple, 3>;

constexpr std::string_view noneColour = "#cc79a7"; ///< that the program gives it
constexpr const char* noneName = "none of these";

ColourTriple times(const Matrix& matrix, const ColourTriple& vector) {
    ColourTriple product{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            product[row] += matrix[row][column] * vector[column];
    return product;
}

double luminance(const ColourTriple& linear) {
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

double radians(double degrees) {
    return degrees * std::numbers::pi / 180.0;
}

/// Degrees from 0 up to 360; 0 where there is no hue.
double hueOf(double a, double b) {
    if (a == 0 && b == 0)
        return 0;
    const double degrees = std::atan2(b, a) * 180.0 / std::numbers::pi;
    return degrees < 0 ? degrees + 360.0 : degrees;
}

double toThe7th(double value) {
    const double cube = value * value * value;
    return cube * cube * value;
}

/// √(C⁷ / (C⁷ + 25⁷))
double chromaShare(double chroma) {
    return std::sqrt(toThe7th(chroma) / (toThe7th(chroma) + 6'103'515'625.0));
}

/// The mean of two hues along the shorter arc; their sum where one of the colours has none.
double meanHue(double one, double other, bool hasBoth) {
    if (!hasBoth)
        return one + other;
    const double sum = one + other;
    if (std::abs(one - other) <= 180.0)
        return sum / 2;
    return sum < 360.0 ? (sum + 360.0) / 2 : (sum - 360.0) / 2;
}

double hueStep(double from, double to, bool hasBoth) {
    if (!hasBoth)
        return 0;
    const double step = to - from;
    return step > 180.0 ? step - 360.0 : step < -180.0 ? step + 360.0 : step;
}

/// "2.71"
std::string twoDigits(double value) {
    std::array<char, 32> text{};
    const double whole = std::floor(value * 100);
    std::snprintf(text.data(), text.size(), "%d.%02d", static_cast<int>(whole) / 100,
                  static_cast<int>(whole) % 100);
    return text.data();
}

const char* inWords(Vision vision) {
    switch (vision) {
    case Vision::Usual:
        break;
    case Vision::Protanopia:
        return " for people without red receptors (protanopia)";
    case Vision::Deuteranopia:
        return " for people without green receptors (deuteranopia)";
    }
    return "";
}

struct Difference {
    double least = 0;
    Vision vision = Vision::Usual;
};

Difference leastDifferenceOf(std::string_view one, std::string_view other) {
    Difference found{std::numeric_limits<double>::max(), Vision::Usual};
    for (const Vision vision : {Vision::Usual, Vision::Protanopia, Vision::Deuteranopia}) {
        const double apart = difference2000(labOf(seenWith(vision, linearLight(one))),
                                            labOf(seenWith(vision, linearLight(other))));
        if (apart < found.least)
            found = {apart, vision};
    }
    return found;
}

double worstContrast(std::string_view colour) {
    double worst = std::numeric_limits<double>::max();
    for (const std::string_view background : themeBackgrounds)
        worst = std::min(worst, contrastRatio(colour, background));
    return worst;
}

void addContrastWarning(const std::string& name, const std::string& colour,
                        std::vector<std::string>& warnings) {
    if (const double worst = worstContrast(colour); worst < leastContrast)
        warnings.push_back("the colour " + colour + " of " + name + " has a contrast of " + twoDigits(worst) +
                           ":1 against a window's background, less than 3:1");
}

void addPairWarning(const std::string& name, std::string_view colour, const std::string& otherName,
                    std::string_view other, std::vector<std::string>& warnings) {
    if (const Difference apart = leastDifferenceOf(colour, other); apart.least < leastDifference)
        warnings.push_back("the colours of " + name + " and " + otherName + " are hard to tell apart" +
                           inWords(apart.vision) + ": they differ by " + twoDigits(apart.least) +
                           ", less than 10 (CIEDE2000)");
}

} // namespace

ColourTriple linearLight(std::string_view colour) {
    ColourTriple linear{};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto digit = [&](std::size_t at) {
            const char c = at < colour.size() ? colour[at] : '0';
            return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
        };
        const double value = (16 * digit(1 + 2 * i) + digit(2 + 2 * i)) / 255.0;
        linear[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    }
    return linear;
}

double contrastRatio(std::string_view one, std::string_view other) {
    const auto [low, high] = std::minmax({luminance(linearLight(one)), luminance(linearLight(other))});
    return (high + 0.05) / (low + 0.05);
}

ColourTriple seenWith(Vision vision, const ColourTriple& linear) {
    if (vision == Vision::Usual)
        return linear;
    // Responses of the cones to the primaries of a display, and the way back.
    constexpr Matrix toCones{
        {{17.8824, 43.5161, 4.11935}, {3.45565, 27.1554, 3.86714}, {0.0299566, 0.184309, 1.46709}}};
    constexpr Matrix fromCones{{{0.080944447905, -0.130504409160, 0.116721066440},
                                {-0.010248533515, 0.054019326636, -0.113614708200},
                                {-0.000365296938, -0.004121614686, 0.693511405205}}};
    // Colours are first drawn towards grey, so that what is seen lies within what a display can show.
    const bool isProtanopia = vision == Vision::Protanopia;
    const double scale = isProtanopia ? 0.992052 : 0.957237;
    const double lift = isProtanopia ? 0.003974 : 0.0213814;
    ColourTriple drawn{};
    for (std::size_t i = 0; i < 3; ++i)
        drawn[i] = scale * linear[i] + lift;
    ColourTriple cones = times(toCones, drawn);
    if (isProtanopia)
        cones[0] = 2.02344 * cones[1] - 2.52581 * cones[2];
    else
        cones[1] = 0.494207 * cones[0] + 1.24827 * cones[2];
    ColourTriple seen = times(fromCones, cones);
    for (double& value : seen)
        value = std::clamp(value, 0.0, 1.0);
    return seen;
}

ColourTriple labOf(const ColourTriple& linear) {
    // sRGB's primaries and D65, relative to that white point (0.95047, 1, 1.08883).
    constexpr Matrix toXyz{{{0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
                            {0.2126729, 0.7151522, 0.0721750},
                            {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}}};
    const ColourTriple xyz = times(toXyz, linear);
    ColourTriple f{};
    for (std::size_t i = 0; i < 3; ++i)
        f[i] = xyz[i] > 216.0 / 24389.0 ? std::cbrt(xyz[i]) : (24389.0 / 27.0 * xyz[i] + 16.0) / 116.0;
    return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double difference2000(const ColourTriple& one, const ColourTriple& other) {
    const double meanChroma = (std::hypot(one[1], one[2]) + std::hypot(other[1], other[2])) / 2;
    const double stretch = 1.5 - 0.5 * chromaShare(meanChroma); // 1 + G
    const double a1 = stretch * one[1];
    const double a2 = stretch * other[1];
    const double c1 = std::hypot(a1, one[2]);
    const double c2 = std::hypot(a2, other[2]);
    const double h1 = hueOf(a1, one[2]);
    const double h2 = hueOf(a2, other[2]);
    const bool hasBoth = c1 * c2 != 0;

    const double lightness = other[0] - one[0];
    const double chroma = c2 - c1;
    const double hue = 2 * std::sqrt(c1 * c2) * std::sin(radians(hueStep(h1, h2, hasBoth) / 2));

    const double meanL = (one[0] + other[0]) / 2;
    const double meanC = (c1 + c2) / 2;
    const double meanH = meanHue(h1, h2, hasBoth);
    const double t = 1 - 0.17 * std::cos(radians(meanH - 30)) + 0.24 * std::cos(radians(2 * meanH)) +
                     0.32 * std::cos(radians(3 * meanH + 6)) - 0.20 * std::cos(radians(4 * meanH - 63));
    const double fromMiddle = (meanL - 50) * (meanL - 50);
    const double weightL = 1 + 0.015 * fromMiddle / std::sqrt(20 + fromMiddle);
    const double weightC = 1 + 0.045 * meanC;
    const double weightH = 1 + 0.015 * meanC * t;
    const double turned = (meanH - 275) / 25;
    const double rotation = -std::sin(radians(60 * std::exp(-turned * turned))) * 2 * chromaShare(meanC);
    const double l = lightness / weightL;
    const double c = chroma / weightC;
    const double h = hue / weightH;
    return std::sqrt(l * l + c * c + h * h + rotation * c * h);
}

std::vector<std::string> colourWarnings(const Mode& mode, const std::vector<Mode>& others) {
    std::vector<std::string> warnings;
    if (!isColour(mode.colour))
        return warnings;
    addContrastWarning(mode.name, mode.colour, warnings);
    for (const Mode& other : others)
        addPairWarning(mode.name, mode.colour, other.name, other.colour, warnings);
    addPairWarning(mode.name, mode.colour, noneName, noneColour, warnings);
    return warnings;
}

std::vector<std::string> colourWarnings(const Taxonomy& taxonomy) {
    const std::vector<Mode>& modes = taxonomy.modes();
    std::vector<std::string> warnings;
    for (const Mode& mode : modes)
        addContrastWarning(mode.name, mode.colour, warnings);
    for (std::size_t i = 0; i < modes.size(); ++i) {
        for (std::size_t j = i + 1; j < modes.size(); ++j)
            addPairWarning(modes[i].name, modes[i].colour, modes[j].name, modes[j].colour, warnings);
        addPairWarning(modes[i].name, modes[i].colour, noneName, noneColour, warnings);
    }
    return warnings;
}

std::string freeColour(const Taxonomy& taxonomy) {
    std::string best;
    double farthest = -1;
    // The standard modes', then each as far as possible from all before it, for every vision, among colours
    // of 3:1 against both themes: the first nine differ by 10 and more.
    static constexpr std::array<std::string_view, 12> palette{"#0072b2", "#d55e00", "#009e73", "#007869",
                                                              "#1e96ff", "#b44b3c", "#005aff", "#c31e96",
                                                              "#ff1e69", "#877887", "#e15ae1", "#4b784b"};
    for (const std::string_view colour : palette) {
        double nearest = leastDifferenceOf(colour, noneColour).least;
        for (const Mode& mode : taxonomy.modes())
            nearest = std::min(nearest, leastDifferenceOf(colour, mode.colour).least);
        if (nearest > farthest) {
            best = colour;
            farthest = nearest;
        }
        if (nearest >= leastDifference)
            break;
    }
    return best;
}

} // namespace faultline::labels
