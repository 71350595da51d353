// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Contains;

TEST_CASE("faultline report writes a file, and says what it refuses") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string(), html = (folder / "r.html").string();
    static_cast<void>(tests::makeSyntheticStudy(folder / "a.faultline"));
    const auto written = tests::faultline({"report", study, "-o", html, "--permutations", "499"});
    CAPTURE(written.err);
    CHECK(written.code == 0);
    CHECK(written.out == html + "\n");
    CHECK(std::filesystem::file_size(html) > 10'000);
    const auto again = tests::faultline({"report", study, "-o", html, "--permutations", "499"});
    CHECK(again.code == 1);
    CHECK_THAT(again.err, Contains("exists"));
    CHECK(tests::faultline({"report", study, "-o", html, "--force", "--permutations", "499"}).code == 0);
    const auto text = tests::faultline({"report", study, "-o", (folder / "r.txt").string()});
    CHECK(text.code == 2);
    CHECK_THAT(text.err, Contains("ends in .html, .pdf or .md"));
    CHECK(tests::faultline({"report", study, "-o", html, "--permutations", "98"}).code == 2);
    CHECK(tests::faultline({"report", study, "-o", html, "--force", "--consensus", "annotator:zoe"}).code ==
          2);
}

TEST_CASE("The PDF of a report is the same bytes in every run and every time zone") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    static_cast<void>(tests::makeSyntheticStudy(folder / "a.faultline"));
    std::filesystem::create_directory(folder / "again");
    const auto written = [&](const std::string& name, const std::string& zone) {
        const auto ran = tests::faultline(
            {"report", study, "-o", (folder / name).string(), "--permutations", "499"}, {"TZ=" + zone});
        CAPTURE(ran.err);
        CHECK(ran.code == 0);
        return tests::readText(folder / name);
    };
    const std::string pdf = written("r.pdf", "UTC");
    CHECK_THAT(pdf, Catch::StartsWith("%PDF-") && Contains("/CreationDate (D:19700101000000Z)"));
    CHECK(pdf == written("again/r.pdf", "Asia/Kolkata"));
}

TEST_CASE("The JSON of faultline verdict has its cards") {
    const tests::TemporaryFolder folder;
    static_cast<void>(tests::makeSyntheticStudy(folder / "a.faultline"));
    const auto ran =
        tests::faultline({"verdict", (folder / "a.faultline").string(), "--json", "--permutations", "499"});
    CAPTURE(ran.err);
    REQUIRE(ran.code == 0);
    CHECK(ran.json()["where"]["failures"] == 12);
    CHECK(ran.json()["labels_needed"]["why"].is_string());
    const auto text =
        tests::faultline({"verdict", (folder / "a.faultline").string(), "--permutations", "499"});
    CHECK_THAT(text.out, Contains("Where the model fails, without any label"));
}
