// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"
#include "tests/support/program_end.h"

#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

TEST_CASE("A study that was used by one thread may be moved to another, which uses and closes it") {
    const TemporaryFolder folder;
    Study made = makeSyntheticStudy(folder / "a.faultline");
    const std::size_t failures = valueOf(failuresOf(made)).size();
    std::size_t seen = 0;
    std::thread([&, moved = std::move(made)]() mutable {
        const Study study = std::move(moved);
        seen = valueOf(failuresOf(study)).size();
    }).join();
    CHECK(seen == failures);
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A second thread that asks an open study ends the program") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::string words = lastWordsOf([&] {
        const Study study = opened(folder / "a.faultline");
        static_cast<void>(failuresOf(study));
        std::thread([&] { static_cast<void>(failuresOf(study)); }).join();
    });
    CHECK(words == "faultline: a study's database is used by a second thread\n");
}
