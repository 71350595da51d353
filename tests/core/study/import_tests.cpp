// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/base/time.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using labels::ImportedLabel;
using labels::Judgement;
using study::Study;

namespace {

const base::Timestamp longAgo = *base::parsedIso("2001-02-03T04:05:06.789Z");

struct Fixture {
    TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    std::vector<base::SampleIndex> failures = failingSamples(study);

    base::AnnotatorId id(const std::string& name) { return valueOf(study.labels().annotator(name)).id; }
};

} // namespace

TEST_CASE_METHOD(Fixture, "An import is one undo step for each annotator in it") {
    const std::vector<ImportedLabel> rows{{"ann", failures[0], mode(1), "", longAgo},
                                          {"bea", failures[0], mode(2), "dark", std::nullopt},
                                          {"ann", failures[1], Judgement::excluded(), "", std::nullopt}};
    const base::Timestamp before = base::now();
    const auto report = valueOf(importInto(study, rows));
    CHECK(report.description == "import of 3 labels");
    CHECK(report.changed.size() == 3);
    CHECK(valueOf(study.labels().undoState(id("ann"))).undo == "import of 2 labels");
    CHECK(valueOf(study.labels().undoState(id("bea"))).undo == "import of 1 label");

    const auto ann = valueOf(labelsOf(study, id("ann")));
    REQUIRE(ann.size() == 2);
    for (const labels::Label& label : ann)
        if (label.sample == failures[0])
            CHECK(label.labelledAt == longAgo);
        else
            CHECK(label.labelledAt >= before);
    CHECK(valueOf(labelsOf(study, id("bea"))).at(0).note == "dark");
    CHECK(valueOf(historyOf(study, failures[0])).at(0).given.how == labels::How::Import);

    valueOf(study.labels().undo(id("ann")));
    CHECK(valueOf(labelsOf(study)).size() == 1);
    valueOf(study.labels().redo(id("ann")));
    CHECK(words(valueOf(labelsOf(study, id("ann")))) == words(ann));
}

TEST_CASE_METHOD(Fixture, "What an import says again stays as it was said, and less takes nothing away") {
    labels::LabelRequest blind = request(id("ann"), {failures[0]}, mode(1));
    blind.run = study.runs().first();
    blind.given.how = labels::How::Session;
    blind.given.blind = labels::Blind::Yes;
    valueOf(study.labels().apply(blind));
    const auto reasoned = Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(1));
    valueOf(applyTo(study, request(id("ann"), {failures[1]}, reasoned)));
    valueOf(applyTo(study, request(id("ann"), {failures[2]}, mode(3))));
    const auto before = valueOf(labelsOf(study));
    const std::vector<ImportedLabel> rows{
        {"ann", failures[0], mode(1), "", longAgo},               // as a spreadsheet wrote the time
        {"ann", failures[1], Judgement::excluded(), "", longAgo}, // the reason is not known there
        {"ann", failures[2], Judgement(), "", std::nullopt}};     // an empty cell
    CHECK(valueOf(importInto(study, rows)).changed.empty());
    CHECK(valueOf(labelsOf(study)) == before);
    CHECK(valueOf(study.labels().blindLabels(study.runs().first())).size() == 1);
}

TEST_CASE_METHOD(Fixture, "An import that is repeated changes nothing") {
    const std::vector<ImportedLabel> rows{{"ann", failures[0], mode(1), "", longAgo},
                                          {" ann ", failures[1], mode(2), "note", std::nullopt},
                                          {"ann", failures[1], mode(2), "note", std::nullopt},
                                          {"ann", failures[2], Judgement(), "only a note", longAgo}};
    CHECK(valueOf(importInto(study, rows)).changed.size() == 3);
    const auto before = valueOf(labelsOf(study));
    const auto events = valueOf(study.verify()).events;
    const auto again = valueOf(importInto(study, rows));
    CHECK(again.changed.empty());
    CHECK(again.action == base::ActionId());
    CHECK(valueOf(labelsOf(study)) == before);
    CHECK(valueOf(study.verify()).events == events);
    CHECK(valueOf(importInto(study, {})).changed.empty());
}

TEST_CASE_METHOD(Fixture, "An import that changes nothing makes no annotator") {
    const std::vector<ImportedLabel> rows{{"nobody", failures[0], Judgement(), "", std::nullopt}};
    CHECK(valueOf(importInto(study, rows)).changed.empty());
    CHECK(valueOf(study.labels().annotators()).empty());
}

TEST_CASE_METHOD(Fixture, "Exported labels imported into a fresh study of the same run are the same labels") {
    const auto ann = id("ann");
    valueOf(applyTo(study, request(ann, {failures[3], failures[1]}, mode(3), "cut off")));
    valueOf(applyTo(study, request(ann, {failures[0]}, Judgement::excluded())));
    valueOf(applyTo(study, request(ann, {failures[2]}, std::nullopt, "later")));
    std::vector<ImportedLabel> rows;
    for (const labels::Label& label : valueOf(labelsOf(study)))
        rows.push_back({"ann", label.sample, label.judgement, label.note,
                        label.judgement.isUnlabelled() ? std::nullopt : std::optional(label.labelledAt)});
    Study fresh = makeSyntheticStudy(folder / "b.faultline");
    valueOf(importInto(fresh, rows));
    CHECK(words(valueOf(labelsOf(fresh))) == words(valueOf(labelsOf(study))));
}

TEST_CASE_METHOD(Fixture, "One bad row refuses the whole import") {
    std::uint32_t correct = 0;
    while (detailOf(study, base::SampleIndex(correct)))
        ++correct;
    std::vector<ImportedLabel> rows{{"ann", failures[0], mode(1), "", std::nullopt},
                                    {"bea", failures[1], mode(2), "", std::nullopt}};
    ErrorKind expected = ErrorKind::InvalidInput;
    SECTION("a sample that is neither failure nor control") {
        rows.push_back({"ann", base::SampleIndex(correct), mode(1), "", std::nullopt});
        expected = ErrorKind::NotFound;
    }
    SECTION("an unknown mode") {
        rows.push_back({"ann", failures[2], mode(17), "", std::nullopt});
    }
    SECTION("a name that is none") {
        rows.push_back({" ", failures[2], mode(1), "", std::nullopt});
    }
    SECTION("a note that is no text") {
        rows.push_back({"ann", failures[2], mode(1), "\xc0\x80", std::nullopt});
    }
    SECTION("two labels for one sample") {
        rows.push_back({"ann", failures[0], mode(2), "", std::nullopt});
    }
    SECTION("a time that can't be written") {
        rows.push_back({"ann", failures[2], mode(1), "", base::Timestamp::max()});
    }
    const auto refused = importInto(study, rows);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == expected);
    CHECK(valueOf(labelsOf(study)).empty());
    CHECK(valueOf(study.labels().annotators()).empty());
    CHECK(valueOf(study.verify()).events == 0);
}

TEST_CASE_METHOD(Fixture, "An import without notes leaves the notes that are there") {
    valueOf(
        importInto(study, std::vector<ImportedLabel>{{"ann", failures[0], mode(1), "too dark", longAgo}}));
    valueOf(importInto(study, std::vector<ImportedLabel>{{"ann", failures[0], mode(2), "", longAgo}}));
    const auto labels = valueOf(labelsOf(study, id("ann")));
    REQUIRE(labels.size() == 1);
    CHECK(labels[0].judgement == mode(2));
    CHECK(labels[0].note == "too dark");
}
