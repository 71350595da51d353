// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "tests/support/german_locale.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ErrorKind;

namespace {

base::ByteView bytesOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4, in one piece or several") {
    CHECK(base::hex(base::sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    base::Sha256 hash;
    hash.add(bytesOf("a"));
    hash.add(bytesOf("bc"));
    CHECK(base::hex(hash.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash.add(bytesOf("abc"));
    CHECK(hash.finish() == base::sha256(bytesOf("abc")));
}

TEST_CASE("SplitMix64 gives the published sequence") {
    base::Random random(1234567);
    const std::array<std::uint64_t, 3> published{6457827717110365317ULL, 3203168211198807973ULL,
                                                 9817491932198370423ULL};
    for (const std::uint64_t number : published)
        CHECK(random.next() == number);
}

TEST_CASE("A seeded shuffle is a permutation, repeatable and different for another seed") {
    std::vector<int> first(1000);
    for (int i = 0; i < 1000; ++i)
        first[static_cast<std::size_t>(i)] = i;
    auto second = first, third = first;
    const auto sorted = first;
    base::Random a(7), b(7), c(8);
    base::shuffle(first, a);
    base::shuffle(second, b);
    base::shuffle(third, c);
    CHECK(first == second);
    CHECK(first != third);
    CHECK(first != sorted);
    std::sort(first.begin(), first.end());
    CHECK(first == sorted);
}

TEST_CASE("Bounded random numbers are uniform") {
    base::Random random(3);
    std::array<int, 5> counts{};
    for (int i = 0; i < 50'000; ++i)
        ++counts.at(random.below(5));
    for (const int count : counts) // 5 standard deviations of a binomial(50000, 1/5) are 447
        CHECK(std::abs(count - 10'000) < 447);
}

TEST_CASE("Numbers are written and read without regard to the locale") {
    const tests::GermanLocale german;
    CHECK(base::numberText(0.1) == "0.1");
    CHECK(base::fixedText(1234.5678, 2) == "1234.57");
    CHECK(base::parsedNumber<double>("2.5") == 2.5);
    CHECK_FALSE(base::parsedNumber<double>("2,5"));
    CHECK_FALSE(base::parsedNumber<int>("12 "));
    CHECK_FALSE(base::parsedNumber<int>(""));
    CHECK_FALSE(base::parsedNumber<std::uint32_t>("-1"));
    CHECK_FALSE(base::parsedNumber<std::uint8_t>("256"));
    for (const double value : {1e300, -0.3, std::numeric_limits<double>::denorm_min()})
        CHECK(base::parsedNumber<double>(base::numberText(value)) == value);
}

TEST_CASE("Numbers for sentences are grouped by thousands") {
    CHECK(base::groupedText(0) == "0");
    CHECK(base::groupedText(903) == "903");
    CHECK(base::groupedText(10'000) == "10,000");
    CHECK(base::groupedText(1'234'567) == "1,234,567");
}

TEST_CASE("UTF-8 is checked to the letter of RFC 3629") {
    CHECK(base::isUtf8("Zoë \xf0\x9f\x90\xb1"));
    CHECK_FALSE(base::isUtf8("\xc0\xaf"));         // overlong
    CHECK_FALSE(base::isUtf8("\xed\xa0\x80"));     // surrogate
    CHECK_FALSE(base::isUtf8("\xf4\x90\x80\x80")); // above U+10FFFF
    CHECK_FALSE(base::isUtf8("\xe2\x82"));         // cut off
    CHECK_FALSE(base::isUtf8("\x80"));
}

TEST_CASE("Times survive a round trip and odd ones are refused") {
    const auto time = base::parsedIso("2026-11-24T06:47:51.120Z");
    REQUIRE(time);
    CHECK(base::isoText(*time) == "2026-11-24T06:47:51.120Z");
    CHECK(base::parsedIso("2026-11-24T07:47:51.12+01:00") == time);
    CHECK(base::parsedIso("2024-02-29T00:00:00Z"));
    for (const char* text :
         {"2026-02-29T00:00:00Z", "2026-11-24", "2026-11-24T24:00:00Z", "2026-11-24T06:47:51",
          "2026-11-24T06:47:51.Z", "2026-11-24T06:47:51Zx", "yesterday"})
        CHECK_FALSE(base::parsedIso(text));
}

TEST_CASE("UUIDs are of version 4 and differ") {
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i)
        ids.insert(base::newUuid());
    CHECK(ids.size() == 100);
    CHECK(ids.begin()->size() == 36);
    CHECK((*ids.begin())[14] == '4');
}

TEST_CASE("A file is written whole or not at all") {
    const tests::TemporaryFolder folder;
    const auto path = folder / "a.txt";
    REQUIRE(base::writeFileAtomically(path, "first", base::Overwrite::No));

    SECTION("an existing file is refused and kept") {
        const auto refused = base::writeFileAtomically(path, "second", base::Overwrite::No);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == ErrorKind::Refused);
        CHECK(tests::readText(path) == "first");
    }
    SECTION("an existing file is replaced when asked for") {
        REQUIRE(base::writeFileAtomically(path, "second", base::Overwrite::Yes));
        CHECK(tests::readText(path) == "second");
    }
    SECTION("a folder that is not there is named") {
        const auto missing = base::writeFileAtomically(folder / "no/b.txt", "x", base::Overwrite::No);
        REQUIRE_FALSE(missing);
        CHECK(missing.error().message.find("no/b.txt") != std::string::npos);
    }
    CHECK(filesIn(folder.path()) == 1);
}

TEST_CASE("Reading a file is bounded and refuses what is not a file") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "a", "12345");
    CHECK(base::readFile(folder / "a", 5)->size() == 5);
    CHECK(base::readFile(folder / "a", 4).error().kind == ErrorKind::InvalidInput);
    CHECK(base::readFile(folder.path(), 5).error().kind == ErrorKind::InvalidInput);
    CHECK(base::readFile(folder / "b", 5).error().kind == ErrorKind::NotFound);
}

TEST_CASE("A file that Git LFS or git-annex did not fetch is told as that, whoever reads it") {
    const tests::TemporaryFolder folder;
    const auto refusal = [&](const char* name) {
        const auto read = base::readFile(folder / name, 1000);
        REQUIRE_FALSE(read);
        CHECK(read.error().kind == ErrorKind::Refused);
        return read.error().message;
    };
    tests::writeText(folder / "lfs.bin",
                     "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    CHECK(refusal("lfs.bin") ==
          (folder / "lfs.bin").string() +
              " is only a Git LFS pointer, not the file itself; run `git lfs pull` where "
              "it came from");
    tests::writeText(folder / "unlocked.npy", "/annex/objects/SHA256E-s1--00.npy\n");
    CHECK(refusal("unlocked.npy").find("git annex get") != std::string::npos);
    std::filesystem::create_symlink("../.git/annex/objects/X/y/SHA256E-s1--00.npy", folder / "locked.npy");
    CHECK(refusal("locked.npy").find("is only a git-annex pointer") != std::string::npos);
    std::filesystem::create_symlink("nowhere", folder / "dangling");
    CHECK(base::readFile(folder / "dangling", 5).error().kind == ErrorKind::NotFound);
}
