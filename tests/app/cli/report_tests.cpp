// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"
#include "core/study/run_entry.h"
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
    CHECK_THAT(text.out, Contains("The tests, each within the true class") &&
                             Contains("Composition: how frequent each mode is") &&
                             Contains("count attributions, not causes") &&
                             Contains("A plan adds controls.") && Contains("Agreement of the annotators") &&
                             Contains("What stands against it"));
}

TEST_CASE("Verdict and report are of the run that is asked for, and say who labelled it") {
    const tests::TemporaryFolder folder;
    const std::string path = (folder / "a.faultline").string(), file = (folder / "r.md").string();
    {
        auto study = tests::makeSyntheticStudy(path);
        tests::SyntheticOptions other;
        other.modelSeed = 7;
        other.failures = 20;
        tests::addSyntheticRun(study, "other", other);
    }
    const auto failuresOf = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"verdict", path, "--json", "--permutations", "499"};
        words.insert(words.end(), more.begin(), more.end());
        const auto ran = tests::faultline(words);
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
        return ran.json()["failures"].get<int>();
    };
    CHECK(failuresOf({}) == 12);
    CHECK(failuresOf({"--run", "other"}) == 20);
    CHECK(failuresOf({"--run", "2"}) == 20);
    CHECK(tests::faultline({"verdict", path, "--run", "third"}).code == 2);
    CHECK(tests::faultline({"report", path, "-o", file, "--run", "third"}).code == 2);
    REQUIRE(tests::faultline({"report", path, "-o", file, "--run", "other", "--permutations", "499",
                              "--labelled-by", "the <developers>"})
                .code == 0);
    const std::string text = tests::readText(file);
    CHECK_THAT(text, Contains("0 of 20 failures have a label") && Contains("--run other") &&
                         Contains("--labelled-by 'the \\<developers\\>'"));
    CHECK_THAT(text, Contains("Labelled by the \\<developers\\>.")); // plain text, whatever it holds
    const std::string html = (folder / "r.html").string();
    REQUIRE(tests::faultline({"report", path, "-o", html, "--permutations", "499"}).code == 0);
    CHECK_THAT(tests::readText(html), !Contains("Labelled by") && Contains("of 12 failures have a label"));
}

TEST_CASE("The dates of a PDF are those of the last label") {
    const tests::TemporaryFolder folder;
    const std::string path = (folder / "a.faultline").string(), file = (folder / "r.pdf").string();
    std::string date;
    {
        auto study = tests::makeSyntheticStudy(path);
        const base::RunId run = study.runs().first();
        labels::LabelRequest wanted;
        wanted.annotator = study.labels().annotator("ada").value().id;
        wanted.run = run;
        wanted.samples = {study.runs().failures(run).value().front().sample};
        wanted.change.judgement = labels::Judgement::none();
        REQUIRE(study.labels().apply(wanted));
        for (const char letter : base::isoText(study.labels().labels(run).value().front().labelledAt))
            if (letter >= '0' && letter <= '9' && date.size() < 14)
                date += letter;
    }
    REQUIRE(tests::faultline({"report", path, "-o", file, "--permutations", "499"}).code == 0);
    const std::string pdf = tests::readText(file);
    CHECK_THAT(pdf, Contains("/CreationDate (D:" + date + "Z)"));
    CHECK_THAT(pdf, !Contains("(D:1970"));
}
