// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/package.h"

#include "core/workbench/label_exchange.h"
#include "core/workbench/label_import.h"
#include "core/workbench/study_table.h"
#include "tests/core/study/plan_desk.h"

#include "core/base/random.h"
#include "core/study/run_entry.h"
#include "core/study/sqlite/database.h"

#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using labels::Blind;
using labels::Judgement;
using plans::Plan;
using study::Study;

namespace {

/// A study with a blind plan in which "ben" has said things, and a package of it for "ann".
struct Packaged : PlanDesk {
    std::filesystem::path file = folder / "ann.faultline";
    Plan plan;

    Packaged() { make({}); }

    void make(const workbench::PlanRequest& request) {
        std::filesystem::remove(file);
        Study a = this->a();
        plan = makePlan(a, request);
        answer(a, plan, "ben", 0, mode(3));
        auto noted =
            tests::request(valueOf(a.labels().annotator("ben")).id, {queueOf(a, "ben").places.at(0).sample},
                           std::nullopt, "only ben may know of this");
        valueOf(applyTo(a, noted));
        CHECK(valueOf(workbench::writePackage(a, a.runs().first(), "ann", file)) ==
              queueOf(a, "ann").places.size());
    }
    [[nodiscard]] Study package() const { return opened(file); }
    /// The rows that the SQL finds in the closed package.
    [[nodiscard]] std::int64_t count(const std::string& sql) const {
        const auto database = valueOf(study::Database::open(file, study::Database::Mode::Read));
        return valueOf(database.reading([&]() -> base::Result<std::int64_t> {
            auto query = database.query(sql);
            return query.next() ? query.integer(0) : -1;
        }));
    }
};

} // namespace

TEST_CASE_METHOD(Packaged, "A package holds nothing that unblinds, nor of anybody else, nor seed or strata") {
    CHECK(count("SELECT count(*) FROM predictions") == 0);
    CHECK(count("SELECT count(*) FROM details") == 0);
    CHECK(count("SELECT count(*) FROM control_shortfall") == 0);
    CHECK(count("SELECT count(*) FROM preprocessing_trials") == 0);
    CHECK(count("SELECT count(*) FROM items WHERE role <> 'undisclosed'") == 0);
    CHECK(count("SELECT count(*) FROM annotators WHERE name <> 'ann'") == 0);
    CHECK(count("SELECT count(*) FROM label_events") == 0);
    CHECK(count("SELECT count(*) FROM actions") == 0);
    CHECK(count("SELECT count(*) FROM plan_items WHERE stratum <> '' OR inclusion_probability <> 1") == 0);
    CHECK(count("SELECT count(*) FROM plans WHERE json_extract(text, '$.seed') <> '0' OR "
                "json_array_length(text, '$.overlap') > 0") == 0);
    CHECK(count("SELECT count(*) FROM runs WHERE asked_seed <> '0'") == 0);
    CHECK(count("SELECT count(*) FROM samples WHERE path IS NOT NULL") == 0);
    CHECK(count("SELECT count(*) FROM items") == static_cast<std::int64_t>(plan.items.size()));
    CHECK(count("SELECT count(*) FROM pictures") == static_cast<std::int64_t>(plan.items.size()));
    const std::string bytes = contents(folder.path()).at("ann.faultline");
    CHECK(bytes.find("ben") == std::string::npos);
    CHECK(bytes.find("only ben may know") == std::string::npos);
    CHECK(valueOf(package().verify()).problems.empty());
}

TEST_CASE_METHOD(Packaged, "Every table of a study is either part of a package or left out on purpose") {
    // Whoever adds a table decides here whether it may travel.
    const std::set<std::string> empty{
        "control_shortfall", "dataset_notes",   "dataset_left_out",  "model_metadata", "preprocessing_trials",
        "predictions",       "details",         "annotator_changes", "adjudicators",   "label_events",
        "actions",           "secondary_modes", "paintings",         "mode_changes",   "covariates"};
    std::set<std::string> found;
    {
        const auto database = valueOf(study::Database::open(file, study::Database::Mode::Read));
        valueOf(database.reading([&]() -> base::Result<> {
            auto tables =
                database.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                               "'sqlite_%'");
            while (tables.next()) {
                const std::string table = tables.text(0);
                auto rows = database.query("SELECT count(*) FROM " + table);
                if (rows.next() && rows.integer(0) == 0)
                    found.insert(table);
            }
            return {};
        }));
    }
    CHECK(found == empty);
}

TEST_CASE_METHOD(Packaged,
                 "Modes travel with a package, and what is said there of one that was merged since counts") {
    Study a = this->a();
    const base::AnnotatorId ben = valueOf(a.labels().annotator("ben")).id;
    valueOf(a.labels().mergeModes(ben, std::array{base::ModeId(3)}, base::ModeId(1)));
    {
        Study package = this->package();
        answer(package, currentPlan(package), "ann", 0, mode(3)); // still offered there
    }
    const auto report = merged(a, package());
    CHECK(std::ranges::count_if(report.notes, [](const std::string& note) {
              return note.find("was merged into \"scale\"") != std::string::npos;
          }) == 1);
    for (const labels::Label& label : valueOf(labelsOf(a)))
        CHECK(label.judgement == mode(1));
    for (const std::string name : {"ann", "ben"}) {
        valueOf(workbench::writePackage(a, a.runs().first(), name, folder / (name + "2.faultline")));
        Study later = opened(folder / (name + "2.faultline"));
        CHECK(later.labels().taxonomy() == a.labels().taxonomy());
        CHECK(valueOf(later.verify()).problems == std::vector<std::string>{});
        CHECK(merged(a, later).eventsNew == 0);
        // It has not what the merge did to the labels of others.
        if (name == "ben")
            CHECK_FALSE(later.labels().undo(valueOf(later.labels().annotator("ben")).id));
    }
    CHECK(valueOf(a.verify()).problems.empty());
}

TEST_CASE_METHOD(Packaged, "What is labelled in a package comes back as blind answers at their places") {
    {
        Study package = this->package();
        CHECK(package.runs().packagedFor() == "ann");
        const Plan told = currentPlan(package);
        CHECK(told.uuid == plan.uuid);
        REQUIRE(told.given);
        Study a = this->a();
        CHECK(queueOf(package, "ann").places == queueOf(a, "ann").places);
        answer(package, told, "ann", 0, mode(1));
        answer(package, told, "ann", 1, Judgement::none());
        valueOf(package.labels().undo(valueOf(package.labels().annotator("ann")).id));
        answer(package, told, "ann", 2, mode(2));
    }
    Study a = this->a();
    const auto report = merged(a, package());
    CHECK(report.annotators == std::vector<std::string>{"ann"});
    CHECK(queueOf(a, "ann").answered == std::set<std::uint32_t>{0, 2});
    for (const labels::Label& label : valueOf(labelsOf(a, valueOf(a.labels().annotator("ann")).id)))
        if (!label.judgement.isUnlabelled())
            CHECK(label.given.blind == Blind::Yes);
    CHECK(merged(a, package()).eventsNew == 0);
    CHECK(currentPlan(a) == plan);
    CHECK(valueOf(a.verify()).problems.empty());
    // Somebody goes on in the package afterwards.
    {
        Study package = this->package();
        answer(package, currentPlan(package), "ann", 5, mode(3));
    }
    CHECK(merged(a, package()).eventsNew == 1);
    CHECK(queueOf(a, "ann").answered == std::set<std::uint32_t>{0, 2, 5});
}

TEST_CASE_METHOD(Packaged,
                 "A package takes along what its annotator has said and seen, and undo goes on there") {
    std::filesystem::remove(file);
    Study a = this->a();
    const auto ann = valueOf(a.labels().annotator("ann")).id;
    answer(a, plan, "ann", 0, mode(1));
    const auto seen = queueOf(a, "ann").places.at(4).sample;
    valueOf(a.labels().notePainted(a.runs().first(), ann, std::vector{seen}));
    valueOf(workbench::writePackage(a, a.runs().first(), "ann", file));
    {
        Study package = this->package();
        const auto here = valueOf(package.labels().annotator("ann")).id;
        CHECK(queueOf(package, "ann").answered == std::set<std::uint32_t>{0});
        CHECK(valueOf(package.labels().painted(package.runs().first(), here)) == std::set{seen});
        valueOf(package.labels().undo(here));
        CHECK(queueOf(package, "ann").answered.empty());
    }
    merged(a, package());
    CHECK(queueOf(a, "ann").answered.empty());
    valueOf(a.labels().redo(ann));
    CHECK(queueOf(a, "ann").answered == std::set<std::uint32_t>{0});
}

TEST_CASE_METHOD(Packaged, "A plan that hides the true class has a package without it") {
    workbench::PlanRequest request;
    request.options.truth = plans::Truth::Hidden;
    tamper(folder / "a.faultline", "DELETE FROM label_events; DELETE FROM actions; DELETE FROM plan_items; "
                                   "DELETE FROM plans");
    make(request);
    CHECK(count("SELECT count(*) FROM samples WHERE truth IS NOT NULL") == 0);
    const Study package = this->package();
    CHECK(valueOf(package.runs().truths(package.runs().first())).empty());
    CHECK(valueOf(package.verify()).problems.empty());
}

TEST_CASE_METHOD(Packaged, "What needs predictions is refused in a package, and its labels can be exported") {
    Study package = this->package();
    const auto run = package.runs().first();
    const auto table = workbench::studyTable(package, run);
    REQUIRE_FALSE(table);
    CHECK_THAT(table.error().message, Contains("this is a package for ann"));
    CHECK_FALSE(package.runs().predictions(run));
    CHECK_FALSE(package.runs().features(run));
    CHECK_FALSE(package.runs().mayAdd(""));
    CHECK_FALSE(workbench::writePackage(package, run, "ann", folder / "another.faultline"));
    answer(package, currentPlan(package), "ann", 0, mode(1));
    const auto text = valueOf(workbench::labelText(package, run, exchange::LabelFormat::Csv));
    CHECK(text.count == 1);
    writeText(folder / "labels.csv", text.text);
    Study a = this->a();
    CHECK(valueOf(workbench::importLabels(a, a.runs().first(), folder / "labels.csv")).changed.size() == 1);
}

TEST_CASE_METHOD(Packaged, "A package is never replaced, and is taken in by its study alone") {
    Study a = this->a();
    const auto again = workbench::writePackage(a, a.runs().first(), "ann", file);
    REQUIRE_FALSE(again);
    CHECK_THAT(again.error().message, Contains("may hold labels"));
    Study package = this->package();
    CHECK_THAT(refusal(package, a), Contains("not into the package"));
    // But its own second place is.
    answer(package, currentPlan(package), "ann", 1, mode(1));
    writeText(folder / "ann.jsonl", valueOf(package.labels().lines()));
    valueOf(workbench::writePackage(a, a.runs().first(), "ann", folder / "fresh.faultline"));
    Study fresh = opened(folder / "fresh.faultline");
    const auto lines = valueOf(study::LogCopy::open(folder / "ann.jsonl"));
    valueOf(fresh.merge({&lines, 1}));
    CHECK(queueOf(fresh, "ann").answered == std::set<std::uint32_t>{1});
    valueOf(a.merge({&lines, 1}));
    CHECK(queueOf(a, "ann").answered == std::set<std::uint32_t>{1});
}

TEST_CASE_METHOD(PlanDesk,
                 "Labels of a package whose plan was replaced are told, not taken for planned ones") {
    Study a = this->a();
    makePlan(a);
    valueOf(workbench::writePackage(a, a.runs().first(), "ann", folder / "p.faultline"));
    workbench::PlanRequest other;
    other.options.seed = 11;
    makePlan(a, other);
    Study package = opened(folder / "p.faultline");
    CHECK(merged(a, package).eventsNew == 0); // without labels there is nothing to tell
    answer(package, currentPlan(package), "ann", 0, mode(1));
    CHECK_THAT(refusal(a, package), Contains("was replaced since"));
}

TEST_CASE_METHOD(PlanDesk, "Who is divided out of a plan gets no package") {
    Study a = this->a();
    workbench::PlanRequest request;
    request.annotators = {"ann", "bea"};
    request.options.overlap = 0;
    makePlan(a, request);
    CHECK_THAT(workbench::writePackage(a, a.runs().first(), "cyd", folder / "c.faultline").error().message,
               Contains("asks cyd for nothing"));
    CHECK_FALSE(std::filesystem::exists(folder / "c.faultline"));
}

TEST_CASE_METHOD(PlanDesk, "Packages, plans and copies give the same labels in whatever order they meet") {
    const int rounds = std::getenv("FAULTLINE_LONG_TESTS") != nullptr ? 1000 : 8;
    base::Random random(20261127);
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        const std::string number = std::to_string(round);
        Study base = copy("base" + number);
        Study apart = copy("apart" + number);
        // The plan is made in one copy, before or after the other one is made.
        workbench::PlanRequest asked;
        asked.options.seed = random.next();
        const Plan plan = makePlan(base, asked);
        valueOf(workbench::writePackage(base, base.runs().first(), "ann",
                                        folder / ("p" + number + ".faultline")));
        valueOf(workbench::writePackage(base, base.runs().first(), "bea",
                                        folder / ("q" + number + ".faultline")));
        Study p = opened(folder / ("p" + number + ".faultline"));
        Study q = opened(folder / ("q" + number + ".faultline"));
        const auto failures = failingSamples(base);
        for (int step = 0; step < 20; ++step) {
            const auto what = mode(1 + static_cast<std::int64_t>(random.below(3)));
            const auto position = static_cast<std::uint32_t>(random.below(8));
            switch (random.below(6)) {
            case 0:
                answer(p, currentPlan(p), "ann", position, what);
                break;
            case 1:
                answer(q, currentPlan(q), "bea", position, what);
                break;
            case 2:
                answer(base, plan, random.below(2) == 0 ? "ann" : "bea", position, what);
                break;
            case 3:
                valueOf(p.labels().undo(valueOf(p.labels().annotator("ann")).id));
                break;
            case 4:
                valueOf(q.labels().redo(valueOf(q.labels().annotator("bea")).id));
                break;
            default:
                valueOf(applyTo(apart, tests::request(valueOf(apart.labels().annotator("cyd")).id,
                                                      {failures[random.below(4)]}, what)));
            }
        }
        Study left = copy("left" + number, base);
        Study right = copy("right" + number, apart);
        merged(left, p);
        merged(left, apart);
        merged(left, q);
        merged(right, base);
        merged(right, q);
        merged(right, p);
        merged(right, q);
        REQUIRE(stateOfLabels(left) == stateOfLabels(right));
        REQUIRE(currentPlan(left) == currentPlan(right));
        for (const char* name : {"ann", "bea"}) {
            REQUIRE(queueOf(left, name).answered == queueOf(right, name).answered);
            REQUIRE(queueOf(left, name).repeats == queueOf(right, name).repeats);
        }
        REQUIRE(valueOf(left.verify()).problems.empty());
    }
}
