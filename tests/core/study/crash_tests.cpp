// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/workbench/labelling_plan.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;

namespace {

/// A labelling_child; its lines can be read until it is gone.
class Child {
public:
    explicit Child(std::vector<std::string> arguments) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        m_process = ::fork();
        if (m_process == 0) {
            ::dup2(ends[1], 1);
            ::close(ends[0]);
            ::close(ends[1]);
            std::vector<char*> pointers{const_cast<char*>(LABELLING_CHILD)};
            for (std::string& argument : arguments)
                pointers.push_back(argument.data());
            pointers.push_back(nullptr);
            ::execv(LABELLING_CHILD, pointers.data());
            ::_exit(127);
        }
        ::close(ends[1]);
        m_lines = ::fdopen(ends[0], "r");
    }
    ~Child() {
        kill();
        ::waitpid(m_process, nullptr, 0);
        std::fclose(m_lines);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    void kill() { ::kill(m_process, SIGKILL); }
    /// The next whole line; nothing at the end. A half-written last line acknowledges nothing.
    std::optional<std::string> line() {
        std::string text;
        for (int c = 0; (c = std::fgetc(m_lines)) != EOF;) {
            if (c == '\n')
                return text;
            text += static_cast<char>(c);
        }
        return std::nullopt;
    }

private:
    pid_t m_process = -1;
    std::FILE* m_lines = nullptr;
};

/// The labels after the first `count` ones of labelling_child.
std::map<base::SampleIndex, labels::Judgement> replayed(const std::vector<base::SampleIndex>& failures,
                                                        std::size_t count) {
    std::map<base::SampleIndex, labels::Judgement> state;
    for (std::size_t n = 0; n < count; ++n)
        state[failures[n % failures.size()]] = mode(static_cast<std::int64_t>(1 + n / failures.size() % 3));
    return state;
}

std::map<base::SampleIndex, labels::Judgement> stored(const Study& study) {
    std::map<base::SampleIndex, labels::Judgement> state;
    for (const labels::Label& label : valueOf(labelsOf(study)))
        state[label.sample] = label.judgement;
    return state;
}

} // namespace

TEST_CASE("Every label that a killed process acknowledged is there") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    makeSyntheticStudy(file);
    const auto failures = failingSamples(opened(file, Access::ReadOnly));
    base::Random random(20260102);
    std::size_t acknowledged = 0;
    for (int round = 0; round < 60; ++round) {
        INFO("round " << round << ", " << acknowledged << " acknowledged");
        {
            Child child({"label", file.string(), std::to_string(acknowledged)});
            const std::uint64_t patience = random.below(12);
            for (std::uint64_t i = 0; i < patience; ++i) {
                const auto line = child.line();
                REQUIRE(line);
                REQUIRE(*line == std::to_string(acknowledged));
                ++acknowledged;
            }
            // From here on the kill meets the child anywhere between two commits.
            for (std::uint64_t spin = random.below(2000000); spin > 0; --spin)
                random.next();
            child.kill();
            while (const auto line = child.line()) {
                REQUIRE(*line == std::to_string(acknowledged));
                ++acknowledged;
            }
        }
        const Study study = opened(file, random.below(2) == 0 ? Access::ReadOnly : Access::ReadWrite);
        const auto verified = valueOf(study.verify());
        REQUIRE(verified.problems == std::vector<std::string>{});
        REQUIRE(verified.events >= acknowledged);
        REQUIRE(verified.events <= acknowledged + 1); // one may be committed and not yet acknowledged
        acknowledged = verified.events;
        REQUIRE(stored(study) == replayed(failures, acknowledged));
    }
    CHECK(acknowledged > 100);
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A session that is killed goes on at the place after the last acknowledged answer") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    const std::uint32_t rounds = std::getenv("FAULTLINE_LONG_TESTS") != nullptr ? 1000 : 40;
    SyntheticOptions options;
    options.failures = 5 * rounds;
    options.samples = 4 * options.failures;
    {
        Study study = makeSyntheticStudy(file, options);
        valueOf(workbench::makePlan(study, study.runs().first(), {}));
    }
    base::Random random(20260104);
    std::uint32_t acknowledged = 0;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        INFO("round " << round << ", " << acknowledged << " acknowledged");
        {
            Child child({"answer", file.string(), std::to_string(1 + round % 3)});
            const std::uint64_t patience = random.below(8);
            std::optional<std::string> line;
            for (std::uint64_t i = 0; i < patience && (line = child.line()); ++i)
                REQUIRE(*line == std::to_string(acknowledged++));
            for (std::uint64_t spin = random.below(2000000); spin > 0; --spin)
                random.next();
            child.kill();
            while ((line = child.line()))
                REQUIRE(*line == std::to_string(acknowledged++));
        }
        Study study = opened(file);
        REQUIRE(valueOf(study.verify()).problems == std::vector<std::string>{});
        const auto content = valueOf(workbench::sessionContent(study, study.runs().first(), "child"));
        const auto answered = static_cast<std::uint32_t>(content.walk.answeredCount());
        REQUIRE(answered >= acknowledged);
        REQUIRE(answered <= acknowledged + 1); // one may be committed and not yet acknowledged
        acknowledged = answered;
        for (std::uint32_t position = 0; position < answered; ++position)
            REQUIRE(content.walk.isAnswered(position));
        if (content.walk.isDone())
            break;
        REQUIRE(content.walk.current() == answered);
    }
    CHECK(acknowledged > 50);
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A process that is killed while it makes studies leaves whole ones or none") {
    const TemporaryFolder folder;
    base::Random random(20260103);
    int whole = 0;
    for (int round = 0; round < 15; ++round) {
        const auto place = folder / std::to_string(round);
        std::filesystem::create_directory(place);
        int acknowledged = 0;
        {
            Child child({"create", place.string()});
            const std::uint64_t patience = random.below(4);
            for (std::uint64_t i = 0; i < patience; ++i, ++acknowledged)
                REQUIRE(child.line() == std::to_string(acknowledged));
            for (std::uint64_t spin = random.below(20000000); spin > 0; --spin)
                random.next();
            child.kill();
            while (child.line())
                ++acknowledged;
        }
        for (int n = 0; n < acknowledged; ++n)
            CHECK(std::filesystem::exists(place / (std::to_string(n) + ".faultline")));
        std::vector<std::filesystem::path> found;
        for (const auto& entry : std::filesystem::directory_iterator(place))
            if (entry.path().extension() == ".faultline")
                found.push_back(entry.path());
        for (const auto& path : found) {
            CHECK(valueOf(opened(path, Access::ReadOnly).verify()).problems == std::vector<std::string>{});
            ++whole;
        }
    }
    CHECK(whole > 0);
}

TEST_CASE("A label that finds no room is refused and changes nothing, and goes through when there is room") {
    const TemporaryFolder folder;
    const auto file = folder / "a.faultline";
    makeSyntheticStudy(file);
    const auto failures = failingSamples(opened(file, Access::ReadOnly));
    const std::string limit = GENERATE("600000", "700001", "1234567");
    std::size_t acknowledged = 0;
    Child child({"full", file.string(), limit});
    std::optional<std::string> line;
    while ((line = child.line()) && *line == std::to_string(acknowledged))
        ++acknowledged;
    REQUIRE(line);
    INFO(*line);
    CHECK(line->rfind("refused: ", 0) == 0);
    CHECK(line->find("nothing was changed") != std::string::npos);
    CHECK(line->find("a.faultline") != std::string::npos);
    CHECK(child.line() == std::string("saved again"));
    CHECK(child.line() == std::nullopt);
    const Study study = opened(file);
    CHECK(stored(study) == replayed(failures, acknowledged + 1));
    CHECK(valueOf(study.verify()).problems == std::vector<std::string>{});
}
