// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/first_run.h"
#include "tests/support/german_locale.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include <catch2/catch.hpp>

using Catch::Contains;
using Catch::StartsWith;
using namespace faultline;
using tests::Ran;

namespace {

std::vector<std::uint32_t> failingIndices(const study::Study& study) {
    std::vector<std::uint32_t> samples;
    const auto failed = tests::failuresOf(study);
    for (const auto& failure : *failed)
        samples.push_back(failure.sample.value);
    return samples;
}

/// Two annotators, all modes, an excluded one, notes that try to be formulas.
std::vector<std::uint32_t> makeLabelled(const std::string& path) {
    study::Study study = tests::makeSyntheticStudy(path);
    auto samples = failingIndices(study);
    const auto& modes = study.labels().taxonomy().modes();
    const auto label = [&](const std::string& annotator, std::size_t failure, labels::Judgement judgement,
                           const std::string& note) {
        labels::LabelRequest request;
        request.annotator = study.labels().annotator(annotator)->id;
        request.samples = {base::SampleIndex(samples[failure])};
        request.change = {judgement, note};
        REQUIRE(tests::applyTo(study, request).has_value());
    };
    label("Ann", 0, labels::Judgement::of(modes[0].id), "=1+1");
    label("Ann", 1, labels::Judgement::of(modes[1].id), "two\nlines, and a \"quote\"");
    label("Ann", 2, labels::Judgement::excluded(), "");
    label("Bö, b", 0, labels::Judgement::of(modes[2].id), "'-already quoted");
    return samples;
}

struct Named {
    base::SampleIndex sample;
    std::string annotator, note;
    labels::Judgement judgement;
    base::Timestamp at;
    bool operator==(const Named&) const = default;
};

/// Labels of a study by the annotators' names, since ids differ from study to study.
std::vector<Named> labelsIn(const std::string& path) {
    const auto study = study::Study::open(path, study::Access::ReadOnly);
    REQUIRE(study.has_value());
    const auto annotators = study->labels().annotators();
    const auto labels = tests::labelsOf(*study);
    std::vector<Named> result;
    for (const auto& label : *labels)
        for (const auto& annotator : *annotators)
            if (annotator.id == label.annotator)
                result.push_back(
                    {label.sample, annotator.name, label.note, label.judgement, label.labelledAt});
    std::sort(result.begin(), result.end(), [](const Named& a, const Named& b) {
        return std::tie(a.sample, a.annotator) < std::tie(b.sample, b.annotator);
    });
    return result;
}

} // namespace

TEST_CASE("Export and import into a fresh study of the same run give the same labels") {
    const tests::TemporaryFolder folder;
    const std::string from = (folder / "from.faultline").string();
    makeLabelled(from);
    REQUIRE(labelsIn(from).size() == 4);
    for (const std::string format : {"csv", "json"}) {
        CAPTURE(format);
        const std::string file = (folder / ("labels." + format)).string();
        const std::string to = (folder / ("to-" + format + ".faultline")).string();
        static_cast<void>(tests::makeSyntheticStudy(to));
        const Ran written = tests::faultline({"export", from, "--format", format, "-o", file});
        REQUIRE(written.code == 0);
        CHECK_THAT(written.out, StartsWith("4 labels"));
        const Ran piped = tests::faultline({"export", from, "--format", format, "-o", "-"});
        CHECK(piped.code == 0);
        CHECK(piped.out == tests::readText(file));
        CHECK(piped.err.empty());
        const Ran read = tests::faultline({"import", to, file});
        CAPTURE(read.err);
        REQUIRE(read.code == 0);
        CHECK_THAT(read.out, StartsWith("4 labels imported"));
        CHECK(labelsIn(to) == labelsIn(from));

        const Ran again = tests::faultline({"import", to, file});
        CHECK(again.code == 0);
        CHECK_THAT(again.out, StartsWith("nothing changed"));
        CHECK(labelsIn(to) == labelsIn(from));
    }
}

TEST_CASE("Every format that brings labels back does so by the command, told or found out") {
    const tests::TemporaryFolder folder;
    const std::string from = (folder / "from.faultline").string();
    makeLabelled(from);
    for (const std::string format : {"fiftyone", "label-studio", "imagefolder", "folders", "labelme"}) {
        CAPTURE(format);
        const std::string path = (folder / format).string();
        const std::string to = (folder / ("to-" + format + ".faultline")).string();
        static_cast<void>(tests::makeSyntheticStudy(to));
        const std::vector<std::string> written{"export", from, "--format",    format,
                                               "-o",     path, "--annotator", "Ann"};
        const Ran exported = tests::faultline(written);
        CAPTURE(exported.err);
        REQUIRE(exported.code == 0);
        CHECK(exported.out == "3 labels written to " + path + "\n");
        const Ran refused = tests::faultline(written);
        CHECK(refused.code == 1);
        CHECK_THAT(refused.err, Contains("exists already"));
        std::vector<std::string> forced = written;
        forced.emplace_back("--force");
        CHECK(tests::faultline(forced).code == 0);
        const Ran read = tests::faultline({"import", to, path});
        CAPTURE(read.err);
        REQUIRE(read.code == 0);
        CHECK(read.out == "3 labels imported\n");
        CHECK(labelsIn(to).size() == 3);
        CHECK_THAT(tests::faultline({"import", to, path, "--format", format}).out,
                   StartsWith("nothing changed"));
    }
}

TEST_CASE("Events leave and enter a copy by the command, byte by byte") {
    const tests::TemporaryFolder folder;
    const std::string from = (folder / "from.faultline").string();
    const std::string to = (folder / "to.faultline").string();
    static_cast<void>(tests::makeSyntheticStudy(from));
    std::filesystem::copy_file(from, to);
    REQUIRE(tests::faultline(
                {"label", from, "--annotator", "Ann", "--sample",
                 std::to_string(failingIndices(*study::Study::open(from, study::Access::ReadOnly))[0]),
                 "--mode", "scale", "--note", "=1"})
                .code == 0);
    const std::string file = (folder / "labels.jsonl").string();
    CHECK(tests::faultline({"export", from, "--format", "events", "-o", file}).out ==
          "2 events written to " + file + "\n");
    const Ran read = tests::faultline({"import", to, file});
    CAPTURE(read.err);
    CHECK(read.out == "2 new label events, 0 known before, by Ann\n");
    CHECK(tests::faultline({"export", to, "--format", "events", "-o", "-"}).out == tests::readText(file));
}

TEST_CASE("Formats that can't be are a usage error, before anything is written") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    makeLabelled(study);
    const auto usage = [&](std::vector<std::string> arguments) {
        const Ran ran = tests::faultline(arguments);
        CHECK(ran.code == 2);
        CHECK(ran.out.empty());
        return ran.err;
    };
    CHECK_THAT(usage({"export", study, "--format", "folders", "-o", "-"}),
               Contains("a folder with pictures"));
    CHECK_THAT(usage({"export", study, "--format", "events", "--consensus", "majority", "-o", "-"}),
               Contains("every event of everybody"));
    CHECK_THAT(usage({"export", study, "--format", "coco", "-o", "-"}), Contains("coco"));
    CHECK_THAT(usage({"import", study, study, "--format", "label-errors"}), Contains("label-errors"));
    CHECK(tests::faultline({"export", study, "--format", "label-errors", "-o", "-"}).out ==
          "index,path,true,right,note,labelled_by,labelled_at\n");
}

TEST_CASE("An import with one wrong line imports nothing and names the line") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    const auto samples = failingIndices(tests::makeSyntheticStudy(study));
    const std::string good = std::to_string(samples[0]) + ",Ann,scale\n";
    const std::string file = (folder / "labels.csv").string();
    tests::writeText(file, "index,annotator,mode\n" + good + std::to_string(samples[1]) + ",Ann,smell\n");
    const Ran unknown = tests::faultline({"import", study, file});
    CHECK(unknown.code == 1);
    CHECK_THAT(unknown.err, Contains("line 3") && Contains("\"smell\"") && Contains("nothing imported"));
    tests::writeText(file, "index,annotator,mode\n" + good + "999999,Ann,scale\n");
    CHECK_THAT(tests::faultline({"import", study, file}).err, Contains("line 3") && Contains("999999"));
    CHECK(labelsIn(study).empty());
    tests::writeText(file, "index,annotator,mode\n" + good);
    CHECK(tests::faultline({"import", study, file}).code == 0);
    CHECK(labelsIn(study).size() == 1);
}

TEST_CASE("Exports and charts refuse an existing file unless forced, and leave it alone") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    static_cast<void>(tests::makeSyntheticStudy(study));
    for (const std::string name : {"labels.csv", "chart.svg", "chart.pdf", "chart.png", "chart.csv"}) {
        CAPTURE(name);
        const std::string file = (folder / name).string();
        std::vector<std::string> arguments =
            name == "labels.csv" ? std::vector<std::string>{"export", study, "--format", "csv", "-o", file}
                                 : std::vector<std::string>{"chart", study, "-o", file};
        tests::writeText(file, "mine");
        const Ran refused = tests::faultline(arguments);
        CHECK(refused.code == 1);
        CHECK_THAT(refused.err, Contains(file) && Contains("--force"));
        CHECK(tests::readText(file) == "mine");
        arguments.emplace_back("--force");
        CHECK(tests::faultline(arguments).code == 0);
        CHECK(tests::readText(file) != "mine");
    }
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path()))
        ++files;
    CHECK(files == 6); // the study and five exports, nothing half-written
}

TEST_CASE("Charts are drawn without a display in every format and grouping") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    makeLabelled(study);
    const auto chart = [&](const std::string& name, const std::vector<std::string>& more) {
        const std::string file = (folder / name).string();
        std::vector<std::string> arguments{"chart", study, "-o", file, "--annotator", "Ann"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = tests::faultline(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
        return tests::readText(file);
    };
    const std::string svg = chart("a.svg", {"--width", "640", "--height", "400"});
    CHECK_THAT(svg, Contains("viewBox=\"0 0 640 400\"") && Contains("2 of 12 failures labelled") &&
                        Contains("Goodman 1965"));
    CHECK_THAT(chart("b.svg", {"--by", "pair"}), Contains(" → "));
    CHECK_THAT(chart("c.pdf", {"--by", "true"}), StartsWith("%PDF-"));
    CHECK_THAT(chart("d.png", {}), StartsWith("\x89PNG"));
    CHECK_THAT(
        chart("e.csv", {}),
        StartsWith(
            "failures,labelled,excluded,mode,count,share,low,high,consensus,sampling\n12,2,1,scale,1,0.5,"));
    const Ran nowhere =
        tests::faultline({"chart", study, "--annotator", "Ann", "-o", (folder / "no/such/a.svg").string()});
    CHECK(nowhere.code == 1);
    CHECK_THAT(nowhere.err, Contains("no/such/a.svg"));
}

TEST_CASE("A chart on the standard output is the file that would be written, in the format that is said") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    makeLabelled(study);
    for (const std::string format : {"svg", "png", "pdf", "csv"}) {
        CAPTURE(format);
        const std::string file = (folder / ("chart." + format)).string();
        REQUIRE(tests::faultline({"chart", study, "-o", file, "--annotator", "Ann"}).code == 0);
        const Ran ran =
            tests::faultline({"chart", study, "-o", "-", "--format", format, "--annotator", "Ann"});
        CHECK(ran.code == 0);
        CHECK((ran.out == tests::readText(file))); // in brackets: nobody reads a PNG
    }
    const Ran pdf = tests::faultline({"chart", study, "-o", "-", "--format", "PDF", "--annotator", "Ann"});
    CHECK(pdf.code == 0);
    CHECK_THAT(pdf.out, StartsWith("%PDF-") && Contains("%%EOF"));

    const auto refused = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"chart", study, "--annotator", "Ann"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = tests::faultline(arguments);
        CHECK(ran.code == 2);
        CHECK(ran.out.empty());
        return ran.err;
    };
    CHECK_THAT(refused({"-o", "-"}), Contains("needs a format: --format svg, pdf, png or csv"));
    CHECK_THAT(refused({"-o", "-", "--format", "gif"}), Contains("gif"));
    const std::string other = (folder / "other.svg").string();
    CHECK_THAT(refused({"-o", other, "--format", "png"}), Contains("says another format than --format png"));
    CHECK_FALSE(std::filesystem::exists(other));
    CHECK_THAT(refused({"-o", (folder / "chart.gif").string()}), Contains("not \".gif\""));
    CHECK(tests::faultline({"chart", study, "-o", other, "--format", "svg", "--annotator", "Ann"}).code == 0);
    CHECK_FALSE(std::filesystem::exists(folder / "-"));
}

TEST_CASE("Numbers in files have points where the locale writes commas") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    makeLabelled(study);
    const Ran ran =
        tests::faultline({"stats", study, "--annotator", "Ann", "--json"}, tests::germanEnvironment());
    REQUIRE(ran.code == 0);
    CHECK(ran.json()["modes"][0]["share"] == 0.5);
}
