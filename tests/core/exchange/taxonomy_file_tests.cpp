// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/taxonomy_file.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Matchers::Contains;
using labels::Mode;

namespace {

labels::Taxonomy someModes() {
    std::vector<Mode> modes = labels::standardTaxonomy().modes();
    modes[1].name = "Ünïcode \"&\" <b>";
    modes[1].digit.reset();
    modes[2].splitInto = {"scale", "background"};
    return *labels::Taxonomy::make(std::move(modes));
}

std::string refusal(const std::string& text) {
    const auto modes = exchange::parsedTaxonomyFile(text);
    return modes ? "read" : modes.error().message;
}

std::string with(const std::string& modes) {
    return R"({"format": "faultline taxonomy", "version": 1, "modes": [)" + modes + "]}";
}

} // namespace

TEST_CASE("A taxonomy that was written is read as it was") {
    for (const labels::Taxonomy& taxonomy : {labels::standardTaxonomy(), someModes(), labels::Taxonomy()}) {
        const std::string text = exchange::taxonomyFile(taxonomy);
        const auto modes = exchange::parsedTaxonomyFile(text);
        REQUIRE(modes);
        const auto again = labels::Taxonomy::make(*modes);
        REQUIRE(again);
        CHECK(exchange::taxonomyFile(*again) == text);
        REQUIRE(modes->size() == taxonomy.modes().size());
        for (std::size_t i = 0; i < modes->size(); ++i) {
            Mode mode = (*modes)[i];
            mode.id = taxonomy.modes()[i].id;
            CHECK(mode == taxonomy.modes()[i]);
        }
    }
}

TEST_CASE("A file that is no taxonomy is refused with what is wrong in it") {
    CHECK_THAT(refusal(""), Contains("no well-formed JSON"));
    CHECK_THAT(refusal("[]"), Contains("it is no taxonomy"));
    CHECK_THAT(refusal(R"({"format": "other", "modes": []})"), Contains("it is no taxonomy"));
    CHECK_THAT(refusal(R"({"format": "faultline taxonomy", "version": 2, "modes": []})"),
               Contains("update Faultline"));
    const std::string good = R"({"slug": "a", "name": "A", "letter": "J", "colour": "#123456"})";
    CHECK(refusal(with(good)) == "read");
    CHECK_THAT(refusal(with(good + ", 5")), Contains("mode 2: it is no object"));
    CHECK_THAT(refusal(with(R"({"slug": "a", "name": "A", "colour": "#123456"})")),
               Contains("mode 1: it has no letter"));
    CHECK_THAT(refusal(with(R"({"slug": "a", "name": "A", "letter": "JJ", "colour": "#123456"})")),
               Contains("its letter is no single letter"));
    CHECK_THAT(refusal(with(R"({"slug": 7, "name": "A", "letter": "J", "colour": "#123456"})")),
               Contains("its slug is no text"));
    CHECK_THAT(refusal(with(R"({"slug": "a", "name": "A", "letter": "X", "colour": "#123456"})")),
               Contains("X is a key of the program"));
    CHECK_THAT(refusal(with(good + "," + good)), Contains("can't be told from"));
    CHECK_THAT(
        refusal(with(
            R"({"slug": "a", "name": "A", "letter": "J", "colour": "#123456", "split_into": ["b", "c"]})")),
        Contains("can't be split into b"));
    std::string many = good;
    for (int i = 0; i < 12; ++i)
        many += "," + good;
    CHECK_THAT(refusal(with(many)), Contains("more than 12 modes"));
}
