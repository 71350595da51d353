// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/clause_text.h"
#include "core/workbench/grouping.h"

#include <catch2/catch.hpp>

using namespace faultline;
using analysis::Grouping;
using base::ClassId;
using base::SampleIndex;
using labels::Judgement;

namespace {

/// Three failures: two cats taken for dogs, one dog taken for a cat. Ann judged all, Bob the first.
struct Judged {
    workbench::StudyTable table{{"cat", "dog"}, labels::standardTaxonomy()};
    workbench::Annotations annotations;

    Judged() {
        table.append(std::vector<model::Prediction>{{SampleIndex(4), ClassId(0), ClassId(1), 0.5F, 0.1F},
                                                    {SampleIndex(9), ClassId(1), ClassId(0), 0.5F, 0.1F},
                                                    {SampleIndex(6), ClassId(0), ClassId(1), 0.5F, 0.1F}});
        annotations.annotators = {{base::AnnotatorId(1), "a", "Ann"}, {base::AnnotatorId(2), "b", "Bob"}};
        add(4, 1, mode("scale"));
        add(9, 1, mode("occlusion"));
        add(6, 1, Judgement::excluded());
        add(4, 2, mode("background"));
    }
    static Judgement mode(std::string_view slug) {
        return Judgement::of(labels::standardTaxonomy().find(slug)->id);
    }
    void add(std::uint32_t sample, std::int64_t annotator, const Judgement& judgement) {
        annotations.labels.push_back(
            {base::RunId(1), SampleIndex(sample), base::AnnotatorId(annotator), judgement, "", {}});
    }
    [[nodiscard]] base::Result<analysis::Statistics> by(Grouping grouping,
                                                        const std::string& consensus) const {
        return workbench::statisticsOf(table, annotations, grouping, consensus);
    }
};

} // namespace

TEST_CASE("Groupings are named, and any other word is none") {
    CHECK(workbench::groupingNamed("") == Grouping::None);
    CHECK(workbench::groupingNamed("pair") == Grouping::Pair);
    CHECK(workbench::groupingNamed("true") == Grouping::TrueClass);
    CHECK(workbench::groupingNamed("predicted") == Grouping::PredictedClass);
    CHECK(workbench::groupingNamed("annotator") == Grouping::Annotator);
    CHECK(workbench::groupingNamed("role") == Grouping::Role);
    CHECK(workbench::groupingNamed("labels") == Grouping::Labels);
    CHECK_FALSE(workbench::groupingNamed("mood").has_value());
}

TEST_CASE("Statistics are of the annotator who is named") {
    const Judged judged;
    const auto ann = judged.by(Grouping::Pair, "annotator:Ann");
    REQUIRE(ann.has_value());
    CHECK(ann->whole->labelled == 2);
    CHECK(ann->whole->excluded == 1);
    REQUIRE(ann->groups.size() == 2);
    CHECK(ann->groups[0].truth == ClassId(0));
    CHECK(ann->groups[0].distribution.failures == 2);
    CHECK(judged.by(Grouping::None, "annotator:Bob")->whole->labelled == 1);
}

TEST_CASE("By annotator each is counted apart, unless one is named") {
    const Judged judged;
    const auto each = judged.by(Grouping::Annotator, "");
    REQUIRE(each.has_value());
    CHECK_FALSE(each->whole.has_value());
    REQUIRE(each->groups.size() == 2);
    CHECK(each->groups[1].annotator == "Bob");
    CHECK(judged.by(Grouping::Annotator, "annotator:Ann")->groups.size() == 1);
    CHECK(judged.by(Grouping::Annotator, "majority").error().kind == base::ErrorKind::InvalidInput);
}

TEST_CASE("Statistics of several annotators are of what they agree on, a tie is unlabelled, and say whose") {
    Judged judged;
    const auto whole = judged.by(Grouping::None, "");
    REQUIRE(whole.has_value());
    CHECK(whole->consensus == "adjudicated");
    CHECK(whole->whole->labelled == 1); // the first failure is a tie
    CHECK(whole->whole->excluded == 1);
    CHECK(whole->whole->unlabelled() == 1);
    judged.annotations.decisions = {judged.annotations.labels.back()};
    CHECK(judged.by(Grouping::None, "")->whole->labelled == 2);
    CHECK(judged.by(Grouping::None, "majority")->whole->labelled == 1);
    CHECK(judged.by(Grouping::Pair, "annotator:Ann")->consensus == "annotator:Ann");
    CHECK(judged.by(Grouping::Annotator, "")->consensus.empty());
}

TEST_CASE("Nobody's labels are all unlabelled, and unknown names are told") {
    Judged judged;
    CHECK(judged.by(Grouping::None, "annotator:Cid").error().kind == base::ErrorKind::NotFound);
    CHECK(judged.by(Grouping::None, "best").error().kind == base::ErrorKind::InvalidInput);
    judged.annotations.labels.clear();
    CHECK(judged.by(Grouping::None, "")->whole->unlabelled() == 3);
    CHECK(judged.by(Grouping::Annotator, "")->groups.empty());
}

TEST_CASE("Filtered statistics are those of the failures that pass the filter") {
    const Judged judged;
    const auto labels = judged.annotations.of(base::AnnotatorId(1), judged.table);
    const auto of = [&](const workbench::Filter& filter) {
        return *workbench::statisticsOf(judged.table, labels, std::nullopt, nullptr, filter).whole;
    };
    CHECK(of({}).failures == 3);
    CHECK(of({ClassId(0), std::nullopt, std::nullopt}).failures == 2);
    CHECK(of({ClassId(0), std::nullopt, std::nullopt}).labelled == 1);
    CHECK(of({std::nullopt, std::nullopt, Judgement::excluded()}).excluded == 1);
    CHECK(of({ClassId(1), ClassId(1), std::nullopt}).failures == 0);
}

TEST_CASE("By role controls are counted beside failures, labelled or not") {
    Judged judged;
    judged.table.setControls({SampleIndex(20), SampleIndex(21), SampleIndex(22)});
    judged.add(21, 1, Judged::mode("scale"));
    const auto found = judged.by(Grouping::Role, "annotator:Ann");
    REQUIRE(found.has_value());
    REQUIRE(found->groups.size() == 2);
    CHECK(found->groups[0].distribution.failures == 3);
    CHECK(found->groups[0].distribution.labelled == 2);
    CHECK(found->groups[1].distribution.failures == 3);
    CHECK(found->groups[1].distribution.labelled == 1);
    CHECK(found->groups[1].distribution.categories[0].count == 1);
    CHECK(found->consensus == "annotator:Ann");
}

TEST_CASE("Over the labels failures stand in the order in which they were decided, and controls in none") {
    Judged judged;
    judged.table.setControls({SampleIndex(20)});
    judged.add(20, 1, Judged::mode("scale"));
    using namespace std::chrono_literals;
    for (labels::Label& label : judged.annotations.labels)
        if (label.annotator == base::AnnotatorId(1)) // sample 9, then 4, then 6
            label.labelledAt = base::Timestamp(label.sample.value == 9   ? 10ms
                                               : label.sample.value == 4 ? 20ms
                                                                         : 30ms);
    const auto found = judged.by(Grouping::Labels, "annotator:Ann");
    REQUIRE(found.has_value());
    REQUIRE(found->groups.size() == 3);
    const auto& first = found->groups[0].distribution;
    CHECK(first.labelled == 1);
    CHECK(first.categories[2].count == 1); // occlusion
    CHECK(found->groups[1].distribution.categories[0].count == 1);
    CHECK(found->groups[2].distribution.excluded == 1);
    CHECK(found->whole->failures == 3);
}

TEST_CASE("Labels from outside the plan are told among those of it, until every item has a label") {
    Judged judged;
    plans::Plan plan;
    plan.version = 2;
    judged.annotations.plan = plan;
    judged.add(6, 2, Judged::mode("scale"));
    const auto sampling = [&](Grouping grouping, const std::string& consensus) {
        return judged.by(grouping, consensus)->sampling;
    };
    CHECK(sampling(Grouping::None, "annotator:Ann") == std::nullopt); // complete
    CHECK(sampling(Grouping::None, "annotator:Bob") == analysis::Sampling{2, 2, false});
    judged.annotations.labels[3].given.planVersion = 2; // Bob's first
    judged.annotations.labels[4].given.planVersion = 1; // an older plan drew other items
    CHECK(sampling(Grouping::None, "annotator:Bob") == analysis::Sampling{2, 1, false});
    CHECK(sampling(Grouping::Pair, "annotator:Bob") == analysis::Sampling{2, 1, false});
    CHECK(sampling(Grouping::Labels, "annotator:Bob") == analysis::Sampling{2, 1, false});
    CHECK(sampling(Grouping::Annotator, "annotator:Bob") == analysis::Sampling{2, 1, false});
    // The majority's: 4 and 6 are ties, which count as unlabelled, and 9 was said outside.
    CHECK(sampling(Grouping::None, "majority") == analysis::Sampling{1, 1, false});
    judged.annotations.labels[0].judgement = Judged::mode("background"); // as Bob says in the plan
    CHECK(sampling(Grouping::None, "majority") == analysis::Sampling{2, 1, false});
    judged.annotations.labels[0].judgement = Judged::mode("scale");
    judged.annotations.plan->version = 3;
    CHECK(sampling(Grouping::None, "annotator:Bob") == analysis::Sampling{2, 2, false});
    judged.annotations.plan.reset();
    CHECK(sampling(Grouping::None, "annotator:Bob") == std::nullopt);
}

TEST_CASE("That a plan draws so many of each class pair is told where its labels are counted") {
    Judged judged;
    plans::Plan plan;
    plan.options.failures = {plans::FailureChoice::Kind::PerPair, 1};
    judged.annotations.plan = plan;
    const auto ofBob = [&] { return judged.by(Grouping::None, "annotator:Bob")->sampling; };
    CHECK(ofBob() == analysis::Sampling{1, 1, false}); // none of them was drawn
    judged.annotations.labels[3].given.planVersion = 1;
    CHECK(ofBob() == analysis::Sampling{1, 0, true});
    CHECK(judged.by(Grouping::Pair, "annotator:Bob")->sampling == std::nullopt); // each pair by itself
    judged.annotations.plan->options.failures = {plans::FailureChoice::Kind::Count, 1};
    CHECK(ofBob() == std::nullopt); // a random sample
}

TEST_CASE("Controls that lack a label keep the shares beside them from being complete") {
    Judged judged;
    judged.table.setControls({SampleIndex(20), SampleIndex(21)});
    judged.annotations.plan.emplace();
    judged.add(20, 1, Judged::mode("scale"));
    CHECK(judged.by(Grouping::None, "annotator:Ann")->sampling == std::nullopt);
    CHECK(judged.by(Grouping::Role, "annotator:Ann")->sampling == analysis::Sampling{3, 3, false});
    judged.add(21, 1, Judged::mode("scale"));
    CHECK(judged.by(Grouping::Role, "annotator:Ann")->sampling == std::nullopt);
}

TEST_CASE("Labels from outside the plan are told of a part of the failures that has a label each, too") {
    Judged judged;
    judged.annotations.plan.emplace();
    const workbench::AnnotationTable bobs(judged.table,
                                          std::vector{judged.annotations.labels[3]}); // one label, of no plan
    const std::vector<std::string> background{"background"};
    const auto filter = workbench::parsedFilter(
        background, workbench::Vocabulary{judged.table.classes(), judged.table.taxonomy()});
    REQUIRE(filter.has_value());
    const auto found = workbench::statisticsOf(judged.table, bobs, std::nullopt, &*judged.annotations.plan,
                                               *filter, nullptr);
    CHECK(found.whole->failures == 1);
    CHECK(found.sampling == analysis::Sampling{1, 1, false});
}
