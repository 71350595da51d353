// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/run/run_fixture.h"
#include "ui/run/worker_description.h"
#include "ui/run/worker_location.h"
#include "ui/workspace/evaluation_request.h"

#include <cerrno>
#include <csignal>

#include <sys/resource.h>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

/// The error that a command ends with, and how often failed() came.
struct Failure {
    base::Error error;
    int count = 0;
};

Failure failureOf(const QString& command, const ui::WorkerTimeouts& timeouts = {}) {
    Failure failure;
    ui::WorkerProcess worker(timeouts);
    bool stopped = false;
    QObject::connect(&worker, &ui::WorkerProcess::failed, &worker, [&](const base::Error& error) {
        failure.error = error;
        ++failure.count;
    });
    QObject::connect(&worker, &ui::WorkerProcess::stopped, &worker, [&] { stopped = true; });
    worker.start(command);
    REQUIRE(waitUntil([&] { return failure.count > 0; }));
    worker.stop();
    REQUIRE(waitUntil([&] { return stopped; }));
    return failure;
}

} // namespace

TEST_CASE("A custom worker command is split into words at blanks outside double quotes") {
    const auto command = ui::workerCommand(QStringLiteral("  env \"A B=c\" /opt/worker  "));
    REQUIRE(command);
    CHECK(command->program == QStringLiteral("env"));
    CHECK(command->arguments == QStringList{QStringLiteral("A B=c"), QStringLiteral("/opt/worker")});
    CHECK(command->place == ui::WorkerPlace::Custom);
}

TEST_CASE("The worker beside the program comes before the one in PATH") {
    const TemporaryFolder folder;
    writeText(folder / "faultline-worker", "#!/bin/sh\n");
    std::filesystem::permissions(folder / "faultline-worker", std::filesystem::perms::owner_all);
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", QByteArray::fromStdString(folder.path().string()));
    const auto command = ui::workerCommand({});
    qputenv("PATH", path);
    REQUIRE(command);
    CHECK(command->place == ui::WorkerPlace::Local);
    const auto beside = std::filesystem::path(FAULTLINE_BINARY_DIR) / "bin" / "faultline-worker";
    const auto expected = std::filesystem::exists(beside) ? std::filesystem::canonical(beside)
                                                          : folder.path() / "faultline-worker";
    CHECK(command->program.toStdString() == expected.string());
}

TEST_CASE("The worker tells what it is and which devices it has") {
    const auto description = ui::describedWorker(scriptedWorker());
    REQUIRE(description);
    CHECK(description->backend == "scripted");
    CHECK(description->devices == std::vector<std::string>{"cpu"});
}

TEST_CASE("A worker that dies is reported with its exit code and the end of its log") {
    const auto failure =
        failureOf(QStringLiteral("sh -c \"echo first >&2; echo no driver here >&2; exit 3\""));
    CHECK(failure.count == 1);
    CHECK(failure.error.kind == base::ErrorKind::Worker);
    CHECK_THAT(failure.error.message,
               Contains("exit code 3") && EndsWith("its log ends with: first / no driver here"));
}

TEST_CASE("A stream that ends within a message is reported as cut") {
    const auto failure = failureOf(QStringLiteral("printf '\\100\\000\\000\\000abc'"));
    CHECK_THAT(failure.error.message, Contains("ended in the middle of a message (exit code 0)"));
}

TEST_CASE("A program that prints text is not taken for a worker") {
    const auto failure = failureOf(QStringLiteral("sh -c \"echo Welcome to gpubox; exec sleep 60\""));
    CHECK(failure.count == 1);
    CHECK_THAT(failure.error.message, Contains("sent what is not of its protocol"));
}

TEST_CASE("A worker of another protocol version is named with both versions") {
    const auto failure = failureOf(scriptedWorker({QStringLiteral("FAULT=wrong-version")}));
    CHECK_THAT(failure.error.message, Contains("999") && Contains("install the same release of both"));
}

TEST_CASE("A worker that ignores the end of its input is killed when it is stopped") {
    ui::WorkerTimeouts timeouts;
    timeouts.farewell = std::chrono::milliseconds(30);
    ui::WorkerProcess worker(timeouts);
    bool stopped = false;
    QObject::connect(&worker, &ui::WorkerProcess::stopped, &worker, [&] { stopped = true; });
    worker.start(QStringLiteral("sh -c \"trap '' TERM; while :; do sleep 1; done\""));
    REQUIRE(waitUntil([&] { return worker.processId() > 0; }));
    const auto process = static_cast<pid_t>(worker.processId());
    worker.stop();
    REQUIRE(waitUntil([&] { return stopped; }));
    CHECK(::kill(process, 0) == -1);
    CHECK(errno == ESRCH);
}

TEST_CASE("A worker in operation runs at lower priority than the window") {
    ui::WorkerProcess worker;
    bool ready = false;
    QObject::connect(&worker, &ui::WorkerProcess::ready, &worker, [&] { ready = true; });
    worker.start(scriptedWorker());
    REQUIRE(waitUntil([&] { return ready; }));
    CHECK(::getpriority(PRIO_PROCESS, static_cast<id_t>(worker.processId())) >
          ::getpriority(PRIO_PROCESS, 0));
}

TEST_CASE("A worker that answers pings that nobody sent is ended") {
    const RunFixture fixture;
    const Told told = evaluated(fixture.request({QStringLiteral("FAULT=pongs")}));
    CHECK(told.ending == ui::EvaluationEnding::Failed);
    CHECK_THAT(told.error.message, Contains("an answer to a ping that was not sent"));
}

TEST_CASE("A worker whose message does not come whole is ended with a sentence") {
    const RunFixture fixture;
    ui::WorkerTimeouts timeouts;
    timeouts.message = std::chrono::milliseconds(200);
    const Told told = evaluated(fixture.request({QStringLiteral("FAULT=dribble")}), timeouts);
    CHECK(told.ending == ui::EvaluationEnding::Failed);
    CHECK_THAT(told.error.message, Contains("a message of 10,000 bytes was begun and does not come whole"));
}

TEST_CASE("What a worker command leaves behind ends with the worker") {
    const RunFixture fixture;
    const auto note = fixture.folder() / "child";
    const QString command =
        QStringLiteral("sh -c \"sleep 600 & echo $! > %1; exec %2\"")
            .arg(QString::fromStdString(note.string()),
                 QStringLiteral("%1/bin/scripted_worker").arg(QStringLiteral(FAULTLINE_BINARY_DIR)));
    const auto childOf = [&] { return static_cast<pid_t>(std::stol(readText(note))); };
    const auto isGone = [](pid_t process) {
        const auto status = std::filesystem::path("/proc") / std::to_string(process) / "stat";
        // Where its new parent has not looked yet, it is as good as gone.
        return ::kill(process, 0) != 0 || readText(status).find(") Z") != std::string::npos;
    };
    bool isReady = false;
    SECTION("that is stopped") {
        ui::WorkerProcess worker;
        bool stopped = false;
        QObject::connect(&worker, &ui::WorkerProcess::ready, &worker, [&] { isReady = true; });
        QObject::connect(&worker, &ui::WorkerProcess::stopped, &worker, [&] { stopped = true; });
        worker.start(command);
        REQUIRE(waitUntil([&] { return isReady; }));
        worker.stop();
        REQUIRE(waitUntil([&] { return stopped; }));
    }
    SECTION("that is forgotten") {
        ui::WorkerProcess worker;
        QObject::connect(&worker, &ui::WorkerProcess::ready, &worker, [&] { isReady = true; });
        worker.start(command);
        REQUIRE(waitUntil([&] { return isReady; }));
    }
    SECTION("that dies") {
        ui::WorkerProcess worker;
        int failures = 0;
        QObject::connect(&worker, &ui::WorkerProcess::ready, &worker, [&] { isReady = true; });
        QObject::connect(&worker, &ui::WorkerProcess::failed, &worker, [&] { ++failures; });
        worker.start(command);
        REQUIRE(waitUntil([&] { return isReady; }));
        ::kill(static_cast<pid_t>(worker.processId()), SIGKILL);
        REQUIRE(waitUntil([&] { return failures == 1; }));
    }
    CHECK(waitUntil([&] { return isGone(childOf()); }));
}
