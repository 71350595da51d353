// SPDX-License-Identifier: GPL-3.0-or-later
// What is written to a terminal, to a device without room, and to a disk that ends anywhere.
#include "tests/app/cli/program.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using Catch::Contains;
using namespace faultline;
using tests::Ran;

namespace fs = std::filesystem;

namespace {

/// A terminal of our own, whose other end is read all the time.
class Terminal {
public:
    Terminal()
        : m_ours(::posix_openpt(O_RDWR | O_NOCTTY)) {
        REQUIRE(m_ours >= 0);
        REQUIRE(::grantpt(m_ours) == 0);
        REQUIRE(::unlockpt(m_ours) == 0);
        m_path = ::ptsname(m_ours);
        m_theirs = ::open(m_path.c_str(), O_RDWR | O_NOCTTY);
        REQUIRE(m_theirs >= 0);
        m_reader = std::thread([this] {
            std::array<char, 4096> bytes{};
            for (ssize_t got = 0; (got = ::read(m_ours, bytes.data(), bytes.size())) > 0;)
                m_written.append(bytes.data(), static_cast<std::size_t>(got));
        });
    }
    ~Terminal() {
        if (m_reader.joinable())
            static_cast<void>(written());
        ::close(m_ours);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] int end() const { return m_theirs; }
    /// All of it, once nobody writes any more; lines end as in a file.
    [[nodiscard]] std::string written() {
        ::close(m_theirs); // the reader's end of file, when the programs have gone
        m_reader.join();
        std::erase(m_written, '\r');
        return m_written;
    }

private:
    int m_ours, m_theirs = -1;
    std::string m_path, m_written;
    std::thread m_reader;
};

/// The study with a failure's label and note.
base::SampleIndex makeLabelled(const fs::path& path, const tests::SyntheticOptions& options,
                               const std::string& note) {
    study::Study study = tests::makeSyntheticStudy(path, options);
    labels::LabelRequest request;
    request.annotator = study.labels().annotator("ann").value().id;
    request.samples = {tests::failuresOf(study).value().front().sample};
    request.change = {labels::Judgement::of(study.labels().taxonomy().modes()[0].id), note};
    REQUIRE(tests::applyTo(study, request).has_value());
    return request.samples.front();
}

} // namespace

TEST_CASE("An export to a terminal is written into it, also with force, and is the file's text") {
    const tests::TemporaryFolder folder;
    const fs::path study = folder / "a.faultline";
    makeLabelled(study, {}, "a note");
    const std::string file = (folder / "a.csv").string();
    REQUIRE(tests::faultline({"export", study.string(), "--format", "csv", "-o", file}).code == 0);
    Terminal terminal;
    const Ran ran =
        tests::faultline({"export", study.string(), "--format", "csv", "-o", terminal.path(), "--force"});
    CHECK(ran.code == 0);
    CHECK(fs::is_character_file(terminal.path()));
    std::string expected = tests::readText(file);
    std::erase(expected, '\r');
    CHECK(terminal.written() == expected);
}

TEST_CASE("Nothing that a study says commands the terminal") {
    const tests::TemporaryFolder folder;
    const fs::path study = folder / "a.faultline";
    tests::SyntheticOptions options;
    options.nameEnd = "\x1b]0;title\x07\x1b[31m\xc2\x9b"
                      "31m";
    makeLabelled(study, options, "\x1b[2J\x08note");
    for (const std::string command :
         {"failures", "pairs", "stats", "runs", "annotators", "verify", "verdict"}) {
        CAPTURE(command);
        Terminal terminal;
        const Ran ran = tests::faultline({command, study.string()}, {}, [end = terminal.end()] {
            ::dup2(end, STDOUT_FILENO);
            ::dup2(end, STDERR_FILENO);
        });
        CHECK(ran.code == 0);
        const std::string text = terminal.written();
        CHECK_FALSE(text.empty());
        for (const char c : text)
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f)
                FAIL_CHECK("control character " << static_cast<int>(c));
        CHECK_THAT(text, !Contains("\xc2\x9b"));
    }
}

TEST_CASE("A device without room is told, and stays what it is") {
    const tests::TemporaryFolder folder;
    const fs::path study = folder / "a.faultline";
    makeLabelled(study, {}, "a note");
    const Ran file =
        tests::faultline({"export", study.string(), "--format", "csv", "-o", "/dev/full", "--force"});
    CHECK(file.code == 1);
    CHECK_THAT(file.err, Contains("/dev/full") && Contains("No space left"));
    CHECK(fs::is_character_file("/dev/full"));
    const Ran output = tests::faultline({"failures", study.string(), "--json"}, {},
                                        [] { ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); });
    CHECK(output.code == 1);
    CHECK_THAT(output.err, Contains("standard output"));
}

TEST_CASE("Wherever the disk ends, a label and an export are told to be there or not, and so it is") {
    const tests::TemporaryFolder folder;
    const fs::path study = folder / "a.faultline", whole = folder / "whole.csv", file = folder / "a.csv";
    makeLabelled(study, {}, std::string(10'000, 'n'));
    const std::string sample = [&] {
        const auto opened = study::Study::open(study, study::Access::ReadOnly);
        return std::to_string(tests::failuresOf(*opened).value().back().sample.value);
    }();
    REQUIRE(tests::faultline({"export", study.string(), "--format", "csv", "-o", whole.string()}).code == 0);
    const auto labelled = [&] {
        const auto opened = study::Study::open(study, study::Access::ReadWrite);
        REQUIRE(opened);
        CHECK(opened->verify().value().problems.empty());
        return tests::labelsOf(*opened).value().size();
    };
    const bool isLong = std::getenv("FAULTLINE_LONG_TESTS") != nullptr;
    const std::size_t step = isLong ? 4'096 : 32'768; // bytes
    bool wasRefused = false, wasDone = false;
    const fs::path before = folder / "before.faultline";
    fs::copy_file(study, before);
    for (std::size_t end = 4'096; !wasDone; end += step) {
        CAPTURE(end);
        const auto shrunk = [end] {
            const rlimit limit{end, end}; // of each file: the disk's end, as far as one program sees it
            ::setrlimit(RLIMIT_FSIZE, &limit);
            ::signal(SIGXFSZ, SIG_IGN);
        };
        const Ran label = tests::faultline(
            {"label", study.string(), "--annotator", "ben", "--sample", sample, "--mode", "scale"}, {},
            shrunk);
        CHECK(labelled() == (label.code == 0 ? 2 : 1));
        CHECK((label.code == 0 || !label.err.empty()));
        const Ran exported = tests::faultline(
            {"export", before.string(), "--format", "csv", "-o", file.string(), "--force"}, {}, shrunk);
        if (exported.code == 0)
            CHECK(tests::readText(file) == tests::readText(whole));
        else
            CHECK_FALSE(fs::exists(file));
        fs::remove(file);
        wasRefused = wasRefused || label.code != 0;
        wasDone = label.code == 0 && exported.code == 0;
        REQUIRE(end < 64 * fs::file_size(before));
    }
    CHECK(wasRefused);
    std::size_t left = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder.path()))
        ++left;
    CHECK(left == 3); // two studies and a table: nothing half-written
}
