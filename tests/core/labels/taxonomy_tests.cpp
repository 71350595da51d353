// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/taxonomy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Matchers::Contains;

namespace {

using Linear = std::array<double, 3>;

/// sRGB (IEC 61966-2-1) from "#rrggbb" to linear light.
Linear linearLight(const std::string& colour) {
    Linear linear{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double value = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
        linear[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    }
    return linear;
}

/// WCAG 2.1 contrast ratio.
double contrast(const Linear& a, const Linear& b) {
    const auto luminance = [](const Linear& c) { return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; };
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

/// Dichromatic vision by the matrices of Machado, Oliveira and Fernandes (2009), severity 1.
constexpr std::array<Linear, 3> protanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr std::array<Linear, 3> deuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};

Linear seenBy(const std::array<Linear, 3>& vision, const Linear& colour) {
    Linear seen{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            seen[row] += vision[row][column] * colour[column];
    for (double& value : seen)
        value = std::clamp(value, 0.0, 1.0);
    return seen;
}

/// CIE 1976 L*a*b* under D65.
Linear lab(const Linear& c) {
    const Linear xyz{(0.4124 * c[0] + 0.3576 * c[1] + 0.1805 * c[2]) / 0.9505,
                     0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2],
                     (0.0193 * c[0] + 0.1192 * c[1] + 0.9505 * c[2]) / 1.089};
    Linear f{};
    for (std::size_t i = 0; i < 3; ++i)
        f[i] = xyz[i] > 0.008856 ? std::cbrt(xyz[i]) : 7.787 * xyz[i] + 16.0 / 116.0;
    return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

double distance(const Linear& a, const Linear& b) {
    const Linear labA = lab(a);
    const Linear labB = lab(b);
    return std::hypot(labA[0] - labB[0], labA[1] - labB[1], labA[2] - labB[2]);
}

} // namespace

TEST_CASE("The standard modes are Scale, Background and Occlusion in key order") {
    const auto& modes = labels::standardTaxonomy().modes();
    REQUIRE(modes.size() == 3);
    CHECK(modes[0].name == "Scale");
    CHECK(modes[1].name == "Background");
    CHECK(modes[2].name == "Occlusion");
    std::string keys;
    for (const labels::Mode& mode : modes)
        keys += {mode.digit.value_or('-'), mode.letter};
    CHECK(keys == "1S2B3O");
}

TEST_CASE("Modes are found by id and by slug in any case, and nothing else is found") {
    const labels::Taxonomy& taxonomy = labels::standardTaxonomy();
    for (const labels::Mode& mode : taxonomy.modes()) {
        CHECK(taxonomy.find(mode.id) == &mode);
        CHECK(taxonomy.find(mode.slug) == &mode);
        CHECK(taxonomy.find(mode.name) == &mode);
    }
    CHECK(taxonomy.find(base::ModeId(4)) == nullptr);
    CHECK(taxonomy.find(base::ModeId(0)) == nullptr);
    CHECK(taxonomy.find("") == nullptr);
    CHECK(taxonomy.find("blur") == nullptr);
    CHECK(labels::Taxonomy().find("scale") == nullptr);
}

TEST_CASE("A taxonomy holds only what files, filters and keys can tell apart") {
    using labels::Mode;
    const auto refusal = [](const std::function<void(std::vector<Mode>&)>& change) {
        std::vector<Mode> modes = labels::standardTaxonomy().modes();
        change(modes);
        const auto taxonomy = labels::Taxonomy::make(std::move(modes));
        return taxonomy ? std::string() : taxonomy.error().message;
    };
    CHECK(refusal([](auto&) {}).empty());
    CHECK(refusal([](auto& modes) { modes.clear(); }).empty());
    const auto change = [&](auto member, const auto& value) {
        return refusal([&](auto& modes) { modes[1].*member = value; });
    };
    for (const char* slug : {"excluded", "unlabelled", "none", "control", "mode-9", "", "two words", "Big",
                             "<b>", "a/b", "caf\xc3\xa9"})
        CHECK_THAT(change(&Mode::slug, std::string(slug)),
                   Contains("failure mode 2 (Background) can't be used: its slug"));
    CHECK_FALSE(change(&Mode::slug, std::string(65, 'a')).empty());
    CHECK(change(&Mode::slug, std::string(64, 'a')).empty());
    CHECK_THAT(change(&Mode::name, std::string(201, 'a')), Contains("its name"));
    CHECK_THAT(change(&Mode::definition, std::string(4'097, 'a')),
               Contains("its definition has 4,097 bytes"));
    CHECK(change(&Mode::definition, std::string(4'096, 'a')).empty());
    for (const char digit : {'0', 'a', ' ', '\0'})
        CHECK_THAT(change(&Mode::digit, std::optional(digit)), Contains("its digit"));
    for (const char letter : {'G', 'X', 'N', 'U', 'F'})
        CHECK_THAT(change(&Mode::letter, letter), Contains("is a key of the program"));
    for (const char letter : {'s', '1', '?', '\0'})
        CHECK_THAT(change(&Mode::letter, letter), Contains("its letter is not A to Z"));
    for (const char* colour : {"red", "#12345", "#12345g", "0072b2#"})
        CHECK_THAT(change(&Mode::colour, std::string(colour)), Contains("its colour"));

    const Mode first = labels::standardTaxonomy().modes()[0];
    CHECK_THAT(change(&Mode::id, first.id), Contains("failure mode 2 can't be told from mode 1"));
    CHECK_THAT(change(&Mode::slug, first.slug), Contains("can't be told from"));
    CHECK_THAT(change(&Mode::name, first.name), Contains("can't be told from"));
    CHECK_THAT(change(&Mode::digit, first.digit), Contains("can't be told from"));
    CHECK_THAT(change(&Mode::letter, first.letter), Contains("can't be told from"));
    CHECK_THAT(change(&Mode::letter, first.letter), Contains("background and scale share their letter"));
    CHECK_THAT(refusal([](auto& modes) { modes.resize(13, modes[0]); }),
               Contains("there are 13 failure modes, and 12 can be told apart by their letters"));
    CHECK_THAT(change(&Mode::digit, std::optional('0')), Contains("0 is a key of the program"));
}

TEST_CASE("Modes with a digit stand before those with a letter alone, of which there may be more than nine") {
    std::vector<labels::Mode> modes;
    for (const char letter : std::string("WBJLMOPQSTVY")) {
        labels::Mode mode;
        mode.id = base::ModeId(letter);
        mode.slug = std::string("m") + static_cast<char>(letter + 32);
        mode.name = mode.slug;
        mode.letter = letter;
        mode.colour = "#123456";
        mode.digit.reset();
        if (modes.size() >= 3)
            mode.digit = static_cast<char>('9' - static_cast<int>(modes.size() - 3));
        modes.push_back(mode);
    }
    const auto taxonomy = labels::Taxonomy::make(modes);
    REQUIRE(taxonomy);
    std::string letters;
    for (const labels::Mode& mode : taxonomy->modes())
        letters += mode.letter;
    CHECK(letters == "YVTSQPOMLBJW");
}

TEST_CASE("A merged mode counts as what it was merged into, and its name can still be read") {
    std::vector<labels::Mode> modes = labels::standardTaxonomy().modes();
    const labels::Mode scale = modes[0];
    modes.erase(modes.begin());
    labels::Mode blur = scale; // its keys are those of a merged one: nobody minds
    blur.id = base::ModeId(4);
    blur.slug = "blur";
    const auto taxonomy = labels::Taxonomy::make(modes, {{scale, "blur"}, {blur, "background"}});
    REQUIRE(taxonomy);
    CHECK(taxonomy->modes().size() == 2);
    CHECK(taxonomy->resolved(scale.id) == modes[0].id); // by way of the other one
    CHECK(taxonomy->resolved(blur.id) == modes[0].id);
    CHECK(taxonomy->resolved(modes[1].id) == modes[1].id);
    CHECK(taxonomy->find(scale.id)->name == "Scale");
    CHECK(taxonomy->find("scale") == nullptr);
    CHECK(taxonomy->findMerged("Scale")->into == "blur");
    CHECK_FALSE(taxonomy->isOffered(scale.id));
    CHECK(taxonomy->isOffered(modes[0].id));

    CHECK_FALSE(labels::Taxonomy::make(modes, {{scale, "nowhere"}}));
    CHECK_FALSE(labels::Taxonomy::make(modes, {{scale, "blur"}, {blur, "scale"}})); // a circle
    labels::Mode twin = scale;
    twin.slug = modes[0].slug;
    CHECK_FALSE(labels::Taxonomy::make(modes, {{twin, "occlusion"}}));
}

TEST_CASE("A split mode counts as itself, and is not offered") {
    std::vector<labels::Mode> modes = labels::standardTaxonomy().modes();
    modes[0].splitInto = {"background", "occlusion"};
    const auto taxonomy = labels::Taxonomy::make(modes);
    REQUIRE(taxonomy);
    CHECK(taxonomy->modes().size() == 3);
    CHECK_FALSE(taxonomy->isOffered(modes[0].id));
    CHECK(taxonomy->resolved(modes[0].id) == modes[0].id);
    CHECK(taxonomy->partsOf(taxonomy->modes()[0]).size() == 2);
    for (const char* part : {"scale", "blur", ""}) {
        modes[0].splitInto = {"background", part};
        CHECK_FALSE(labels::Taxonomy::make(modes));
    }
    // A part that was merged is what it was merged into.
    const labels::Mode occlusion = modes[2];
    modes[0].splitInto = {"background", "occlusion"};
    modes.pop_back();
    const auto merged = labels::Taxonomy::make(modes, {{occlusion, "background"}});
    REQUIRE(merged);
    CHECK(merged->partsOf(merged->modes()[0]) == std::vector{&merged->modes()[1]});
}

TEST_CASE("Mode colours stand out on white and on a dark window, and carry readable badge text") {
    for (const labels::Mode& mode : labels::standardTaxonomy().modes()) {
        INFO(mode.name << " " << mode.colour);
        const Linear colour = linearLight(mode.colour);
        const Linear white = linearLight("#ffffff");
        const Linear black = linearLight("#000000");
        CHECK(contrast(colour, white) >= 3);                                      // WCAG 1.4.11
        CHECK(contrast(colour, linearLight("#1e1e1e")) >= 3);                     //
        CHECK(std::max(contrast(colour, white), contrast(colour, black)) >= 4.5); // WCAG 1.4.3
    }
}

TEST_CASE("Mode colours stay apart without red or green receptors") {
    const auto& modes = labels::standardTaxonomy().modes();
    for (std::size_t a = 0; a < modes.size(); ++a)
        for (std::size_t b = a + 1; b < modes.size(); ++b) {
            INFO(modes[a].name << " and " << modes[b].name);
            const Linear first = linearLight(modes[a].colour);
            const Linear second = linearLight(modes[b].colour);
            CHECK(distance(first, second) >= 30);
            CHECK(distance(seenBy(protanopia, first), seenBy(protanopia, second)) >= 30);
            CHECK(distance(seenBy(deuteranopia, first), seenBy(deuteranopia, second)) >= 30);
        }
}
