// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using Catch::Contains;
using Catch::StartsWith;
using namespace faultline;
using tests::Ran;

namespace {

Ran checkUsageError(const std::vector<std::string>& arguments) {
    Ran ran = tests::faultline(arguments);
    CAPTURE(arguments, ran.err);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK_THAT(ran.err, StartsWith("faultline: "));
    return ran;
}

} // namespace

TEST_CASE("Help and version go to stdout and are no errors") {
    const Ran help = tests::faultline({"--help"});
    CHECK(help.code == 0);
    CHECK(help.err.empty());
    for (const char* verb : {"evaluate", "fetch", "pairs", "failures", "label", "stats", "chart", "export",
                             "import", "import-predictions", "covariate", "verify", "checks"})
        CHECK_THAT(help.out, Contains(verb));
    const Ran version = tests::faultline({"--version"});
    CHECK(version.code == 0);
    CHECK_THAT(version.out, StartsWith("faultline 0."));
    CHECK(tests::faultline({"stats", "--help"}).code == 0);
}

TEST_CASE("A word that is neither a command nor a file is a usage error without a window") {
    CHECK_THAT(checkUsageError({"nosuchthing"}).err,
               Contains("\"nosuchthing\" is neither a command nor an existing file"));
    CHECK_THAT(checkUsageError({"/no/such/study.faultline"}).err, Contains("neither a command nor"));
    checkUsageError({"--nosuchoption"});
}

TEST_CASE("Incomplete and contradictory arguments are usage errors") {
    checkUsageError({"pairs"});
    checkUsageError({"pairs", "a.faultline", "b.faultline"});
    checkUsageError({"failures", "a.faultline", "--json", "--csv"});
    checkUsageError({"failures", "a.faultline", "--limit", "0"});
    checkUsageError({"failures", "a.faultline", "--limit", "many"});
    checkUsageError({"label", "a.faultline", "--annotator", "Ann", "--sample", "1"});
    checkUsageError({"label", "a.faultline", "--annotator", "Ann", "--sample", "1", "--clear", "--exclude"});
    checkUsageError({"label", "a.faultline", "--annotator", "Ann", "--sample", "-1", "--clear"});
    checkUsageError({"stats", "a.faultline", "--by", "mood"});
    checkUsageError({"chart", "a.faultline"});
    CHECK_THAT(checkUsageError({"chart", "a.faultline", "-o", "chart.jpg"}).err,
               Contains(".svg, .pdf, .png"));
    checkUsageError({"chart", "a.faultline", "-o", "chart.svg", "--width", "0"});
    checkUsageError({"export", "a.faultline", "--format", "xml", "-o", "labels.xml"});
    CHECK_THAT(checkUsageError({"import", "a.faultline", "labels.txt", "--format", "xml"}).err,
               Contains("label-studio"));
}

TEST_CASE("Without a display the window is refused with a sentence instead of a crash") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "a.faultline", "no study");
    for (const auto& arguments : {std::vector<std::string>{}, {(folder / "a.faultline").string()}}) {
        const Ran ran = tests::faultline(arguments);
        CHECK(ran.code == 1);
        CHECK_THAT(ran.err, Contains("there is no display"));
    }
}

TEST_CASE("A file that is missing or no study fails with a sentence, in every command that reads one") {
    const tests::TemporaryFolder folder;
    const std::string missing = (folder / "missing.faultline").string();
    const std::string text = (folder / "text.faultline").string();
    tests::writeText(text, "this is no database");
    for (const std::string& study : {missing, text}) {
        for (std::vector<std::string> arguments :
             {std::vector<std::string>{"pairs"}, {"failures"}, {"stats"}, {"verify"}}) {
            arguments.push_back(study);
            const Ran ran = tests::faultline(arguments);
            CAPTURE(arguments, ran.err);
            CHECK(ran.code == 1);
            CHECK(ran.out.empty());
            CHECK_THAT(ran.err, Contains(study));
        }
    }
}

TEST_CASE("Checks print versions and paths, and say when there is no worker") {
    const Ran ran = tests::faultline({"checks", "--json"}, {"PATH=/nonexistent"});
    const auto json = ran.json();
    for (const char* member : {"faultline", "qt", "sqlite", "opencv"}) {
        CAPTURE(member);
        CHECK_FALSE(json[member].get<std::string>().empty());
    }
    CHECK(json["paths"]["program"].get<std::string>() == FAULTLINE_BINARY_DIR "/bin/faultline");
    CHECK(json["paths"].contains("data"));
    if (json["worker"].contains("error")) {
        CHECK(ran.code == 1);
        CHECK_THAT(ran.err, StartsWith("faultline: "));
    } else {
        CHECK(ran.code == 0);
        CHECK_FALSE(json["worker"]["devices"].empty());
        CHECK(json["worker"].contains("why_no_gpu"));
    }
}
