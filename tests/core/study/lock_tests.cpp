// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/lock.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <atomic>
#include <thread>

#include <catch2/catch.hpp>
#include <unistd.h>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Access;
using study::Study;
using namespace std::chrono_literals;

TEST_CASE("A second writer is told who holds the study") {
    const TemporaryFolder folder;
    const Study first = makeSyntheticStudy(folder / "a.faultline");
    const auto before = std::chrono::steady_clock::now();
    const auto second = Study::open(folder / "a.faultline", Access::ReadWrite, 50ms);
    CHECK(std::chrono::steady_clock::now() - before >= 50ms);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == ErrorKind::Busy);
    INFO(second.error().message);
    CHECK(second.error().message.find("a.faultline") != std::string::npos);
    CHECK(second.error().message.find("test_study (process " + std::to_string(::getpid())) !=
          std::string::npos);
}

TEST_CASE("A writer that waits gets the study when the first one closes it") {
    const TemporaryFolder folder;
    std::optional<Study> first = makeSyntheticStudy(folder / "a.faultline");
    std::thread closing([&] { first.reset(); });
    const auto second = Study::open(folder / "a.faultline", Access::ReadWrite, 30s);
    closing.join();
    CHECK(second);
}

TEST_CASE("A reader works at once while a writer has the study, and sees each commit") {
    const TemporaryFolder folder;
    Study writer = makeSyntheticStudy(folder / "a.faultline");
    const auto ann = valueOf(writer.labels().annotator("ann"));
    const auto samples = failingSamples(writer);
    const Study reader = opened(folder / "a.faultline", Access::ReadOnly);
    CHECK(valueOf(labelsOf(reader)).empty());
    valueOf(applyTo(writer, request(ann.id, samples, mode(3))));
    CHECK(valueOf(labelsOf(reader)).size() == samples.size());
    CHECK(valueOf(reader.labels().undoState(ann.id)).undo == "Occlusion on 12 images");
    valueOf(writer.labels().undo(ann.id));
    CHECK(valueOf(labelsOf(reader)).empty());
    CHECK(valueOf(reader.labels().undoState(ann.id)).redo == "Occlusion on 12 images");
}

TEST_CASE("Whoever leaves last leaves one file") {
    const TemporaryFolder folder;
    std::optional<Study> writer = makeSyntheticStudy(folder / "a.faultline");
    std::optional<Study> reader = opened(folder / "a.faultline", Access::ReadOnly);
    const auto ann = valueOf(writer->labels().annotator("ann"));
    SECTION("the reader") {
        writer.reset();
        CHECK(valueOf(reader->labels().annotators()) == std::vector{ann});
        reader.reset();
    }
    SECTION("the writer") {
        reader.reset();
        writer.reset();
    }
    SECTION("one of two readers") {
        std::optional<Study> another = opened(folder / "a.faultline", Access::ReadOnly);
        writer.reset();
        reader.reset();
        CHECK(valueOf(another->labels().annotators()) == std::vector{ann});
        another.reset();
    }
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
    CHECK(valueOf(opened(folder / "a.faultline", Access::ReadOnly).labels().annotators()) ==
          std::vector{ann});
}

TEST_CASE("A reader that opened a closed study follows a writer who comes later") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const Study reader = opened(folder / "a.faultline", Access::ReadOnly);
    CHECK(valueOf(reader.labels().annotators()).size() == 1);
    {
        Study writer = opened(folder / "a.faultline");
        valueOf(writer.labels().annotator("bea"));
        CHECK(valueOf(reader.labels().annotators()).size() == 2);
    }
    CHECK(valueOf(reader.labels().annotators()).size() == 2);
}

TEST_CASE("A lock file that nobody holds hinders nobody and is not kept") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    writeText(folder / ".a.faultline.lock", "faultline\n4711\nhost\n");
    CHECK_FALSE(study::WriterLock::isHeld(folder / "a.faultline"));
    CHECK(Study::open(folder / "a.faultline", Access::ReadWrite, 0ms));
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A lock file that is a link is not followed") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    writeText(folder / "precious", "text");
    std::filesystem::create_symlink(folder / "precious", folder / ".a.faultline.lock");
    const auto study = Study::open(folder / "a.faultline", Access::ReadWrite, 0ms);
    REQUIRE_FALSE(study);
    CHECK(study.error().kind == ErrorKind::Io);
    CHECK(readText(folder / "precious") == "text");
}

TEST_CASE("Many writers in turn never hold the lock at the same time") {
    const TemporaryFolder folder;
    // The lock alone guards them, which ThreadSanitizer does not know.
    std::atomic<int> inside = 0, entered = 0;
    std::atomic<bool> overlapped = false;
    const auto work = [&] {
        for (int i = 0; i < 200; ++i) {
            const auto lock = study::WriterLock::acquire(folder / "a.faultline", 60s);
            if (!lock)
                return;
            if (++inside != 1)
                overlapped = true;
            ++entered;
            --inside;
        }
    };
    std::thread first(work);
    std::thread second(work);
    first.join();
    second.join();
    CHECK_FALSE(overlapped);
    CHECK(entered == 400);
    CHECK(names(folder.path()).empty());
}
