// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_lookup.h"

#include <optional>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using dataset::PictureLookup;
using dataset::PictureMiss;

namespace {

const std::vector<std::string> classes{"cat", "dog"};

/// The pictures are numbered as they stand here.
PictureLookup lookupOf(std::initializer_list<std::string> paths) {
    PictureLookup lookup(classes);
    std::uint32_t number = 0;
    for (const std::string& path : paths)
        lookup.add(SampleIndex(number++), path);
    return lookup;
}

std::optional<PictureMiss::Why> whyNot(const PictureLookup& lookup, std::string_view name) {
    const auto found = lookup.find(name);
    return found ? std::nullopt : std::optional(found.error().why);
}

} // namespace

TEST_CASE("A picture is found by its path, by more than that, and by an end that is its own") {
    const PictureLookup lookup = lookupOf({"cat/day/7.png", "dog/day/8.png", "cat/8.png", "dog/9.png"});
    CHECK(lookup.find("cat/day/7.png") == SampleIndex(0));
    CHECK(lookup.find(" ./cat\\day\\7.png ") == SampleIndex(0));
    CHECK(lookup.find("/data/dog/test/cat/8.png") == SampleIndex(2));
    CHECK(lookup.find("day/8.png") == SampleIndex(1));
    CHECK(lookup.find("where/ever/7.png") == SampleIndex(0));
    CHECK(whyNot(lookup, "8.png") == PictureMiss::Why::Namesakes);
    CHECK(whyNot(lookup, "10.png") == PictureMiss::Why::Unknown);
    CHECK(whyNot(lookup, "") == PictureMiss::Why::Unknown);
    CHECK_FALSE(lookup.findWhole("7.png"));
}

TEST_CASE("No base name makes a picture one of another class, however deep the folder of the class is") {
    const PictureLookup lookup = lookupOf({"cat/day/7.png"});
    CHECK(whyNot(lookup, "dog/day/7.png") == PictureMiss::Why::OtherClass);
    CHECK(whyNot(lookup, "/data/dog/a/b/7.png") == PictureMiss::Why::OtherClass);
    CHECK(lookup.find("cat/night/7.png") == SampleIndex(0));
}

TEST_CASE("Names that read alike are told apart by their bytes, and refused where those are neither's") {
    const std::string composed = "cat/caf\xc3\xa9.png";
    const std::string apart = "cat/cafe\xcc\x81.png";
    const PictureLookup lookup = lookupOf({apart, composed, "cat/a\\b.png", "cat/a/b.png"});
    CHECK(lookup.find(composed) == SampleIndex(1));
    CHECK(lookup.find("/data/" + apart) == SampleIndex(0));
    CHECK(lookup.find("cat/a\\b.png") == SampleIndex(2));
    CHECK(lookup.find("cat/a/b.png") == SampleIndex(3));
    CHECK(whyNot(lookup, "cat\\a/b.png") == PictureMiss::Why::Alike);
    CHECK(lookupOf({apart}).find(composed) == SampleIndex(0));
}

TEST_CASE("A name of slashes alone takes no time, and one that is too long is refused by that") {
    const PictureLookup lookup = lookupOf({"cat/7.png"});
    CHECK(whyNot(lookup, std::string(4'096, '/')) == PictureMiss::Why::Unknown);
    CHECK(whyNot(lookup, std::string(4'097, '/')) == PictureMiss::Why::TooLong);
}
