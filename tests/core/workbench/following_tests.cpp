// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/following.h"

#include "core/study/run_entry.h"
#include "core/workbench/failure_modes.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <atomic>
#include <chrono>
#include <optional>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;
using workbench::FileMarks;
using workbench::openedAgain;

namespace {

SyntheticOptions begun() {
    SyntheticOptions options;
    options.completion = Completion::Partial;
    return options;
}

/// One who writes a study, and another one who only reads it.
struct Two {
    TemporaryFolder folder;
    std::filesystem::path file = folder / "a.faultline";
    SyntheticOptions options = begun();
    std::optional<Study> writer = makeSyntheticStudy(file, options);
    Study reader = Study::open(file, Access::ReadOnly).value();

    void label(std::size_t failure, base::ModeId mode) {
        labels::LabelRequest request;
        request.annotator = writer->labels().annotator("ann").value().id;
        request.samples = {failuresOf(*writer).value().at(failure).sample};
        request.change.judgement = labels::Judgement::of(mode);
        REQUIRE(applyTo(*writer, request));
    }
};

std::atomic<int> askedServer = 0; ///< times, how a file stands, whatever is remembered

} // namespace

/// In the place of the C library's, which has the name of a struct as well.
extern "C" int statx(int descriptor, const char* path, int flags, unsigned int mask,
                     struct statx* status) noexcept {
    if ((flags & AT_STATX_FORCE_SYNC) != 0)
        ++askedServer;
    return static_cast<int>(::syscall(SYS_statx, descriptor, path, flags, mask, status));
}

TEST_CASE_METHOD(
    Two, "The marks of a study's files are others after each commit, and the same while none is made") {
    const FileMarks first = FileMarks::of(file);
    CHECK(FileMarks::of(file) == first);
    CHECK(labelsOf(reader).value().empty());
    CHECK(FileMarks::of(file) == first); // reading leaves none
    label(0, writer->labels().taxonomy().modes()[0].id);
    const FileMarks second = FileMarks::of(file);
    CHECK(second != first);
    label(0, writer->labels().taxonomy().modes()[1].id);
    CHECK(FileMarks::of(file) != second);
    CHECK(FileMarks::of(folder / "none.faultline") != first);
    askedServer = 0;
    CHECK(FileMarks::of(file) != first);
    CHECK(askedServer >= 2); // of the file and of its log: a network drive remembers how they stood
}

TEST_CASE_METHOD(Two,
                 "Opened again a study has the modes, annotators, runs and images that it was given since") {
    workbench::ModeWish wish;
    wish.slug = "too-dark";
    REQUIRE(workbench::addMode(*writer, wish));
    label(1, writer->labels().taxonomy().find("too-dark")->id);
    REQUIRE(writer->runs().rename(writer->runs().first(), "first try"));
    REQUIRE(appendTo(*writer, syntheticBatch(options, syntheticPredictions(options), options.batch)));

    CHECK_FALSE(labelsOf(reader)); // of a mode that it does not know
    const auto again = openedAgain(reader);
    REQUIRE(again);
    CHECK(again->access() == Access::ReadOnly);
    CHECK(again->labels().taxonomy() == writer->labels().taxonomy());
    CHECK(labelsOf(*again).value() == labelsOf(*writer).value());
    CHECK(again->runs().all().front().name == "first try");
    CHECK(again->runs().predictions(again->runs().first()).value().size() == 2 * options.batch);
}

TEST_CASE_METHOD(Two, "A copy with fewer predictions than are known is refused") {
    const base::RunId run = reader.runs().first();
    CHECK(openedAgain(reader, {run, options.batch}));
    const auto older = openedAgain(reader, {run, options.batch + 1});
    REQUIRE_FALSE(older);
    CHECK(older.error().kind == base::ErrorKind::Refused);
    CHECK(older.error().message.find("another copy of this one") != std::string::npos);
}

TEST_CASE_METHOD(Two, "It is told whether somebody writes a study, without taking its lock") {
    CHECK(workbench::isBeingWritten(file));
    writer.reset();
    CHECK_FALSE(workbench::isBeingWritten(file));
    CHECK(Study::open(file, Access::ReadWrite, std::chrono::milliseconds(0)));
}

TEST_CASE_METHOD(
    Two, "Another study in the place of the one that was opened is refused, and so is one that has gone") {
    writer.reset();
    std::filesystem::remove(file);
    const auto gone = openedAgain(reader);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().kind == base::ErrorKind::NotFound);
    { const Study other = makeSyntheticStudy(file); }
    const auto other = openedAgain(reader);
    REQUIRE_FALSE(other);
    CHECK(other.error().kind == base::ErrorKind::Refused);
    CHECK(other.error().message.find("open it again") != std::string::npos);
}
