// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"

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

    base::AnnotatorId id(const std::string& name) { return valueOf(study.annotator(name)).id; }
};

} // namespace

TEST_CASE_METHOD(Fixture, "An import is one undo step for each annotator in it") {
    const std::vector<ImportedLabel> rows{{"ann", failures[0], mode(1), "", longAgo},
                                          {"bea", failures[0], mode(2), "dark", std::nullopt},
                                          {"ann", failures[1], Judgement::excluded(), "", std::nullopt}};
    const base::Timestamp before = base::now();
    const auto report = valueOf(study.importLabels(rows));
    CHECK(report.description == "import of 3 labels");
    CHECK(report.changed.size() == 3);
    CHECK(valueOf(study.undoState(id("ann"))).undo == "import of 2 labels");
    CHECK(valueOf(study.undoState(id("bea"))).undo == "import of 1 label");

    const auto ann = valueOf(study.labels(id("ann")));
    REQUIRE(ann.size() == 2);
    for (const labels::Label& label : ann)
        if (label.sample == failures[0])
            CHECK(label.labelledAt == longAgo);
        else
            CHECK(label.labelledAt >= before);
    CHECK(valueOf(study.labels(id("bea"))).at(0).note == "dark");
    CHECK(valueOf(study.history(failures[0])).at(0).source == labels::Source::Import);

    valueOf(study.undo(id("ann")));
    CHECK(valueOf(study.labels()).size() == 1);
    valueOf(study.redo(id("ann")));
    CHECK(valueOf(study.labels(id("ann"))) == ann);
}

TEST_CASE_METHOD(Fixture, "An import that is repeated changes nothing") {
    const std::vector<ImportedLabel> rows{{"ann", failures[0], mode(1), "", longAgo},
                                          {" ann ", failures[1], mode(2), "note", std::nullopt},
                                          {"ann", failures[1], mode(2), "note", std::nullopt},
                                          {"ann", failures[2], Judgement(), "only a note", longAgo}};
    CHECK(valueOf(study.importLabels(rows)).changed.size() == 3);
    const auto before = valueOf(study.labels());
    const auto events = valueOf(study.verify()).events;
    const auto again = valueOf(study.importLabels(rows));
    CHECK(again.changed.empty());
    CHECK(again.action == 0);
    CHECK(valueOf(study.labels()) == before);
    CHECK(valueOf(study.verify()).events == events);
    CHECK(valueOf(study.importLabels({})).changed.empty());
}

TEST_CASE_METHOD(Fixture, "An import that changes nothing makes no annotator") {
    const std::vector<ImportedLabel> rows{{"nobody", failures[0], Judgement(), "", std::nullopt}};
    CHECK(valueOf(study.importLabels(rows)).changed.empty());
    CHECK(valueOf(study.annotators()).empty());
}

TEST_CASE_METHOD(Fixture, "Exported labels imported into a fresh study of the same run are the same labels") {
    const auto ann = id("ann");
    valueOf(study.label(request(ann, {failures[3], failures[1]}, mode(3), "cut off")));
    valueOf(study.label(request(ann, {failures[0]}, Judgement::excluded())));
    valueOf(study.label(request(ann, {failures[2]}, std::nullopt, "later")));
    std::vector<ImportedLabel> rows;
    for (const labels::Label& label : valueOf(study.labels()))
        rows.push_back({"ann", label.sample, label.judgement, label.note,
                        label.judgement.isUnlabelled() ? std::nullopt : std::optional(label.labelledAt)});
    Study fresh = makeSyntheticStudy(folder / "b.faultline");
    valueOf(fresh.importLabels(rows));
    CHECK(valueOf(fresh.labels()) == valueOf(study.labels()));
}

TEST_CASE_METHOD(Fixture, "One bad row refuses the whole import") {
    std::uint32_t correct = 0;
    while (study.detail(base::SampleIndex(correct)))
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
    const auto refused = study.importLabels(rows);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == expected);
    CHECK(valueOf(study.labels()).empty());
    CHECK(valueOf(study.annotators()).empty());
    CHECK(valueOf(study.verify()).events == 0);
}

TEST_CASE_METHOD(Fixture, "An import without notes leaves the notes that are there") {
    valueOf(
        study.importLabels(std::vector<ImportedLabel>{{"ann", failures[0], mode(1), "too dark", longAgo}}));
    valueOf(study.importLabels(std::vector<ImportedLabel>{{"ann", failures[0], mode(2), "", longAgo}}));
    const auto labels = valueOf(study.labels(id("ann")));
    REQUIRE(labels.size() == 1);
    CHECK(labels[0].judgement == mode(2));
    CHECK(labels[0].note == "too dark");
}
