// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/colour_check.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::labels;
using Catch::Matchers::Contains;

namespace {

Mode modeOf(int number, const std::string& colour) {
    static constexpr std::string_view letters = "JLMPQTVWY";
    Mode mode;
    mode.id = base::ModeId(10 + number);
    mode.slug = "m" + std::to_string(number);
    mode.name = mode.slug;
    mode.digit.reset();
    mode.letter = letters[static_cast<std::size_t>(number)];
    mode.colour = colour;
    return mode;
}

Taxonomy with(std::vector<Mode> modes) {
    auto taxonomy = Taxonomy::make(std::move(modes));
    REQUIRE(taxonomy);
    return *taxonomy;
}

} // namespace

TEST_CASE("CIEDE2000 gives the figures of Sharma, Wu and Dalal (2005), table 1") {
    struct Row {
        ColourTriple one, other;
        double difference;
    };
    const std::vector<Row> rows{
        {{50.0000, 2.6772, -79.7751}, {50.0000, 0.0000, -82.7485}, 2.0425},
        {{50.0000, 3.1571, -77.2803}, {50.0000, 0.0000, -82.7485}, 2.8615},
        {{50.0000, -1.3802, -84.2814}, {50.0000, 0.0000, -82.7485}, 1.0000},
        {{50.0000, 0.0000, 0.0000}, {50.0000, -1.0000, 2.0000}, 2.3669},
        {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0009}, 7.1792},
        {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0011}, 7.2195},
        {{50.0000, 2.5000, 0.0000}, {73.0000, 25.0000, -18.0000}, 27.1492},
        {{50.0000, 2.5000, 0.0000}, {61.0000, -5.0000, 29.0000}, 22.8977},
        {{50.0000, 2.5000, 0.0000}, {56.0000, -27.0000, -3.0000}, 31.9030},
        {{50.0000, 2.5000, 0.0000}, {58.0000, 24.0000, 15.0000}, 19.4535},
        {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
        {{63.0109, -31.0961, -5.8663}, {62.8187, -29.7946, -4.0864}, 1.2630},
        {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
    };
    for (const Row& row : rows) {
        CHECK(difference2000(row.one, row.other) == Approx(row.difference).margin(5e-5));
        CHECK(difference2000(row.other, row.one) == Approx(row.difference).margin(5e-5));
    }
}

TEST_CASE("L*a*b* and contrast are those of the standards") {
    CHECK(labOf({1, 1, 1})[0] == Approx(100));
    CHECK(labOf({1, 1, 1})[1] == Approx(0).margin(0.01));
    CHECK(labOf({1, 1, 1})[2] == Approx(0).margin(0.01));
    const ColourTriple red = labOf(linearLight("#ff0000")); // 53.24, 80.09, 67.20
    CHECK(red[0] == Approx(53.24).margin(0.01));
    CHECK(red[1] == Approx(80.09).margin(0.02));
    CHECK(red[2] == Approx(67.20).margin(0.02));
    CHECK(contrastRatio("#000000", "#ffffff") == Approx(21));
    CHECK(contrastRatio("#767676", "#FFFFFF") == Approx(4.54).margin(0.005)); // the least grey for text
}

TEST_CASE("A dichromat sees what Viénot, Brettel and Mollon computed") {
    for (const Vision vision : {Vision::Protanopia, Vision::Deuteranopia})
        for (const double grey : {0.1, 0.5, 0.9}) { // greys stay grey
            const ColourTriple seen = seenWith(vision, {grey, grey, grey});
            CHECK(seen[0] == Approx(seen[1]).margin(1e-3));
            CHECK(seen[2] == Approx(seen[1]).margin(1e-3));
        }
    // Red and green are seen by their weights alone, the same in both; blue is kept.
    const ColourTriple protan = seenWith(Vision::Protanopia, {0.5, 0.2, 0.3});
    CHECK(protan[0] == Approx(0.992052 * (0.11238 * 0.5 + 0.88762 * 0.2) + 0.003974).margin(1e-4));
    CHECK(protan[1] == Approx(protan[0]).margin(1e-4));
    CHECK(protan[2] == Approx(0.992052 * (0.00401 * (0.5 - 0.2) + 0.3) + 0.003974).margin(1e-4));
    const ColourTriple deutan = seenWith(Vision::Deuteranopia, {0.5, 0.2, 0.3});
    CHECK(deutan[0] == Approx(0.957237 * (0.29275 * 0.5 + 0.70725 * 0.2) + 0.0213814).margin(1e-4));
    CHECK(deutan[1] == Approx(deutan[0]).margin(1e-4));
    CHECK(deutan[2] == Approx(0.957237 * (-0.02234 * (0.5 - 0.2) + 0.3) + 0.0213814).margin(1e-4));
    CHECK(seenWith(Vision::Usual, {0.5, 0.2, 0.3}) == ColourTriple{0.5, 0.2, 0.3});
}

TEST_CASE("The standard modes have colours without a shortfall, and others are told what they lack") {
    CHECK(colourWarnings(standardTaxonomy()).empty());
    std::vector<Mode> modes = standardTaxonomy().modes();
    modes[1].colour = "#ffff00"; // on white
    const auto pale = colourWarnings(with(modes));
    REQUIRE(pale.size() == 1);
    CHECK(pale[0] == "the colour #ffff00 of Background has a contrast of 1.07:1 against a window's "
                     "background, less than 3:1");
    modes[1].colour = "#0f0f0f"; // on the dark window
    CHECK_THAT(colourWarnings(with(modes)).at(0), Contains("less than 3:1"));
    modes[1].colour = "#0072b4";
    const auto same = colourWarnings(with(modes));
    REQUIRE(same.size() == 1);
    CHECK_THAT(same[0], Contains("the colours of Scale and Background are hard to tell apart"));
    // Apart for most people, not for all.
    modes[0].colour = "#a05a00";
    modes[1].colour = "#5a7800";
    CHECK(difference2000(labOf(linearLight("#a05a00")), labOf(linearLight("#5a7800"))) > 30);
    const auto dichromat = colourWarnings(with(modes));
    REQUIRE(dichromat.size() == 1);
    CHECK_THAT(dichromat[0], Contains("without red receptors") || Contains("without green receptors"));
    // What "none of these" has counts, too.
    modes = standardTaxonomy().modes();
    modes[2].colour = "#cc79a8";
    CHECK_THAT(colourWarnings(with(modes)).at(0), Contains("Occlusion and none of these"));
}

TEST_CASE(
    "Six modes beside the standard ones get a colour without a shortfall, and every further one a colour") {
    Taxonomy taxonomy = standardTaxonomy();
    for (int i = 0; i < 9; ++i) {
        std::vector<Mode> modes = taxonomy.modes();
        modes.push_back(modeOf(i, freeColour(taxonomy)));
        taxonomy = with(modes);
        if (i < 6)
            CHECK(colourWarnings(taxonomy).empty());
    }
    std::set<std::string> colours;
    for (const Mode& mode : taxonomy.modes())
        colours.insert(mode.colour);
    CHECK(colours.size() == 12);
}
