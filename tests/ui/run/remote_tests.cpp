// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/run/run_fixture.h"
#include "ui/workspace/evaluation_request.h"

#include <catch2/catch.hpp>

// A worker on another machine, with a wrapper in the place of ssh.

using namespace faultline;
using namespace faultline::tests;
using ui::EvaluationEnding;

namespace {

/// The request by a connection that is slow, and broken after so many bytes from the worker.
ui::EvaluationRequest over(const RunFixture& fixture, int latencyMs, int cutAfterBytes) {
    ui::EvaluationRequest request = fixture.request();
    request.workerCommand = QStringLiteral("%1/bin/slow_connection %2 %3 %4")
                                .arg(QStringLiteral(FAULTLINE_BINARY_DIR))
                                .arg(latencyMs)
                                .arg(cutAfterBytes)
                                .arg(request.workerCommand);
    return request;
}

} // namespace

TEST_CASE("A worker behind a slow connection gives the same study") {
    const RunFixture near;
    const RunFixture far;
    REQUIRE(evaluated(near.request()).ending == EvaluationEnding::Finished);
    const Told told = evaluated(over(far, 60, 0));
    CHECK(told.error.message.empty());
    REQUIRE(told.ending == EvaluationEnding::Finished);
    const StoredRun here = storedRun(near.study());
    const StoredRun there = storedRun(far.study());
    CHECK(there.state.finished);
    CHECK(there.predictions == here.predictions);
    CHECK(there.controls == here.controls);
}

TEST_CASE("A cut connection is told, what arrived is kept, and the run goes on from there") {
    const RunFixture fixture;
    const Told cut = evaluated(over(fixture, 5, 60'000));
    REQUIRE(cut.ending == EvaluationEnding::Failed);
    CHECK(cut.error.message.find("starting again resumes from there") != std::string::npos);
    const std::uint32_t kept = storedRun(fixture.study()).state.done;
    CHECK(kept > 0);
    CHECK(kept < RunFixture::images);
    const Told resumed = evaluated(over(fixture, 5, 0));
    REQUIRE(resumed.ending == EvaluationEnding::Finished);
    CHECK(resumed.summary.evaluated == RunFixture::images - kept);
    CHECK(storedRun(fixture.study()).state.finished);
}
