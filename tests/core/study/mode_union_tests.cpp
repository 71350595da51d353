// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/log_copy.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/base/random.h"

#include <array>
#include <chrono>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ModeId;
using Catch::Matchers::Contains;
using labels::Judgement;
using labels::Mode;
using labels::ModeEdit;
using study::Study;

namespace {

Mode newMode(const std::string& slug, std::optional<char> digit, char letter) {
    Mode mode;
    mode.slug = slug;
    mode.name = "The " + slug;
    mode.digit = digit;
    mode.letter = letter;
    mode.colour = "#1e96ff";
    return mode;
}

void edit(Study& study, ModeEdit::Kind kind, const Mode& mode) {
    const std::array edits{ModeEdit{kind, mode}};
    const auto done = study.labels().editModes(edits);
    INFO((done ? "" : done.error().message));
    REQUIRE(done);
}

Mode modeOf(const Study& study, const std::string& slug) {
    const Mode* mode = study.labels().taxonomy().find(slug);
    REQUIRE(mode != nullptr);
    return *mode;
}

Judgement judged(const Study& study, const std::string& slug) {
    return Judgement::of(modeOf(study, slug).id);
}

base::Result<labels::MergeReport> tryMerge(Study& into, const std::filesystem::path& from) {
    FAULTLINE_TRY(copy, study::LogCopy::open(from));
    return into.merge({&copy, 1});
}

labels::MergeReport merged(Study& into, const Study& from) {
    return valueOf(tryMerge(into, from.path()));
}

std::string refusal(Study& into, const Study& from) {
    const auto report = tryMerge(into, from.path());
    return report ? "merged" : report.error().message;
}

/// Modes and labels as a person sees them: nothing goes by row numbers, which differ between copies.
std::string seen(const Study& study) {
    const labels::Taxonomy& taxonomy = study.labels().taxonomy();
    std::string state;
    const auto describe = [&](const Mode& mode) {
        state += mode.slug + "|" + mode.name + "|" + mode.digit.value_or('-') + mode.letter + mode.colour;
        for (const std::string& part : mode.splitInto)
            state += " " + part;
        state += "\n";
    };
    for (const Mode& mode : taxonomy.modes())
        describe(mode);
    for (const labels::MergedMode& each : taxonomy.merged()) {
        describe(each.mode);
        state += "-> " + each.into + "\n";
    }
    std::map<base::AnnotatorId, std::string> names;
    for (const labels::Annotator& annotator : valueOf(study.labels().annotators()))
        names[annotator.id] = annotator.name;
    std::vector<std::string> lines;
    for (const labels::Label& label : valueOf(labelsOf(study))) {
        std::string line = std::to_string(label.sample.value) + " " + names[label.annotator] + " " +
                           labels::judgementText(label.judgement, taxonomy);
        std::vector<std::string> secondary;
        for (const ModeId mode : label.secondary)
            secondary.push_back(taxonomy.find(mode)->slug);
        std::sort(secondary.begin(), secondary.end());
        for (const std::string& slug : secondary)
            line += " +" + slug;
        lines.push_back(line);
    }
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines)
        state += line + "\n";
    return state;
}

/// A study and a copy of it that are worked on apart.
struct Apart {
    TemporaryFolder folder;
    base::AnnotatorId ann;
    std::vector<base::SampleIndex> failures;
    std::optional<Study> a, b;

    Apart() {
        {
            Study study = makeSyntheticStudy(folder / "a.faultline");
            ann = valueOf(study.labels().annotator("ann")).id;
            failures = failingSamples(study);
        }
        std::filesystem::copy_file(folder / "a.faultline", folder / "b.faultline");
        a = opened(folder / "a.faultline");
        b = opened(folder / "b.faultline");
    }
    void say(Study& study, std::size_t item, const Judgement& judgement) {
        valueOf(applyTo(study, request(ann, {failures[item]}, judgement)));
    }
    void checkSame() {
        merged(*a, *b);
        merged(*b, *a);
        CHECK(seen(*a) == seen(*b));
        CHECK(merged(*a, *b).eventsNew == 0);
        for (Study* study : {&*a, &*b})
            CHECK(valueOf(study->verify()).problems == std::vector<std::string>{});
    }
};

} // namespace

TEST_CASE_METHOD(Apart, "Modes that two copies added meet by their slugs, whatever row they have") {
    edit(*a, ModeEdit::Kind::Add, newMode("blur", '4', 'L'));
    edit(*b, ModeEdit::Kind::Add, newMode("noise", '5', 'P'));
    edit(*b, ModeEdit::Kind::Add, newMode("blur", '4', 'L')); // the same, and another row
    REQUIRE(modeOf(*a, "blur").id != modeOf(*b, "blur").id);
    say(*a, 0, judged(*a, "blur"));
    say(*b, 1, judged(*b, "blur"));
    labels::LabelRequest wanted = request(ann, {failures[2]}, judged(*b, "noise"));
    wanted.change.secondary = std::vector{modeOf(*b, "blur").id};
    valueOf(applyTo(*b, wanted));
    checkSame();
    CHECK(a->labels().taxonomy().modes().size() == 5);
    CHECK_THAT(seen(*a),
               Contains(std::to_string(failures[1].value) + " ann blur") && Contains("ann noise +blur"));
}

TEST_CASE_METHOD(Apart, "What one copy changed of a mode holds in both, in either direction") {
    Mode scale = modeOf(*b, "scale");
    scale.name = "Size";
    scale.definition = "Too small";
    edit(*b, ModeEdit::Kind::Change, scale);
    say(*a, 0, mode(1));
    checkSame();
    CHECK(modeOf(*a, "scale").name == "Size");
    // And what is changed after that, in the other one, too.
    scale = modeOf(*a, "scale");
    scale.name = "Resolution";
    edit(*a, ModeEdit::Kind::Change, scale);
    checkSame();
    CHECK(modeOf(*b, "scale").name == "Resolution");
}

TEST_CASE_METHOD(
    Apart, "A mode that both copies changed otherwise is told and changes nothing until it is the same") {
    Mode here = modeOf(*a, "scale");
    here.name = "Size";
    edit(*a, ModeEdit::Kind::Change, here);
    Mode there = modeOf(*b, "scale");
    there.name = "Resolution";
    edit(*b, ModeEdit::Kind::Change, there);
    say(*b, 0, mode(1));
    const std::string before = seen(*a);
    const std::string message = refusal(*a, *b);
    CHECK_THAT(message,
               Contains("nothing was merged") &&
                   Contains("of \"scale\" the name is \"Size\" in this study and \"Resolution\" there"));
    CHECK(message.find('\n') == std::string::npos);
    CHECK(seen(*a) == before);
    here.name = "Resolution";
    edit(*a, ModeEdit::Kind::Change, here);
    checkSame();
    CHECK(modeOf(*a, "scale").name == "Resolution");
    CHECK(valueOf(labelsOf(*a)).size() == 1);
}

TEST_CASE_METHOD(Apart, "Two modes that took one key in two copies are told and change nothing") {
    edit(*a, ModeEdit::Kind::Add, newMode("blur", '4', 'L'));
    edit(*b, ModeEdit::Kind::Add, newMode("noise", '4', 'P'));
    const std::string before = seen(*a);
    CHECK_THAT(refusal(*a, *b), Contains("share their digit") && Contains("--edit"));
    CHECK(seen(*a) == before);
    Mode blur = modeOf(*a, "blur");
    blur.digit.reset();
    edit(*a, ModeEdit::Kind::Change, blur);
    checkSame();
}

TEST_CASE_METHOD(
    Apart,
    "Labels of a mode that was merged in another copy count as what it was merged into, and it is told") {
    say(*a, 0, mode(2));
    merged(*b, *a);
    valueOf(a->labels().mergeModes(ann, std::array{ModeId(2)}, ModeId(1)));
    std::this_thread::sleep_for(std::chrono::milliseconds(2)); // the label is the later action
    say(*b, 1, mode(2));                                       // still offered there
    const auto report = merged(*a, *b);
    REQUIRE(report.notes.size() == 1);
    CHECK_THAT(report.notes[0], Contains("\"Background\"") && Contains("merged into \"scale\""));
    checkSame();
    for (const labels::Label& label : valueOf(labelsOf(*a)))
        CHECK(label.judgement == mode(1));
    // It is not lost: where the merge is taken back it says what was said.
    valueOf(b->labels().undo(ann)); // the label of b is the last action
    valueOf(b->labels().redo(ann));
    valueOf(a->labels().undo(ann));
    valueOf(a->labels().undo(ann));
    CHECK(a->labels().taxonomy().modes().size() == 3);
    merged(*a, *b);
    for (const labels::Label& label : valueOf(labelsOf(*a)))
        CHECK(label.judgement == mode(2));
}

TEST_CASE_METHOD(Apart, "A mode that was taken away stays away, unless another copy has given it") {
    edit(*a, ModeEdit::Kind::Add, newMode("blur", '4', 'L'));
    checkSame();
    edit(*a, ModeEdit::Kind::Remove, newMode("blur", '4', 'L'));
    SECTION("given nowhere") {
        checkSame();
        CHECK(b->labels().taxonomy().find("blur") == nullptr);
        edit(*b, ModeEdit::Kind::Add, newMode("blur", '6', 'M'));
        checkSame();
        CHECK(modeOf(*a, "blur").letter == 'M');
    }
    SECTION("given in the other copy") {
        say(*b, 0, judged(*b, "blur"));
        checkSame();
        CHECK_THAT(seen(*a), Contains(std::to_string(failures[0].value) + " ann blur"));
    }
}

TEST_CASE_METHOD(Apart, "A copy whose modes were altered behind Faultline's back is refused") {
    say(*b, 0, mode(1));
    const std::filesystem::path path = b->path();
    b.reset();
    const auto refusedAfter = [&](const std::string& sql, const std::string& why) {
        const auto copy = folder / "c.faultline";
        std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing);
        CAPTURE(sql);
        tamper(copy, sql);
        const std::string before = seen(*a);
        const auto report = tryMerge(*a, copy);
        REQUIRE_FALSE(report);
        CHECK_THAT(report.error().message, Contains(why));
        CHECK(seen(*a) == before);
    };
    refusedAfter("UPDATE modes SET name = 'Size' WHERE id = 1", "failure modes differ");
    refusedAfter(
        "UPDATE modes SET merged_into = 2 WHERE id = 1; UPDATE modes SET merged_into = 1 WHERE id = 2",
        "leads to no mode");
    refusedAfter("UPDATE modes SET split_into = 'nowhere' WHERE id = 1", "can't be split into nowhere");
}

TEST_CASE_METHOD(Apart,
                 "Label lines carry the modes with what became of them, and lines without that are read") {
    edit(*b, ModeEdit::Kind::Add, newMode("blur", std::nullopt, 'L'));
    edit(*b, ModeEdit::Kind::Add, newMode("noise", '4', 'P'));
    edit(*b, ModeEdit::Kind::Add, newMode("gone", '5', 'Q'));
    edit(*b, ModeEdit::Kind::Remove, newMode("gone", '5', 'Q'));
    Mode occlusion = modeOf(*b, "occlusion");
    occlusion.splitInto = {"blur", "noise"};
    edit(*b, ModeEdit::Kind::Change, occlusion);
    say(*b, 0, mode(2));
    valueOf(b->labels().mergeModes(ann, std::array{ModeId(2)}, modeOf(*b, "noise").id));
    const std::string lines = valueOf(b->labels().lines());
    writeText(folder / "b.jsonl", lines);
    const auto report = valueOf(tryMerge(*a, folder / "b.jsonl"));
    CHECK(report.eventsNew == 2);
    CHECK(seen(*a) == seen(*b));
    CHECK(valueOf(a->verify()).problems.empty());
    CHECK(valueOf(a->labels().undoState(ann)).undo == "merged Background into The noise");

    // As version 1 wrote them.
    Study old = makeSyntheticStudy(folder / "old.faultline");
    std::string oldLines;
    std::istringstream all(valueOf(old.labels().lines()));
    for (std::string line; std::getline(all, line);) {
        for (const std::string part :
             {R"(,"mode_changes":0)", R"(,"annotator_changes":0)", R"(,"merged_into":null)",
              R"(,"split_into":null)", R"(,"deleted_at_ms":null)"})
            if (const auto at = line.find(part); at != std::string::npos)
                line.erase(at, part.size());
        if (const auto at = line.find(R"("version":2)"); at != std::string::npos)
            line.replace(at, 11, R"("version":1)");
        oldLines += line + '\n';
    }
    CHECK(oldLines.find("merged_into") == std::string::npos);
    writeText(folder / "old.jsonl", oldLines);
    CHECK(tryMerge(old, folder / "old.jsonl"));
}

TEST_CASE("Merging copies whose labels and modes changed apart gives the same in whatever order") {
    const int rounds = std::getenv("FAULTLINE_LONG_TESTS") != nullptr ? 1000 : 12;
    const TemporaryFolder folder;
    std::vector<base::SampleIndex> failures;
    {
        Study study = makeSyntheticStudy(folder / "a.faultline");
        failures = failingSamples(study);
        static_cast<void>(valueOf(study.labels().annotator("ann")));
    }
    const auto copy = [&](const std::string& name) {
        std::filesystem::copy_file(folder / "a.faultline", folder / (name + ".faultline"),
                                   std::filesystem::copy_options::overwrite_existing);
        return opened(folder / (name + ".faultline"));
    };
    base::Random random(20261127);
    int conflicts = 0;
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        std::vector<Study> apart;
        for (const char* name : {"r0", "r1", "r2"})
            apart.push_back(copy(name));
        for (int step = 0; step < 14; ++step) {
            const std::size_t which = random.below(3);
            Study& study = apart[which];
            const std::array<const char*, 2> names{"ann", "bea"};
            const auto who = valueOf(study.labels().annotator(names[random.below(2)])).id;
            std::vector<Mode> offered;
            for (const Mode& mode : study.labels().taxonomy().modes())
                if (mode.splitInto.empty())
                    offered.push_back(mode);
            switch (random.below(8)) {
            case 0: { // keys of its own in each copy, so that most rounds merge
                const std::string letters = "JLMPQTVWY";
                const char letter = letters[3 * which + random.below(3)];
                const std::array edits{
                    ModeEdit{ModeEdit::Kind::Add, newMode(std::string("m") + static_cast<char>(letter + 32),
                                                          std::nullopt, letter)}};
                static_cast<void>(study.labels().editModes(edits)); // it may be there already
                break;
            }
            case 1: {
                if (offered.size() < 3)
                    break;
                const std::array edits{
                    ModeEdit{ModeEdit::Kind::Remove, offered[random.below(offered.size())]}};
                static_cast<void>(study.labels().editModes(edits)); // it may be in use
                break;
            }
            case 2:
                if (which == 0 && offered.size() > 2) {
                    const std::array from{offered[0].id};
                    valueOf(study.labels().mergeModes(who, from, offered[1].id));
                }
                break;
            case 3:
                static_cast<void>(study.labels().undo(who));
                break;
            case 4:
                static_cast<void>(study.labels().redo(who));
                break;
            default:
                valueOf(applyTo(study, request(who, {failures[random.below(4)], failures[random.below(4)]},
                                               Judgement::of(offered[random.below(offered.size())].id))));
            }
        }
        Study left = copy("left");
        Study right = copy("right");
        bool isRefused = false;
        const auto take = [&](Study& into, const Study& from) {
            isRefused = isRefused || !tryMerge(into, from.path());
        };
        take(left, apart[0]);
        take(left, apart[1]);
        take(left, apart[2]);
        take(apart[1], apart[0]);
        take(right, apart[2]);
        take(right, apart[1]);
        take(right, apart[2]);
        if (isRefused) {
            ++conflicts;
            continue;
        }
        REQUIRE(seen(left) == seen(right));
        REQUIRE(valueOf(left.verify()).problems == std::vector<std::string>{});
        REQUIRE(valueOf(right.verify()).problems == std::vector<std::string>{});
    }
    CHECK(conflicts <= rounds / 2);
}
