// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Access;
using study::Study;

namespace {

/// Does everything that reads; an error must be one that a user can understand.
void readEverything(const std::filesystem::path& file) {
    const auto fine = [](const auto& result) {
        return result || (result.error().kind != ErrorKind::Internal && !result.error().message.empty());
    };
    const auto study = Study::open(file, Access::ReadOnly);
    if (!study) {
        INFO(study.error().message);
        CHECK(fine(study));
        return;
    }
    CHECK(fine(stateOf(*study)));
    CHECK(fine(predictionsOf(*study)));
    CHECK(fine(controlsOf(*study)));
    CHECK(fine(labelsOf(*study)));
    CHECK(fine(study->labels().annotators()));
    CHECK(fine(study->verify()));
    if (const auto failures = failuresOf(*study))
        for (const model::Prediction& failure : *failures) {
            CHECK(fine(detailOf(*study, failure.sample)));
            CHECK(fine(historyOf(*study, failure.sample)));
        }
}

} // namespace

TEST_CASE("A study cut short at any page is refused") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "sound.faultline");
    const std::string bytes = readText(folder / "sound.faultline");
    const auto cut = folder / "cut.faultline";
    constexpr std::size_t page = 16384;
    REQUIRE(bytes.size() % page == 0);
    for (std::size_t size = 0; size < bytes.size(); size += page)
        for (const std::size_t odd : {std::size_t{0}, std::size_t{1}, std::size_t{4096}}) {
            INFO(size + odd << " of " << bytes.size());
            writeText(cut, bytes.substr(0, size + odd));
            for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
                const auto study = Study::open(cut, access);
                REQUIRE_FALSE(study);
                CHECK(study.error().kind == ErrorKind::InvalidInput);
            }
            CHECK(names(folder.path()).size() == 2);
        }
}

TEST_CASE("Flipped bytes crash nothing and every error is a clear one") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "sound.faultline");
    const std::string bytes = readText(folder / "sound.faultline");
    base::Random random(20260101);
    for (int round = 0; round < 300; ++round) {
        INFO("round " << round);
        std::string damaged = bytes;
        for (std::uint64_t flips = 1 + random.below(8); flips > 0; --flips) {
            // Half of them where the file and its schema begin: that is where the structure is.
            const std::uint64_t range = random.below(2) == 0 ? 16384 : damaged.size();
            damaged[random.below(range)] = static_cast<char>(random.below(256));
        }
        writeText(folder / "damaged.faultline", damaged);
        readEverything(folder / "damaged.faultline");
    }
}

TEST_CASE("A damaged page of each kind crashes nothing") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "sound.faultline");
    const std::string bytes = readText(folder / "sound.faultline");
    base::Random random(7);
    for (std::size_t page = 0; page < bytes.size(); page += 16384) {
        INFO("page at " << page);
        std::string damaged = bytes;
        SECTION("zeros") {
            std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(page), 16384, '\0');
        }
        SECTION("noise in the page's own header") {
            for (std::size_t i = page == 0 ? 100 : page; i < page + 112; ++i)
                damaged[i] = static_cast<char>(random.below(256));
        }
        writeText(folder / "damaged.faultline", damaged);
        readEverything(folder / "damaged.faultline");
    }
}

TEST_CASE("A damaged log loses its last commits at most") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    std::string base;
    std::string log;
    std::size_t labelled = 0;
    {
        Study study = makeSyntheticStudy(file);
        const auto ann = valueOf(study.labels().annotator("ann"));
        for (const base::SampleIndex sample : failingSamples(study)) {
            valueOf(applyTo(study, request(ann.id, {sample}, mode(2))));
            ++labelled;
        }
        base = readText(file);
        log = readText(file.string() + "-wal");
    }
    std::filesystem::create_directory(folder / "copy");
    const auto copy = folder / "copy" / "a.faultline";
    base::Random random(11);
    for (int round = 0; round < 60; ++round) {
        INFO("round " << round);
        std::string damaged = log;
        damaged[random.below(damaged.size())] ^= static_cast<char>(1 + random.below(255));
        if (random.below(3) == 0)
            damaged.resize(random.below(damaged.size()));
        writeText(copy, base);
        writeText(copy.string() + "-wal", damaged);
        const Access access = random.below(2) == 0 ? Access::ReadOnly : Access::ReadWrite;
        {
            const Study study = opened(copy, access);
            CHECK(valueOf(labelsOf(study)).size() <= labelled);
            CHECK(valueOf(study.verify()).problems == std::vector<std::string>{});
        }
        CHECK(names(folder / "copy") == std::vector<std::string>{"a.faultline"});
    }
}
