// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/dataset_files.h"
#include "tests/support/synthetic_covariates.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;

namespace {

struct Fixture {
    tests::TemporaryFolder folder;
    std::string study = (folder / "a.faultline").string();
    std::string people = (folder / "people.npy").string();

    Fixture() {
        static_cast<void>(tests::makeSyntheticStudy(folder / "a.faultline"));
        tests::writeBytes(people, tests::npyFile("<f8", {60, 10}, [] {
                              const auto values = tests::peoplesAnswers();
                              return base::packed(std::vector<double>(values.begin(), values.end()));
                          }()));
    }
    [[nodiscard]] Ran covariate(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"covariate", study});
        return tests::faultline(arguments);
    }
    [[nodiscard]] json failures(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"failures", study});
        arguments.emplace_back("--json");
        return json::parse(tests::faultline(arguments).out);
    }
};

} // namespace

TEST_CASE("Covariates are added, shown and taken away by the command") {
    const Fixture fixture;
    CHECK(fixture.covariate({}).out == "this study has no covariates\n");
    CHECK(fixture.covariate({"--json"}).json() == json::array());
    const Ran added = fixture.covariate({"--add", fixture.people, "--name", "people"});
    CHECK(added.code == 0);
    CHECK(added.out == "added people: counts of people's answers to 60 images\n");
    CHECK(fixture.covariate({"--json"}).json() ==
          json::parse(R"([{"name": "people", "kind": "counts", "images": 60}])"));
    CHECK_THAT(fixture.covariate({}).out, Contains("people  counts"));
    const Ran again = fixture.covariate({"--add", fixture.people, "--name", "other"});
    CHECK(again.code == 1);
    CHECK_THAT(again.err, Contains("the same content already, as \"people\""));
    const Ran removed = fixture.covariate({"--remove", "people"});
    CHECK(removed.code == 0);
    CHECK_THAT(removed.out, Contains("removed people; a merge with a copy"));
    CHECK(fixture.covariate({"--json"}).json().empty());
    CHECK(fixture.covariate({"--remove", "people"}).code == 1);
    CHECK(fixture.covariate({"--add", fixture.people}).code == 2);
    CHECK(fixture.covariate({"--name", "people"}).code == 2);
}

TEST_CASE("Failures are sorted and filtered by what people said, and by what is suspected") {
    const Fixture fixture;
    const json all = fixture.failures({});
    const Ran none = tests::faultline({"failures", fixture.study, "--where", "people<0.5"});
    CHECK(none.code == 2);
    CHECK_THAT(none.err, Contains("faultline covariate STUDY --add FILE --name NAME"));
    CHECK(tests::faultline({"failures", fixture.study, "--sort", "people"}).code == 2);
    CHECK(tests::faultline({"failures", fixture.study, "--sort", "taste"}).code == 2);
    REQUIRE(fixture.covariate({"--add", fixture.people, "--name", "cifar10h"}).code == 0);

    const auto agreeing = [](const json& row) { return tests::agreeing(row["index"].get<std::uint32_t>()); };
    std::size_t few = 0;
    for (const json& row : all)
        few += agreeing(row) < 7 ? 1 : 0;
    const json found = fixture.failures({"--where", "people<0.7", "--sort", "cifar10h"});
    CHECK(found.size() == few);
    for (std::size_t i = 1; i < found.size(); ++i)
        CHECK(agreeing(found[i - 1]) <= agreeing(found[i]));

    const auto index = all[3]["index"].get<std::uint32_t>();
    tests::writeText(fixture.folder / "list.json", "[" + std::to_string(index) + "]");
    REQUIRE(fixture.covariate({"--add", (fixture.folder / "list.json").string(), "--name", "list"}).code ==
            0);
    const json suspected = fixture.failures({"--where", "suspected"});
    REQUIRE(suspected.size() == 1);
    CHECK(suspected[0]["index"] == index);
}
