// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_lines.h"

#include "core/study/log_copy.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <algorithm>
#include <functional>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using study::Study;

namespace {

/// A study in which two people labelled, undid and wrote notes, and a copy of it from before that.
struct Labelled {
    TemporaryFolder folder;
    std::string lines;
    std::string state; ///< stateOfLabels()

    explicit Labelled(const std::string& note = "plain") {
        makeSyntheticStudy(folder / "a.faultline");
        std::filesystem::copy_file(folder / "a.faultline", folder / "earlier.faultline");
        Study study = opened(folder / "a.faultline");
        const auto failures = failingSamples(study);
        const auto ann = valueOf(study.labels().annotator("ann")).id;
        const auto bob = valueOf(study.labels().annotator("Bob \xe2\x97\x8f")).id;
        valueOf(applyTo(study, request(ann, {failures[0], failures[1]}, mode(1))));
        valueOf(applyTo(study, request(ann, {failures[1]}, mode(2), note)));
        valueOf(applyTo(study, request(bob, {failures[1]}, labels::Judgement::excluded())));
        valueOf(applyTo(study, request(bob, {failures[2]}, mode(3))));
        valueOf(study.labels().undo(bob));
        valueOf(study.labels().undo(ann));
        valueOf(study.labels().redo(ann));
        lines = valueOf(study.labels().lines());
        state = stateOfLabels(study);
    }

    [[nodiscard]] base::Result<labels::MergeReport> mergeInto(Study& study, const std::string& text) const {
        writeText(folder / "labels.jsonl", text);
        FAULTLINE_TRY(copy, study::LogCopy::open(folder / "labels.jsonl"));
        return study.merge({&copy, 1});
    }
    /// The first line that contains `part` is given to `change`.
    [[nodiscard]] std::string changed(const std::string& part,
                                      const std::function<void(std::string&)>& change) const {
        const std::size_t at = lines.find(part);
        REQUIRE(at != std::string::npos);
        const std::size_t begin = at == 0 ? 0 : lines.rfind('\n', at) + 1;
        const std::size_t end = lines.find('\n', at);
        std::string line = lines.substr(begin, end - begin);
        change(line);
        return lines.substr(0, begin) + line + lines.substr(end);
    }
    [[nodiscard]] std::string replaced(const std::string& from, const std::string& to) const {
        return changed(from, [&](std::string& line) { line.replace(line.find(from), from.size(), to); });
    }
};

} // namespace

TEST_CASE("Labels that were written down as lines come back, with their history, into an earlier copy") {
    const Labelled labelled(GENERATE(as<std::string>{}, "plain",
                                     "two\nlines\tand \"quotes\" \\ \xf0\x9f\x90\xb1", "\x01\x1f\x7f"));
    Study earlier = opened(labelled.folder / "earlier.faultline");
    REQUIRE(valueOf(labelsOf(earlier)).empty());
    const auto report = valueOf(labelled.mergeInto(earlier, labelled.lines));
    CHECK(report.eventsNew > 5);
    CHECK(report.eventsKnown == 0);
    CHECK(stateOfLabels(earlier) == labelled.state);
    CHECK(valueOf(earlier.verify()).problems.empty());
    const auto ann = valueOf(earlier.labels().annotator("ann")).id;
    CHECK(valueOf(earlier.labels().undoState(ann)).undo.has_value()); // and can be undone

    const auto again = valueOf(labelled.mergeInto(earlier, labelled.lines));
    CHECK(again.eventsNew == 0);
    CHECK(again.eventsKnown == report.eventsNew);
    CHECK(stateOfLabels(earlier) == labelled.state);
}

TEST_CASE("Each line is one JSON object, and the heading says whose log it is and how long") {
    const Labelled labelled;
    const auto heading = valueOf(study::headingOf(labelled.lines));
    CHECK(heading.study == opened(labelled.folder / "a.faultline").uuid());
    CHECK(heading.file == (labelled.folder / "a.faultline").string());
    CHECK(heading.actions == 7);
    CHECK(heading.events > 5);
    CHECK(labelled.lines.back() == '\n');
    CHECK(labelled.lines.find(R"("table":"label_events")") != std::string::npos);
    CHECK(labelled.lines.find("pixels") == std::string::npos);
}

TEST_CASE("Lines that are not whole, altered or of something else are refused, and nothing changes") {
    const Labelled labelled;
    Study earlier = opened(labelled.folder / "earlier.faultline");
    const auto refusal = [&](const std::string& text) {
        const auto report = labelled.mergeInto(earlier, text);
        CHECK(stateOfLabels(earlier).find(' ') == std::string::npos);
        return report ? "merged" : report.error().message;
    };
    const std::string& lines = labelled.lines;
    CHECK_THAT(refusal(""), Contains("labels.jsonl"));
    // The file is named, once.
    const std::string path = (labelled.folder / "labels.jsonl").string();
    CHECK(refusal("some text\n") == path + ": it is no label log, and no study either");
    CHECK_THAT(refusal("{}\n"), Contains("it is no label log"));
    CHECK_THAT(refusal(lines.substr(0, lines.size() - 20)), Contains("line ") && Contains("no JSON"));
    CHECK_THAT(refusal(labelled.changed("label_events", [](std::string& line) { line = "\xff"; })),
               Contains("not UTF-8"));
    const std::size_t lastLine = lines.rfind('\n', lines.size() - 2) + 1;
    CHECK_THAT(refusal(lines.substr(0, lastLine)), Contains("it is not whole"));
    CHECK_THAT(refusal(lines + lines.substr(lastLine)), Contains("line ")); // twice
    CHECK_THAT(refusal(labelled.replaced("\"version\":2", "\"version\":3")), Contains("update Faultline"));
    CHECK_THAT(refusal(labelled.replaced("\"table\":\"actions\"", "\"table\":\"acts\"")),
               Contains("a table that is not known"));
    CHECK_THAT(refusal(labelled.replaced("\"target\":", "\"aim\":")),
               Contains("a column that is not known, \"aim\""));
    CHECK_THAT(refusal(labelled.replaced("\"thing\":\"judgement\"", "\"thing\":\"mood\"")),
               Contains("line "));
    CHECK_THAT(refusal(labelled.replaced("\"sample\":", "\"sample\":4")), Contains("labels.jsonl"));
    CHECK_THAT(refusal(labelled.replaced("\"study\":\"", "\"study\":\"0")), Contains("another study"));
    CHECK_THAT(refusal(labelled.replaced("Scale", "Size")), Contains("failure modes"));
    CHECK_THAT(refusal(labelled.replaced("{", std::string(100'000, '['))), Contains("labels.jsonl"));

    REQUIRE(labelled.mergeInto(earlier, lines));
    const auto altered =
        labelled.mergeInto(earlier, labelled.replaced("\"kind\":\"label\"", "\"kind\":\"import\""));
    REQUIRE_FALSE(altered);
    CHECK_THAT(altered.error().message, Contains("was altered"));
    CHECK(stateOfLabels(earlier) == labelled.state);
}
