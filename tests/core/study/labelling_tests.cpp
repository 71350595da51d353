// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/package.h"
#include "tests/core/study/labelling_walk.h"
#include "tests/core/study/study_support.h"
#include "tests/core/study/transaction_scenes.h"
#include "tests/support/memory_folder.h"

#include <array>

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

namespace {

/// A closed study of two runs with these annotators, and with enough failure modes to merge some.
void makeStudyFor(const std::filesystem::path& path, const std::vector<std::string>& persons) {
    Study study = makeSyntheticStudy(path);
    SyntheticOptions other;
    other.modelSeed = 2;
    addSyntheticRun(study, "other", other);
    for (const std::string& person : persons)
        valueOf(study.labels().annotator(person));
    std::vector<labels::ModeEdit> more;
    for (const char letter : std::string("JLMPQTVWY")) {
        labels::Mode mode;
        mode.slug = std::string("more-") + static_cast<char>(letter - 'A' + 'a');
        mode.name = std::string("More ") + letter;
        mode.digit.reset();
        mode.letter = letter;
        mode.colour = "#606060";
        more.push_back({labels::ModeEdit::Kind::Add, mode});
    }
    valueOf(study.labels().editModes(more));
}

void mergeInto(Study& into, const std::filesystem::path& from) {
    const std::array copies{valueOf(study::LogCopy::open(from))};
    valueOf(into.merge(copies));
}

/// Two persons label in one file, where they also merge failure modes, while a third one labels elsewhere;
/// the two places meet from time to time.
class TwoPlaces {
public:
    TwoPlaces(const std::filesystem::path& folder, std::uint64_t seed)
        : m_folder(folder)
        , m_random(seed)
        , m_here(prepared(folder), {"ann", "bea"}, seed, LabellingWalk::Modes::Merge) {}
    virtual ~TwoPlaces() = default;

    void step() {
        const std::uint64_t what = m_random.below(100);
        if (what < 70) {
            m_here.step();
        } else if (what < 94) {
            there().step();
        } else if (what < 97) {
            reopen(m_random.below(2) == 0 ? m_here : there());
        } else if (what < 99) {
            takeHere();
        } else {
            takeThere();
        }
    }
    void end() {
        takeHere();
        takeThere();
        takeHere();
        CHECK(valueOf(m_here.study().verify()).problems == std::vector<std::string>{});
        CHECK(valueOf(there().study().verify()).problems == std::vector<std::string>{});
        checkAlike();
    }

protected:
    [[nodiscard]] LabellingWalk& here() { return m_here; }
    [[nodiscard]] virtual LabellingWalk& there() = 0;
    virtual void takeThere() = 0;
    virtual void checkAlike() {} ///< where both hold the same
    void takeHere() {
        mergeInto(m_here.study(), there().path());
        m_here.model().take("cyd", there().model());
        m_here.compare(true);
    }
    [[nodiscard]] const std::filesystem::path& folder() const { return m_folder; }

private:
    static std::filesystem::path prepared(const std::filesystem::path& folder) {
        makeStudyFor(folder / "here.faultline", {"ann", "bea", "cyd"});
        return folder / "here.faultline";
    }
    void reopen(LabellingWalk& walk) {
        walk.close();
        if (m_random.below(2) == 0) { // a reader changes nothing
            const Study reader = opened(walk.path(), study::Access::ReadOnly);
            CHECK(LabellingWalk::linesOf(reader) == walk.model().lines());
        }
        walk.open();
        walk.compare();
    }

    std::filesystem::path m_folder;
    base::Random m_random;
    LabellingWalk m_here;
};

/// The third one has a copy.
class TwoCopies final : public TwoPlaces {
public:
    TwoCopies(const std::filesystem::path& folder, std::uint64_t seed)
        : TwoPlaces(folder, seed)
        , m_there(copied(here().study(), folder), {"cyd"}, seed + 1'000'000) {}

private:
    static std::filesystem::path copied(const Study& study, const std::filesystem::path& folder) {
        valueOf(study.copyTo(folder / "there.faultline"));
        return folder / "there.faultline";
    }
    LabellingWalk& there() override { return m_there; }
    void takeThere() override {
        mergeInto(m_there.study(), here().path());
        for (const char* person : {"ann", "bea"})
            m_there.model().take(person, here().model());
        m_there.model().takeModes(here().model());
        m_there.compare(true);
    }

    void checkAlike() override { CHECK(stateOfLabels(here().study()) == stateOfLabels(m_there.study())); }

    LabellingWalk m_there;
};

/// The third one has a package, and gets another one from time to time.
class StudyAndPackage final : public TwoPlaces {
public:
    StudyAndPackage(const std::filesystem::path& folder, std::uint64_t seed)
        : TwoPlaces(folder, seed)
        , m_there(nextPackage(), {"cyd"}, seed + 1'000'000) {}

private:
    std::filesystem::path nextPackage() {
        Study& study = here().study();
        if (m_packages == 0)
            valueOf(workbench::makePlan(study, study.runs().first(), {}));
        auto path = folder() / ("package" + std::to_string(++m_packages) + ".faultline");
        valueOf(workbench::writePackage(study, study.runs().first(), "cyd", path));
        return path;
    }
    LabellingWalk& there() override { return m_there; }
    void takeThere() override {
        takeHere(); // what was said in the old one goes into the new one
        m_there.goOnIn(nextPackage());
        m_there.model().takeModes(here().model());
        m_there.compare(true);
    }

    int m_packages = 0;
    LabellingWalk m_there;
};

template <class Places>
void walkThrough(std::uint64_t seed, int steps) {
    CAPTURE(seed);
    const TemporaryFolder folder;
    Places places(folder.path(), seed);
    for (int step = 0; step < steps; ++step)
        places.step();
    places.end();
}

/// A process that labels as one person, and gives the file away every few steps; what parted it from its
/// model goes to the pipe, or what it holds in the end.
[[noreturn]] void labelAsProcess(const std::filesystem::path& path, const std::string& person,
                                 std::uint64_t seed, int rounds, int answer) {
    std::string text;
    try {
        LabellingWalk walk(path, {person}, seed);
        base::Random random(seed);
        for (int round = 0; round < rounds; ++round) {
            walk.open(); // waits for the other one
            walk.compare();
            for (std::uint64_t steps = 1 + random.below(10); steps > 0; --steps)
                walk.step();
            walk.close();
        }
        for (const std::string& line : walk.model().lines(person))
            text += line + '\0';
    } catch (const std::exception& error) {
        text = std::string("failed: ") + error.what() + '\0';
    }
    const bool isWritten = ::write(answer, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::_exit(isWritten ? 0 : 1);
}

std::vector<std::string> answerOf(pid_t child, int pipe) {
    std::string text;
    std::array<char, 4096> bytes{};
    for (ssize_t got = 0; (got = ::read(pipe, bytes.data(), bytes.size())) > 0;)
        text.append(bytes.data(), static_cast<std::size_t>(got));
    ::close(pipe);
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\0', at) + 1)
        lines.push_back(text.substr(at, text.find('\0', at) - at));
    return lines;
}

} // namespace

TEST_CASE(
    "Whatever is labelled, taken back, merged and reopened in two copies or in a package, a plain model "
    "agrees") {
    const MemoryFolder inMemory;
    const std::uint64_t walks = tryAllPlaces() ? 50 : 1;
    const int steps = tryAllPlaces() ? 2000 : 700;
    for (std::uint64_t seed = 1; seed <= walks; ++seed) {
        walkThrough<TwoCopies>(seed, steps);
        walkThrough<StudyAndPackage>(seed, steps);
    }
}

TEST_CASE(
    "Two processes that label in one study in turns both find there what they did, and agree at the end") {
    const MemoryFolder inMemory;
    const TemporaryFolder folder;
    const std::vector<std::string> persons{"ann", "bea"};
    makeStudyFor(folder / "a.faultline", persons);
    const int rounds = tryAllPlaces() ? 1000 : 20;
    std::vector<pid_t> children;
    std::vector<int> pipes;
    for (const std::string& person : persons) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0)
            labelAsProcess(folder / "a.faultline", person, 7 + children.size(), rounds, ends[1]);
        ::close(ends[1]);
        children.push_back(child);
        pipes.push_back(ends[0]);
    }
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < children.size(); ++i)
        for (std::string& line : answerOf(children[i], pipes[i]))
            expected.push_back(std::move(line));
    std::sort(expected.begin(), expected.end());
    CHECK(contents(folder.path()).size() == 1); // one file, without a log or a lock beside it
    const Study study = opened(folder / "a.faultline");
    CHECK(LabellingWalk::linesOf(study) == expected);
    CHECK(valueOf(study.verify()).problems == std::vector<std::string>{});
}
