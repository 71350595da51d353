// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/drawn_pictures.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/model/run_header.h"
#include "core/study/picture_coding.h"

#include <catch2/catch.hpp>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;

namespace {

/// Three failures or more: the first with a large picture, the second with one that no compression makes
/// smaller, the others with small ones.
struct LargePictures {
    LargePictures() {
        const SyntheticOptions options;
        report = syntheticBatch(options, syntheticPredictions(options), 0);
        REQUIRE(report.failures.size() >= 3);
        report.failures[0].image = drawnPicture(512, 384, 1);
        base::Random random(2);
        base::Image noise = base::Image::blank(200, 200);
        for (std::uint8_t& byte : noise.bytes())
            byte = static_cast<std::uint8_t>(random.below(256));
        report.failures[1].image = noise;
        valueOf(Study::create(path(), syntheticHeader(options), report));
    }
    std::filesystem::path path() const { return folder / "a.faultline"; }
    /// "raw8 3072", as the file has it
    std::string stored(std::size_t failure) const {
        SQLite::Database database(path().string());
        SQLite::Statement row(database,
                              "SELECT encoding || ' ' || length(pixels) FROM pictures WHERE sample = ?");
        row.bind(1, static_cast<std::int64_t>(report.failures[failure].sample.value));
        REQUIRE(row.executeStep());
        return row.getColumn(0).getString();
    }
    std::vector<base::SampleIndex> samples() const {
        std::vector<base::SampleIndex> samples;
        for (const model::SampleDetail& failure : report.failures)
            samples.push_back(failure.sample);
        return samples;
    }

    TemporaryFolder folder;
    model::BatchReport report;
};

} // namespace

TEST_CASE_METHOD(LargePictures, "Large pictures are kept compressed, small and noisy ones as they are") {
    const std::string large = stored(0);
    CHECK(large.substr(0, 9) == "deflate8 ");
    CHECK(std::stoul(large.substr(9)) < 512 * 384 * 3 * 2 / 3);
    CHECK(stored(1) == "raw8 120000");
    CHECK(stored(2) == "raw8 3072");
    const Study study = opened(path(), Access::ReadOnly);
    const auto pictures = valueOf(study.pictures().of(samples()));
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        CHECK(pictures[i] == report.failures[i].image);
        CHECK(valueOf(detailOf(study, report.failures[i].sample)).image == report.failures[i].image);
    }
    CHECK(valueOf(study.verify()).problems == std::vector<std::string>{});
}

TEST_CASE_METHOD(LargePictures, "A large picture that an older Faultline stored is read as before") {
    const auto& image = report.failures[0].image;
    {
        SQLite::Database database(path().string(), SQLite::OPEN_READWRITE);
        SQLite::Statement update(database,
                                 "UPDATE pictures SET encoding = 'raw8', pixels = ? WHERE sample = ?");
        update.bind(1, image.pixels().data(), static_cast<int>(image.pixels().size()));
        update.bind(2, static_cast<std::int64_t>(report.failures[0].sample.value));
        REQUIRE(update.exec() == 1);
    }
    const Study study = opened(path(), Access::ReadOnly);
    CHECK(valueOf(study.pictures().of(samples()))[0] == image);
    CHECK(valueOf(study.verify()).problems == std::vector<std::string>{});
}

TEST_CASE_METHOD(LargePictures,
                 "Pictures are visited one by one until it is enough, and a lost one says why") {
    tamper(path(), "UPDATE pictures SET pixels = x'00' WHERE sample = " +
                       std::to_string(report.failures[1].sample.value));
    const Study study = opened(path(), Access::ReadOnly);
    std::vector<std::string> seen;
    REQUIRE(study.pictures().visit(samples(), [&](base::SampleIndex, base::Result<base::Image> picture) {
        seen.push_back(picture ? std::to_string(picture->width()) : picture.error().message);
        return seen.size() == 3 ? study::Visit::Enough : study::Visit::GoOn;
    }));
    REQUIRE(seen.size() == 3);
    CHECK(seen[0] == "512");
    CHECK(seen[1].find("the study is damaged") == 0);
    CHECK(seen[2] == "32");
}

TEST_CASE_METHOD(LargePictures,
                 "Compressed pixels that a stranger changed are refused, and verify finds them") {
    const std::string which = " WHERE encoding = 'deflate8'";
    for (const std::string& sql : {
             "UPDATE pictures SET pixels = substr(pixels, 1, 1000)" + which,
             "UPDATE pictures SET pixels = x'789c0300000000010000'" + which,
             "UPDATE pictures SET width = 16384, height = 16384" + which,
             "UPDATE pictures SET width = 4096, height = 4096" + which,
             "UPDATE pictures SET width = 384, height = 512" + which, // as many bytes
             "UPDATE pictures SET width = -1" + which,
             "UPDATE pictures SET channels = 1, width = 1536" + which,
             "UPDATE pictures SET encoding = 'raw8'" + which,
             std::string("UPDATE pictures SET encoding = 'deflate8' WHERE encoding = 'raw8'"),
         }) {
        INFO(sql);
        const std::filesystem::path copy = folder / "b.faultline";
        std::filesystem::copy_file(path(), copy, std::filesystem::copy_options::overwrite_existing);
        tamper(copy, sql);
        const Study study = opened(copy, Access::ReadOnly);
        const bool isTurned = sql.find("width = 384") != std::string::npos; // other pixels, but sound ones
        const auto pictures = study.pictures().of(samples());
        CHECK(pictures.has_value() == isTurned);
        if (!pictures)
            CHECK(pictures.error().message.find("the study is damaged") != std::string::npos);
        CHECK(valueOf(study.verify()).problems.empty() == isTurned);
    }
}
