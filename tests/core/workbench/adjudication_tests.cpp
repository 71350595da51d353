// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/adjudication.h"

#include "core/study/run_entry.h"
#include "core/workbench/annotator_agreement.h"
#include "core/workbench/consensus.h"
#include "core/workbench/labelling_plan.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using labels::Judgement;

namespace {

struct Bench {
    tests::TemporaryFolder folder;
    study::Study study = tests::makeSyntheticStudy(folder / "a.faultline", {});
    base::RunId run = study.runs().all().front().id;
    std::vector<model::Prediction> failures = study.runs().failures(run).value();

    [[nodiscard]] labels::Annotator annotator(const std::string& name) {
        return study.labels().annotator(name).value();
    }
    [[nodiscard]] Judgement mode(std::size_t number) const {
        return Judgement::of(study.labels().taxonomy().modes().at(number).id);
    }
    void label(const std::string& name, std::size_t failure, const Judgement& judgement,
               const std::string& note = {}) {
        labels::LabelRequest request;
        request.run = run;
        request.annotator = annotator(name).id;
        request.samples = {failures[failure].sample};
        request.change.judgement = judgement;
        if (!note.empty())
            request.change.note = note;
        REQUIRE(study.labels().apply(request));
    }
    plans::Plan plan(const std::vector<std::string>& annotators = {},
                     plans::Sight sight = plans::Sight::Blind, std::uint32_t repeats = 0) {
        workbench::PlanRequest request;
        request.options.controls = {plans::ControlChoice::Kind::Count, 0};
        request.options.overlap = static_cast<std::uint32_t>(failures.size());
        request.options.sight = sight;
        request.options.repeats = repeats;
        request.annotators = annotators;
        return workbench::makePlan(study, run, request).value().plan;
    }
    /// Answers all places of the queue that `modeOf` gives a mode for, as the session does.
    template <class ModeOf>
    void answer(const plans::Plan& plan, const std::string& name, ModeOf modeOf) {
        const labels::Annotator who = annotator(name);
        const auto queue = workbench::annotatorQueue(study, plan, who).value();
        for (std::uint32_t position = 0; position < queue.places.size(); ++position) {
            const std::optional<Judgement> judgement = modeOf(queue.places[position]);
            if (!judgement)
                continue;
            labels::LabelRequest request;
            request.run = run;
            request.annotator = who.id;
            request.samples = {queue.places[position].sample};
            request.change.judgement = *judgement;
            request.given.how = queue.places[position].isRepeat ? labels::How::Repeat : labels::How::Session;
            request.given.blind = labels::Blind::Yes;
            request.given.planVersion = plan.version;
            request.given.position = position;
            REQUIRE(study.labels().apply(request));
        }
    }
    [[nodiscard]] workbench::Adjudication adjudication(const std::string& name) {
        return workbench::adjudication(study, run, annotator(name)).value();
    }
    [[nodiscard]] std::vector<SampleIndex> open(const std::string& name) {
        std::vector<SampleIndex> samples;
        const workbench::Adjudication asked = adjudication(name);
        for (const workbench::DisputedItem& item : asked.open)
            samples.push_back(item.sample);
        return samples;
    }
    [[nodiscard]] SampleIndex sample(std::size_t failure) const { return failures[failure].sample; }
};

} // namespace

TEST_CASE_METHOD(Bench, "What is disputed comes with the most disagreeing first, and what agrees never") {
    for (const char* name : {"ada", "ben", "cleo"})
        label(name, 0, mode(0));
    label("ada", 1, mode(0));
    label("ben", 1, mode(0));
    label("cleo", 1, mode(1)); // two against one: 2/3
    label("ada", 2, mode(0));
    label("ben", 2, mode(1));
    label("cleo", 2, Judgement::none()); // all differ
    label("ada", 3, mode(0));
    label("ben", 3, mode(1)); // all of two differ
    label("ada", 4, mode(0)); // one label alone, and no plan asks for more
    label("ada", 5, Judgement::excluded(labels::Exclusion::Ambiguous));
    label("ben", 5, Judgement::excluded(labels::Exclusion::WrongTruth)); // the same category
    CHECK_FALSE(adjudication("dan").isNamed);
    CHECK(open("dan").empty()); // nothing is told to who is not named
    REQUIRE(workbench::nameAdjudicator(study, "dan"));
    CHECK(open("dan") == std::vector{sample(2), sample(3), sample(1)});
    const auto asked = adjudication("dan");
    CHECK(asked.isNamed);
    CHECK(asked.open[0].disagreement == Approx(1));
    CHECK(asked.open[2].disagreement == Approx(2.0 / 3));
    CHECK(asked.open[0].truth == failures[2].truth);
    for (const workbench::DisputedItem& item : asked.open)
        CHECK((item.isDisagreeing() && !item.isIncomplete()));
}

TEST_CASE_METHOD(Bench,
                 "The order of the labels names nobody: it is another one from item to item, and stays") {
    for (std::size_t i = 0; i < failures.size(); ++i) {
        label("ada", i, mode(0));
        label("ben", i, mode(1));
    }
    REQUIRE(workbench::nameAdjudicator(study, "dan"));
    const base::AnnotatorId ada = annotator("ada").id;
    const auto asked = adjudication("dan");
    std::set<bool> adaIsFirst;
    for (const workbench::DisputedItem& item : asked.open)
        adaIsFirst.insert(item.labels.front().annotator == ada);
    CHECK(adaIsFirst.size() == 2);
    const auto again = adjudication("dan");
    for (std::size_t i = 0; i < asked.open.size(); ++i)
        CHECK(asked.open[i].labels == again.open[i].labels);
}

TEST_CASE_METHOD(Bench, "A decision takes the item out of the queue, is the consensus, and is no rating") {
    for (std::size_t i = 0; i < 12; ++i) {
        label("ada", i, mode(0));
        label("ben", i, mode(i < 2 ? 1 : 0), "seen from afar");
    }
    label("ada", 2, mode(2));
    label("ben", 2, mode(2));
    const labels::Annotator ben = workbench::nameAdjudicator(study, "ben").value();
    const auto before = workbench::agreementOf(workbench::agreementInput(study, run).value());
    REQUIRE(workbench::decide(study, run, ben, sample(0), mode(2)));
    REQUIRE(workbench::decide(study, run, ben, sample(1), mode(0)));
    CHECK(open("ben").empty());
    const auto decided = adjudication("ben").decided;
    REQUIRE(decided.size() == 2);
    for (const workbench::DisputedItem& item : decided)
        CHECK(item.decision->judgement == (item.sample == sample(0) ? mode(2) : mode(0)));
    const auto after = workbench::agreementOf(workbench::agreementInput(study, run).value());
    CHECK(after.raw.value->estimate == before.raw.value->estimate);
    CHECK(after.ratings == before.ratings);
    const auto annotations = workbench::annotationsOf(study, run).value();
    const auto of = [&](std::string_view text) {
        return workbench::agreedLabels(workbench::consensusOf(text, annotations).value(), annotations.labels,
                                       annotations.annotators)
            .at(sample(0))
            .judgement;
    };
    CHECK(of("majority").isUnlabelled());
    CHECK(of("adjudicated") == mode(2));
    CHECK(of("annotator:ben") == mode(1)); // their own word survives
    // Undo opens it again.
    REQUIRE(study.labels().undo(ben.id));
    CHECK(open("ben") == std::vector{sample(1)});
}

TEST_CASE_METHOD(Bench, "Only what is disputed is decided, and only by an adjudicator") {
    label("ada", 0, mode(0));
    label("ben", 0, mode(0));
    label("ada", 1, mode(0));
    label("ben", 1, mode(1));
    const labels::Annotator cleo = annotator("cleo");
    CHECK(workbench::decide(study, run, cleo, sample(1), mode(0)).error().kind == base::ErrorKind::Refused);
    REQUIRE(workbench::nameAdjudicator(study, "cleo"));
    const auto agreeing = workbench::decide(study, run, cleo, sample(0), mode(0));
    REQUIRE_FALSE(agreeing);
    CHECK(agreeing.error().message.find("its labels agree") != std::string::npos);
    CHECK(workbench::decide(study, run, cleo, SampleIndex(59'999), mode(0)).error().kind ==
          base::ErrorKind::NotFound);
    REQUIRE(workbench::decide(study, run, cleo, sample(1), mode(0)));
    REQUIRE(workbench::decide(study, run, cleo, sample(1), mode(1))); // think again
    REQUIRE(workbench::decide(study, run, cleo, sample(1), Judgement()));
    CHECK(open("cleo") == std::vector{sample(1)});
}

TEST_CASE_METHOD(Bench, "An item that somebody asked has not answered is incomplete, and comes last") {
    const plans::Plan made = plan({"ada", "ben", "cleo"}, plans::Sight::Open);
    answer(made, "ada", [&](const auto&) { return std::optional(mode(0)); });
    answer(made, "ben", [&](const plans::QueuePlace& place) -> std::optional<Judgement> {
        if (place.sample == sample(0) || place.sample == sample(1))
            return mode(1);
        return place.sample == sample(2) ? std::nullopt : std::optional(mode(0));
    });
    answer(made, "cleo", [&](const plans::QueuePlace& place) {
        return place.sample == sample(2) || place.sample == sample(1) ? std::nullopt : std::optional(mode(0));
    });
    REQUIRE(workbench::nameAdjudicator(study, "dan"));
    CHECK(open("dan") == std::vector{sample(1), sample(0), sample(2)});
    const auto asked = adjudication("dan").open;
    CHECK((asked[0].isDisagreeing() && asked[0].missing == 1));
    CHECK((asked[1].isDisagreeing() && !asked[1].isIncomplete()));
    CHECK((!asked[2].isDisagreeing() && asked[2].missing == 2));
}

TEST_CASE_METHOD(Bench, "Nothing is told of an item of which a blind plan still asks the adjudicator") {
    const plans::Plan made = plan();
    answer(made, "ada", [&](const auto&) { return std::optional(mode(0)); });
    answer(made, "ben", [&](const auto&) { return std::optional(mode(1)); });
    const labels::Annotator cleo = workbench::nameAdjudicator(study, "cleo").value();
    CHECK(open("cleo").empty());
    CHECK(adjudication("cleo").withheld == failures.size());
    const auto refused = workbench::decide(study, run, cleo, sample(0), mode(0));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("answer it in the session first") != std::string::npos);
    // What they have answered, or seen, they may decide.
    answer(made, "cleo", [&](const plans::QueuePlace& place) {
        return place.sample == sample(3) ? std::optional(mode(2)) : std::nullopt;
    });
    CHECK(open("cleo") == std::vector{sample(3)});
    CHECK(adjudication("cleo").open[0].isBlind);
    REQUIRE(study.labels().notePainted(run, cleo.id, std::vector{sample(4)}));
    CHECK(open("cleo").size() == 2);
    const auto asked = adjudication("cleo").open;
    for (const workbench::DisputedItem& item : asked)
        CHECK(item.isBlind == (item.sample == sample(3)));
    CHECK(workbench::leaveBlind(study, run, cleo.id).value() == failures.size() - 2);
    CHECK(open("cleo").size() == failures.size());
    CHECK(adjudication("cleo").withheld == 0);
}

TEST_CASE_METHOD(Bench,
                 "Who is none of those that a plan is divided among is asked for nothing, and decides") {
    const plans::Plan made = plan({"ada", "ben"});
    answer(made, "ada", [&](const auto&) { return std::optional(mode(0)); });
    answer(made, "ben", [&](const auto&) { return std::optional(mode(1)); });
    REQUIRE(workbench::nameAdjudicator(study, "cleo"));
    CHECK(open("cleo").size() == failures.size());
    CHECK(adjudication("cleo").open[0].isBlind);
    REQUIRE(workbench::nameAdjudicator(study, "ada")); // who has answered all
    CHECK(open("ada").size() == failures.size());
}

TEST_CASE_METHOD(Bench, "An item that is to be shown again to the adjudicator is withheld until then") {
    const plans::Plan made = plan({}, plans::Sight::Blind, 3);
    answer(made, "ben", [&](const auto&) { return std::optional(mode(1)); });
    answer(made, "ada", [&](const plans::QueuePlace& place) {
        return place.isRepeat ? std::nullopt : std::optional(mode(0));
    });
    REQUIRE(workbench::nameAdjudicator(study, "ada"));
    CHECK(open("ada").size() == failures.size() - 3);
    CHECK(adjudication("ada").withheld == 3);
    answer(made, "ada", [&](const plans::QueuePlace& place) {
        return place.isRepeat ? std::optional(mode(0)) : std::nullopt;
    });
    CHECK(open("ada").size() == failures.size());
}

TEST_CASE_METHOD(Bench, "My differences are the items that were decided otherwise than I said") {
    for (std::size_t i = 0; i < 4; ++i) {
        label("ada", i, mode(0), "why");
        label("ben", i, mode(1));
    }
    const labels::Annotator cleo = workbench::nameAdjudicator(study, "cleo").value();
    REQUIRE(workbench::decide(study, run, cleo, sample(0), mode(0)));
    REQUIRE(workbench::decide(study, run, cleo, sample(1), mode(1)));
    REQUIRE(workbench::decide(study, run, cleo, sample(2), mode(2)));
    const auto of = [&](const std::string& name) {
        std::set<SampleIndex> samples;
        const auto found = workbench::differences(study, run, annotator(name).id).value();
        for (const workbench::Difference& each : found)
            samples.insert(each.sample);
        return samples;
    };
    CHECK(of("ada") == std::set{sample(1), sample(2)});
    CHECK(of("ben") == std::set{sample(0), sample(2)});
    CHECK(of("cleo").empty());
    const auto first = workbench::differences(study, run, annotator("ben").id).value();
    for (const workbench::Difference& each : first) {
        CHECK(each.mine.judgement == mode(1));
        CHECK(each.decision.annotator == cleo.id);
    }
    label("ada", 1, mode(1)); // convinced
    CHECK(of("ada") == std::set{sample(2)});
}

TEST_CASE_METHOD(Bench, "My differences tell nothing of what a blind plan is to show me again") {
    const plans::Plan made = plan({}, plans::Sight::Blind, 3);
    answer(made, "ada", [&](const auto&) { return std::optional(mode(1)); });
    answer(made, "ben", [&](const plans::QueuePlace& place) {
        return place.isRepeat ? std::nullopt : std::optional(mode(0));
    });
    const labels::Annotator ada = workbench::nameAdjudicator(study, "ada").value();
    for (std::size_t i = 0; i < failures.size(); ++i)
        REQUIRE(workbench::decide(study, run, ada, sample(i), mode(1)));
    const auto count = [&] { return workbench::differences(study, run, annotator("ben").id).value().size(); };
    CHECK(count() == failures.size() - 3);
    answer(made, "ben", [&](const plans::QueuePlace& place) {
        return place.isRepeat ? std::optional(mode(0)) : std::nullopt;
    });
    CHECK(count() == failures.size());
}
