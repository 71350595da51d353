// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/annotators.h"
#include "tests/core/study/plan_desk.h"

#include "core/base/random.h"
#include "core/workbench/annotator_agreement.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

namespace {

struct Desk : PlanDesk {
    Study study = a();
    std::vector<base::SampleIndex> failures = failingSamples(study);
    base::AnnotatorId root = made("root"), ada = made("ada");

    /// A millisecond after the one before, in whose order they are listed.
    base::AnnotatorId made(const std::string& name) {
        pause();
        return valueOf(study.labels().annotator(name)).id;
    }
    static void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

    /// A millisecond later than what was said before: of two annotators the clock tells who was later.
    void say(Study& where, base::AnnotatorId who, std::size_t item, std::int64_t number) const {
        pause();
        valueOf(applyTo(where, request(who, {failures[item]}, mode(number))));
    }
    static std::vector<std::string> names(const Study& of) {
        std::vector<std::string> names;
        for (const labels::Annotator& annotator : valueOf(of.labels().annotators()))
            names.push_back(annotator.name);
        return names;
    }
    /// By sample, of everybody.
    static std::map<base::SampleIndex, std::vector<labels::Judgement>> held(const Study& of) {
        std::map<base::SampleIndex, std::vector<labels::Judgement>> held;
        for (const labels::Label& label : valueOf(labelsOf(of)))
            held[label.sample].push_back(label.judgement);
        return held;
    }
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE_METHOD(Desk, "An annotator is renamed, everywhere and for good") {
    say(study, root, 0, 1);
    REQUIRE(valueOf(workbench::renameAnnotator(study, "root", "  Bea  ")));
    CHECK(names(study) == Names{"Bea", "ada"});
    CHECK_FALSE(valueOf(workbench::renameAnnotator(study, "Bea", "Bea")));
    CHECK(valueOf(study.labels().annotator("Bea")).id == root);
    CHECK(valueOf(study.verify()).problems.empty());

    const auto taken = workbench::renameAnnotator(study, "Bea", "ada");
    REQUIRE_FALSE(taken);
    CHECK(taken.error().message.find("join the two") != std::string::npos);
    CHECK_FALSE(workbench::renameAnnotator(study, "root", "x")); // nobody is called so any more
    CHECK(valueOf(study.labels().annotator("root")).id == root); // but everybody knows who that was
    CHECK(valueOf(workbench::speakingName(study, "root")) == "Bea");
    CHECK_FALSE(workbench::renameAnnotator(study, "ada", "a\nb"));
    CHECK_FALSE(workbench::renameAnnotator(study, "ada", ""));
    CHECK(names(study) == Names{"Bea", "ada"});

    // Two may change names; who is called so comes before who was.
    REQUIRE(workbench::renameAnnotator(study, "ada", "x"));
    REQUIRE(workbench::renameAnnotator(study, "Bea", "ada"));
    REQUIRE(workbench::renameAnnotator(study, "x", "Bea"));
    CHECK(names(study) == Names{"ada", "Bea"});
    CHECK(valueOf(study.labels().annotator("ada")).id == root);
    CHECK(valueOf(study.labels().annotator("x")).id == ada);
}

TEST_CASE_METHOD(Desk, "Of two renamings in two copies the later holds, in whatever order they meet") {
    Study b = copy("b", study);
    REQUIRE(workbench::renameAnnotator(study, "root", "first"));
    pause();
    REQUIRE(workbench::renameAnnotator(b, "root", "second"));
    Study c = copy("c", study);
    merged(c, b);
    merged(b, study);
    CHECK(names(c) == names(b));
    CHECK(names(c) == Names{"second", "ada"});
    CHECK(valueOf(c.verify()).problems.empty());
}

TEST_CASE_METHOD(Desk, "What a joined annotator said counts as said by the other, the later of two labels") {
    say(study, root, 0, 1);
    say(study, root, 1, 1);
    say(study, ada, 1, 2); // later
    say(study, ada, 2, 3);
    say(study, root, 2, 1); // later
    say(study, ada, 3, 3);
    say(study, root, 3, 3);
    const std::string before = stateOfLabels(study);
    const auto join = valueOf(workbench::joinAnnotators(study, "root", "ada"));
    CHECK(join.items == 4);
    CHECK(join.both == 3);
    CHECK(join.differing == 2);
    CHECK(names(study) == Names{"ada"});
    const std::map<base::SampleIndex, std::vector<labels::Judgement>> expected{{failures[0], {mode(1)}},
                                                                               {failures[1], {mode(2)}},
                                                                               {failures[2], {mode(1)}},
                                                                               {failures[3], {mode(3)}}};
    CHECK(held(study) == expected);
    for (const labels::Label& label : valueOf(labelsOf(study)))
        CHECK(label.annotator == ada);
    for (const labels::LabelEvent& event : valueOf(historyOf(study, failures[1])))
        CHECK(event.annotator == ada);
    CHECK(valueOf(study.labels().annotator("root")).id == ada); // an old name finds whoever speaks now
    CHECK(valueOf(workbench::speakingName(study, "root")) == "ada");
    CHECK(valueOf(study.verify()).problems.empty());

    // A new word is later than whatever either said, and its undo gives that back.
    say(study, ada, 0, 3);
    CHECK(held(study).at(failures[0]) == std::vector{mode(3)});
    valueOf(study.labels().undo(ada));
    CHECK(held(study) == expected);

    const auto rows = valueOf(workbench::annotatorRows(study));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].labels == 4);
    REQUIRE(rows[0].joined.size() == 1);
    CHECK(rows[0].joined[0].name == "root");
    REQUIRE(study.labels().annotator("cyd"));
    CHECK_FALSE(workbench::renameAnnotator(study, "cyd", "root")); // it would be two people's
    CHECK_FALSE(workbench::joinAnnotators(study, "ada", "ada"));
    CHECK_FALSE(workbench::joinAnnotators(study, "root", "ada")); // they are one already

    // All comes back; the event and its undo between are the only trace.
    REQUIRE(workbench::separateAnnotator(study, "root"));
    CHECK(names(study) == Names{"root", "ada", "cyd"});
    CHECK(held(study).at(failures[1]).size() == 2);
    CHECK_FALSE(workbench::separateAnnotator(study, "root"));
    REQUIRE(before.find("scale") != std::string::npos);
    for (const labels::Label& label : valueOf(study.labels().labels(study.runs().first(), root)))
        CHECK(label.judgement == (label.sample == failures[3] ? mode(3) : mode(1)));
}

TEST_CASE_METHOD(Desk, "What another copy still brings under a joined name counts, too") {
    Study b = copy("b", study);
    REQUIRE(workbench::joinAnnotators(study, "root", "ada"));
    say(b, root, 0, 2);
    const auto report = merged(study, b);
    CHECK(report.annotators == Names{"ada"});
    const auto labels = valueOf(labelsOf(study));
    REQUIRE(labels.size() == 1);
    CHECK(labels[0].annotator == ada);
    // And by a label file that names them; each of two names for one person once.
    labels::ImportedLabel row;
    row.sample = failures[1];
    row.annotator = "root";
    row.judgement = mode(3);
    valueOf(study.labels().import(study.runs().first(), std::vector{row}));
    CHECK(held(study).at(failures[1]) == std::vector{mode(3)});
    CHECK(names(study) == Names{"ada"});
}

TEST_CASE_METHOD(Desk, "Joins of two copies that make a circle mean the same in both") {
    say(study, root, 0, 1);
    say(study, ada, 1, 2);
    Study b = copy("b", study);
    REQUIRE(workbench::joinAnnotators(study, "root", "ada"));
    REQUIRE(workbench::joinAnnotators(b, "ada", "root"));
    merged(study, b);
    merged(b, study);
    CHECK(names(study).size() == 1);
    CHECK(stateOfLabels(study) == stateOfLabels(b));
    CHECK(held(study).size() == 2);
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Desk, "Who was joined leaves their places of a plan to whom they speak as") {
    workbench::PlanRequest wanted;
    wanted.annotators = {"root", "ada", "cyd"};
    const plans::Plan plan = makePlan(study, wanted);
    answer(study, plan, "root", 0, mode(1));
    answer(study, plan, "ada", 0, mode(2));
    answer(study, plan, "ada", 1, mode(2));
    const auto rootsItem = queueOf(study, "root").places.at(0).sample;
    const auto placesOf = [&](const std::string& name) { return queueOf(study, name).places.size(); };
    const std::size_t both = placesOf("root") + placesOf("ada"), others = placesOf("cyd");
    CHECK(queueOf(study, "ada").answeredCount() == 2);
    std::set<base::SampleIndex> said;
    for (const labels::Label& label : valueOf(labelsOf(study)))
        said.insert(label.sample);
    REQUIRE(workbench::joinAnnotators(study, "root", "ada"));
    const plans::Plan now = currentPlan(study);
    CHECK(now.annotators.size() == 2);
    CHECK(placesOf("ada") > others);
    CHECK(placesOf("ada") <= both); // overlap items once
    for (const plans::PlanItem& item : now.items)
        CHECK(item.owner != std::optional(root));
    // Nothing that either answered is asked again.
    const auto queue = queueOf(study, "ada");
    std::set<base::SampleIndex> answered;
    for (std::uint32_t position = 0; position < queue.places.size(); ++position)
        if (queue.isAnswered(position))
            answered.insert(queue.places[position].sample);
    CHECK(answered == said);
    CHECK(answered.contains(rootsItem));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Desk, "Two names of one person are no two people who agree") {
    for (std::size_t item = 0; item < 6; ++item) {
        say(study, root, item, 1 + static_cast<std::int64_t>(item % 3));
        say(study, ada, item, 1 + static_cast<std::int64_t>(item % 3));
    }
    const auto input = [&] { return workbench::agreementInput(study, study.runs().first()); };
    CHECK(valueOf(input()).annotators.size() == 2);
    REQUIRE(workbench::joinAnnotators(study, "root", "ada"));
    CHECK(valueOf(input()).annotators.size() == 1); // and nobody to agree with
}

TEST_CASE_METHOD(Desk, "A joined adjudicator's decisions are those of whom they speak as") {
    REQUIRE(study.labels().makeAdjudicator(root));
    labels::LabelRequest decision = request(root, {failures[0]}, mode(2));
    decision.run = study.runs().first();
    decision.given.how = labels::How::Adjudication;
    valueOf(study.labels().apply(decision));
    REQUIRE(workbench::joinAnnotators(study, "root", "ada"));
    const auto adjudicators = valueOf(study.labels().adjudicators());
    REQUIRE(adjudicators.size() == 1);
    CHECK(adjudicators[0].id == ada);
    decision.annotator = ada;
    decision.change.judgement = labels::Judgement();
    valueOf(study.labels().apply(decision));
    CHECK(valueOf(study.labels().decisions(study.runs().first())).empty());
    CHECK(valueOf(study.verify()).problems.empty());
    REQUIRE(workbench::separateAnnotator(study, "root"));
    CHECK(valueOf(study.verify()).problems.empty());
}

TEST_CASE_METHOD(Desk,
                 "Of namesakes the joined one is separated by the name that the join tells, or by UUID") {
    Study b = copy("b"); // without the annotators of the other one
    const std::string uuid = valueOf(b.labels().annotator("ada")).uuid;
    valueOf(applyTo(b, request(valueOf(b.labels().annotator("ada")).id, {failures[0]}, mode(1))));
    merged(study, b);
    REQUIRE(names(study).back() == "ada (2)");
    const auto join = valueOf(workbench::joinAnnotators(study, "ada (2)", "ada"));
    CHECK(join.name == "ada");
    REQUIRE(workbench::separateAnnotator(study, join.name));
    REQUIRE(workbench::joinAnnotators(study, "ada (2)", "root"));
    REQUIRE(workbench::joinAnnotators(study, "ada", "root"));
    CHECK_FALSE(workbench::separateAnnotator(study, "ada")); // which?
    REQUIRE(workbench::separateAnnotator(study, uuid));
    CHECK(names(study) == Names{"root", "ada"});
}

TEST_CASE_METHOD(Desk, "A join with nobody, and a circle of thousands, open as what they are worth") {
    say(study, ada, 0, 1);
    const auto path = study.path();
    { const Study closing = std::move(study); }
    tamper(path, "PRAGMA foreign_keys = OFF; INSERT INTO annotator_changes VALUES "
                 "('00000000-0000-4000-8000-000000000001', " +
                     std::to_string(ada.value) + ", 'join', NULL, 99999, 1)");
    tamper(path,
           "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) INSERT INTO "
           "annotators SELECT i, printf('%08d-0000-4000-8000-000000000002', i), 'n' || i, i FROM n");
    tamper(path,
           "INSERT INTO annotator_changes SELECT printf('%08d-0000-4000-8000-000000000003', id), id, 'join', "
           "NULL, CASE id WHEN 9000 THEN 1000 ELSE id + 1 END, 5 FROM annotators WHERE id >= 1000");
    study = opened(path);
    CHECK(valueOf(study.labels().annotator("ada")).id == ada);
    CHECK(valueOf(workbench::speakingName(study, "n5000")) == "n1000");
    CHECK(held(study).at(failures[0]) == std::vector{mode(1)});
}

TEST_CASE_METHOD(Desk, "Names and joins merge to the same in whatever order, whatever was done apart") {
    const int rounds = std::getenv("FAULTLINE_LONG_TESTS") != nullptr ? 1000 : 12;
    base::Random random(20261127);
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        std::vector<Study> apart;
        for (const std::string name : {"r0", "r1", "r2"})
            apart.push_back(copy(name + "-" + std::to_string(round), study));
        for (int step = 0; step < 14; ++step) {
            Study& here = apart[random.below(3)];
            const Names now = names(here);
            const std::string& who = now[random.below(now.size())];
            const std::string& other = now[random.below(now.size())];
            const auto joined = valueOf(here.labels().joinedAnnotators());
            switch (random.below(6)) {
            case 0:
                static_cast<void>(
                    workbench::renameAnnotator(here, who, "n" + std::to_string(random.below(4))));
                break;
            case 1:
                static_cast<void>(workbench::joinAnnotators(here, who, other));
                break;
            case 2:
                if (!joined.empty())
                    valueOf(workbench::separateAnnotator(here, joined.front().annotator.name));
                break;
            case 3:
                static_cast<void>(here.labels().annotator("m" + std::to_string(random.below(2))));
                break;
            default:
                say(here, valueOf(here.labels().annotator(who)).id, random.below(3),
                    1 + static_cast<std::int64_t>(random.below(3)));
            }
        }
        Study left = copy("left-" + std::to_string(round), study);
        Study right = copy("right-" + std::to_string(round), study);
        for (const std::size_t each : {0U, 1U, 2U})
            merged(left, apart[each]);
        merged(apart[1], apart[0]);
        for (const std::size_t each : {2U, 1U, 2U})
            merged(right, apart[each]);
        REQUIRE(stateOfLabels(left) == stateOfLabels(right));
        REQUIRE(valueOf(left.verify()).problems.empty());
        // Lines carry it, too.
        REQUIRE(valueOf(left.labels().length()) == valueOf(right.labels().length()));
    }
}
