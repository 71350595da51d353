// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_report.h"

#include "core/base/files.h"
#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Contains;
using labels::Judgement;

namespace {

struct Bench {
    tests::TemporaryFolder folder;
    study::Study study;
    base::RunId run = study.runs().all().front().id;
    std::vector<model::Prediction> failures = study.runs().failures(run).value();

    static tests::SyntheticOptions options() {
        tests::SyntheticOptions options;
        options.samples = 400;
        options.failures = 120;
        options.nameEnd = "<b>&\"";
        return options;
    }
    Bench()
        : study(tests::makeSyntheticStudy(folder / "a.faultline", options())) {}

    void label(const std::string& annotator, std::size_t count) {
        REQUIRE(study.labels().annotator(annotator));
        std::vector<labels::ImportedLabel> imported;
        for (std::size_t i = 0; i < count; ++i)
            imported.push_back(
                {annotator,
                 failures[i].sample,
                 Judgement::of(study.labels().taxonomy().modes().at(failures[i].predicted.value % 3).id),
                 {},
                 {}});
        REQUIRE(study.labels().import(run, imported));
    }
    [[nodiscard]] std::string written(const std::string& name, workbench::ReportOptions options = {},
                                      base::Overwrite overwrite = base::Overwrite::Yes) const {
        options.permutations = 499;
        REQUIRE(workbench::writeReport(study, run, folder / name, options, overwrite));
        const auto bytes = base::readFile(folder / name, 100 << 20).value();
        return {bytes.begin(), bytes.end()};
    }
};

std::size_t countOf(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

} // namespace

TEST_CASE("A report holds the verdict, every card, 24 examples of a mode and its provenance") {
    Bench bench;
    bench.label("ada <ada@example.org>", 120);
    const std::string html = bench.written("r.html");
    for (const char* anchor : {"tests",          "composition", "excess",           "agreement",
                               "weaknesses",     "pairs",       "pairs-true",       "pairs-predicted",
                               "representation", "robustness",  "labels_needed",    "where",
                               "runs",           "cost",        "confusion-matrix", "examples",
                               "annotators",     "plan",        "methods",          "provenance"})
        CHECK_THAT(html, Contains("<section id=\"" + std::string(anchor) + "\">"));
    CHECK(countOf(html, "data:image/png;base64,") == 3 * 24);
    CHECK_THAT(html, Contains("Scale: 24 of "));
    CHECK_THAT(html, Contains("ada &lt;ada@example.org&gt;"));
    CHECK_THAT(html, Contains("airplane&lt;b&gt;&amp;&quot;"));
    CHECK(html.find("<b>") == std::string::npos);
    CHECK_THAT(html, Contains("faultline report a.faultline -o r.html --permutations 499"));
    CHECK_THAT(html, Contains(bench.study.dataset().identity));
    CHECK(html.find(bench.folder.path().string()) == std::string::npos); // nobody's folders
    CHECK(html == bench.written("r.html"));
}

TEST_CASE("The labels' digest in a report follows the labels, and examples hang on the seed alone") {
    Bench bench;
    bench.label("ada", 119);
    const std::string before = bench.written("r.html");
    bench.label("ada", 120);
    const std::string after = bench.written("r.html");
    const auto digest = [](const std::string& html) {
        const std::size_t at = html.find("labels, SHA-256");
        return html.substr(html.find("<td", at), 80);
    };
    CHECK(digest(before) != digest(after));
}

TEST_CASE("Without pictures indices stand in their place, and Markdown never has any") {
    Bench bench;
    bench.label("ada", 120);
    workbench::ReportOptions options;
    options.pictures = workbench::ReportPictures::Left;
    const std::string html = bench.written("r.html", options);
    CHECK(html.find("data:image") == std::string::npos);
    CHECK(countOf(html, "<figcaption>image ") == 3 * 24);
    CHECK_THAT(html, Contains("--no-pictures"));
    const std::string text = bench.written("r.md");
    CHECK_THAT(text, Catch::StartsWith("# a\n\n**Clustered**\n\n"));
    CHECK(countOf(text, "\n- image ") == 3 * 24);
    CHECK(text.find("<b>") == std::string::npos);
    CHECK(text == bench.written("r.md"));
}

TEST_CASE("A report of a study without labels says so, and one with a plan shows how far it is") {
    Bench bench;
    CHECK_THAT(bench.written("r.html"),
               Contains("No failure has a label yet.") && Contains("Not enough labels"));
    REQUIRE(workbench::makePlan(bench.study, bench.run, {}));
    REQUIRE(bench.study.labels().annotator("ada"));
    CHECK_THAT(bench.written("r.md"), Contains("| final from | all that is planned |"));
}

TEST_CASE("A report is refused over the study, and over a file that exists") {
    Bench bench;
    CHECK(workbench::reportFormatOf("a/B.HTML").value() == workbench::ReportFormat::Html);
    CHECK(workbench::reportFormatOf("r.PDF").value() == workbench::ReportFormat::Pdf);
    CHECK_THAT(workbench::reportFormatOf("r.txt").error().message, Contains("\".txt\""));
    static_cast<void>(bench.written("r.html"));
    CHECK_FALSE(
        workbench::writeReport(bench.study, bench.run, bench.folder / "r.html", {}, base::Overwrite::No));
    std::filesystem::create_symlink(bench.folder / "a.faultline", bench.folder / "s.html");
    CHECK_THAT(
        workbench::writeReport(bench.study, bench.run, bench.folder / "s.html", {}, base::Overwrite::Yes)
            .error()
            .message,
        Contains("is the study itself"));
}
