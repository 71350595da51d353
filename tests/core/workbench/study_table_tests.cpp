// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "core/workbench/annotation_table.h"
#include "core/workbench/failure_list.h"
#include "core/workbench/study_table.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Contains;
using labels::Judgement;

namespace {

/// A finished run whose first failures Ann and Bob have judged differently; Cid has written a note alone.
struct Labelled {
    tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
    std::vector<model::Prediction> failures = tests::failuresOf(study).value();

    Labelled() {
        label("Ann", 0, mode(0), "far away");
        label("Ann", 2, Judgement::excluded(), "");
        label("Bob", 0, mode(1), "");
        label("Cid", 3, std::nullopt, "what is it?");
    }
    [[nodiscard]] Judgement mode(std::size_t number) const {
        return Judgement::of(study.labels().taxonomy().modes()[number].id);
    }
    void label(const std::string& annotator, std::size_t row, std::optional<Judgement> judgement,
               const std::string& note) {
        labels::LabelRequest request;
        request.annotator = study.labels().annotator(annotator)->id;
        request.samples = {failures[row].sample};
        request.change = {judgement, note};
        REQUIRE(tests::applyTo(study, request).has_value());
    }
    [[nodiscard]] workbench::StudyTable table() const {
        return workbench::studyTable(study, study.runs().first()).value();
    }
    [[nodiscard]] workbench::Annotations annotations() const {
        return workbench::annotationsOf(study, study.runs().first()).value();
    }
};

std::vector<std::string> namesOf(const std::vector<labels::Annotator>& annotators) {
    std::vector<std::string> names;
    for (const labels::Annotator& annotator : annotators)
        names.push_back(annotator.name);
    return names;
}

} // namespace

TEST_CASE("A study's table has its failures in arrival order and finds them by sample") {
    const Labelled labelled;
    const workbench::StudyTable table = labelled.table();
    CHECK(table.failures() == labelled.failures);
    CHECK(table.classes() == tests::headerOf(labelled.study).classNames());
    for (std::size_t row = 0; row < table.failures().size(); ++row)
        CHECK(table.rowOf(table.failures()[row].sample) == row);
    CHECK_FALSE(table.rowOf(base::SampleIndex(59'999)).has_value());
}

TEST_CASE("Failures that arrive join at the end, and what is correct is no row") {
    workbench::StudyTable table;
    const auto at = [](std::uint32_t sample, std::uint16_t predicted) {
        return model::Prediction{base::SampleIndex(sample), base::ClassId(0), base::ClassId(predicted)};
    };
    table.append(std::vector{at(5, 1), at(6, 0)});
    table.append(std::vector{at(2, 0), at(1, 3)});
    REQUIRE(table.failures().size() == 2);
    CHECK(table.rowOf(base::SampleIndex(5)) == 0U);
    CHECK(table.rowOf(base::SampleIndex(1)) == 1U);
    CHECK_FALSE(table.rowOf(base::SampleIndex(6)).has_value());
}

TEST_CASE("Failures and controls may carry a label, and nothing else") {
    const Labelled labelled;
    const auto controls = tests::controlsOf(labelled.study).value();
    REQUIRE_FALSE(controls.empty());
    CHECK(workbench::labellable(labelled.study, labelled.study.runs().first())->size() ==
          labelled.failures.size() + controls.size());
    CHECK(
        workbench::checkLabellable(labelled.study, labelled.study.runs().first(), labelled.failures[0].sample)
            .has_value());
    CHECK(workbench::checkLabellable(labelled.study, labelled.study.runs().first(), controls[0]).has_value());
    const auto refused =
        workbench::checkLabellable(labelled.study, labelled.study.runs().first(), base::SampleIndex(59'999));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == base::ErrorKind::NotFound);
    CHECK_THAT(refused.error().message, Contains("59999"));
}

TEST_CASE("An annotation table holds one annotator's judgements and notes, row by row") {
    const Labelled labelled;
    const workbench::StudyTable table = labelled.table();
    const workbench::Annotations annotations = labelled.annotations();
    const auto ann = annotations.of(annotations.find("Ann")->id, table);
    REQUIRE(ann.judgements().size() == labelled.failures.size());
    CHECK(ann.judgements()[0] == labelled.mode(0));
    CHECK(ann.note(0) == "far away");
    CHECK(ann.judgements()[1].isUnlabelled());
    CHECK(ann.isBlank(1));
    CHECK(ann.judgements()[2].isExcluded());
    CHECK(ann.judgedCount() == 2);
    const auto cid = annotations.of(annotations.find("Cid")->id, table);
    CHECK_FALSE(cid.isBlank(3));
    CHECK(cid.judgedCount() == 0);
}

TEST_CASE("The count of the judged follows every change of a label") {
    const Labelled labelled;
    const workbench::StudyTable table = labelled.table();
    workbench::AnnotationTable held(table.failures().size());
    labels::Label label;
    label.sample = labelled.failures[4].sample;
    label.judgement = labelled.mode(0);
    CHECK(held.apply(table, label) == 4U);
    CHECK(held.judgedCount() == 1);
    label.judgement = Judgement::excluded();
    held.apply(table, label);
    CHECK(held.judgedCount() == 1);
    label.judgement = Judgement();
    held.apply(table, label);
    CHECK(held.judgedCount() == 0);
    label.sample = tests::controlsOf(labelled.study)->front();
    label.judgement = labelled.mode(0);
    CHECK_FALSE(held.apply(table, label).has_value()); // a control is no row
    CHECK(held.judgedCount() == 0);
    held.grow(table.failures().size() + 3);
    CHECK(held.judgements().back().isUnlabelled());
}

TEST_CASE("Who labelled are those who judged a failure, a note alone is none") {
    const Labelled labelled;
    const workbench::Annotations annotations = labelled.annotations();
    CHECK(namesOf(annotations.labellers(labelled.table())) == std::vector<std::string>{"Ann", "Bob"});
    const auto anybody = annotations.anybodysJudgements(labelled.table());
    CHECK_FALSE(anybody[0].isUnlabelled());
    CHECK(anybody[2].isExcluded());
    CHECK(std::count_if(anybody.begin(), anybody.end(), [](const auto& j) { return !j.isUnlabelled(); }) ==
          2);
}

TEST_CASE("Rows name their annotator where they have a word, or where one was asked for") {
    const Labelled labelled;
    const auto rows = [&](workbench::Listing listing, const std::string& consensus) {
        return workbench::failureRows(labelled.table(), labelled.annotations(), listing, consensus);
    };
    const auto agreed = rows(workbench::Listing::Failures, "").value();
    CHECK(agreed[0].judgement.isUnlabelled()); // Ann and Bob differ
    CHECK(agreed[2].judgement.isExcluded());
    CHECK(agreed[2].annotator.empty());
    CHECK(agreed[2].consensus == "adjudicated");
    CHECK(agreed[0].note.empty()); // a note is Ann's own
    CHECK(rows(workbench::Listing::FailuresByAnnotator, "majority").error().kind ==
          base::ErrorKind::InvalidInput);
    const auto each = rows(workbench::Listing::FailuresByAnnotator, "").value();
    REQUIRE(each.size() == 2 * labelled.failures.size());
    CHECK(each.front().annotator == "Ann");
    CHECK(each.back().annotator == "Bob");
    const auto bob = rows(workbench::Listing::Failures, "annotator:Bob").value();
    REQUIRE(bob.size() == labelled.failures.size());
    CHECK(bob[0].judgement == labelled.mode(1));
    CHECK(bob[5].annotator == "Bob");
}

TEST_CASE("Selected rows pass the filter, and ties keep the order of the rows in both directions") {
    std::vector<report::FailureRow> rows(4);
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        rows[i].prediction = {base::SampleIndex(i), base::ClassId(0), base::ClassId(1), 0.5F, 0.5F};
        rows[i].annotator = i % 2 == 0 ? "Ann" : "Bob";
    }
    rows[3].judgement = Judgement::excluded();
    for (const auto direction : {workbench::SortDirection::Ascending, workbench::SortDirection::Descending}) {
        const auto chosen = workbench::selected(rows, {std::nullopt, std::nullopt, Judgement()},
                                                {workbench::SortKey::Confidence, direction});
        REQUIRE(chosen.size() == 3);
        for (std::uint32_t i = 0; i < 3; ++i)
            CHECK(chosen[i].prediction.sample == base::SampleIndex(i));
    }
}
