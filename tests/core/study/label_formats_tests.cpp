// SPDX-License-Identifier: GPL-3.0-or-later
// The table of docs/user-guide.md, "Labels for other tools": what each format keeps.
#include "core/workbench/label_exchange.h"
#include "core/workbench/label_import.h"
#include "tests/core/study/plan_desk.h"

#include "core/base/text.h"
#include "core/exchange/export_note.h"
#include "core/model/run_header.h"
#include "core/report/png_bytes.h"
#include "core/workbench/consensus.h"
#include "core/workbench/package.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using Catch::Matchers::Contains;
using exchange::ExchangeFormat;
using labels::Exclusion;
using labels::Judgement;
using study::Study;
namespace fs = std::filesystem;

namespace {

/// What of a label comes back.
struct Keeps {
    ExchangeFormat format;
    bool reason, secondary, flag, note, annotator, time, notesAlone;
};
constexpr std::array<Keeps, 7> table{{
    {ExchangeFormat::Csv, true, true, true, true, true, true, true},
    {ExchangeFormat::Json, true, true, true, true, true, true, true},
    {ExchangeFormat::FiftyOne, true, true, true, true, true, false, false},
    {ExchangeFormat::LabelStudio, true, true, true, true, true, true, false},
    {ExchangeFormat::ImageFolder, true, true, true, true, true, true, false},
    {ExchangeFormat::Folders, false, false, false, false, true, false, false},
    {ExchangeFormat::Labelme, true, true, true, true, true, false, false},
}};

/// A study in which "ada, =1" has said all that can be said, and a copy of it without labels.
struct Formats : PlanDesk {
    Study study;
    Study empty;
    base::RunId run;
    labels::Annotator ada;
    std::vector<base::SampleIndex> samples; ///< failures, then controls

    Formats()
        : study(a())
        , empty(copy("empty", study))
        , run(study.runs().first())
        , ada(valueOf(study.labels().annotator("ada, =1")))
        , samples(failingSamples(study)) {
        for (const base::SampleIndex control : valueOf(controlsOf(study)))
            samples.push_back(control);
        say(0, mode(1), "=1+1\n\"two\" lines", true, {base::ModeId(2), base::ModeId(3)});
        say(1, Judgement::none());
        say(2, Judgement::excluded());
        say(3, Judgement::excluded(Exclusion::WrongTruth, base::ClassId(5)), "see the ears");
        say(4, Judgement::excluded(Exclusion::Ambiguous));
        say(5, {}, "a note alone");
        say(13, mode(2));
    }
    void say(std::size_t number, const Judgement& judgement, const std::string& note = {}, bool flag = false,
             const std::vector<base::ModeId>& secondary = {}) {
        labels::LabelRequest wanted = request(ada.id, {samples.at(number)}, judgement);
        if (judgement.isUnlabelled())
            wanted.change.judgement.reset();
        if (!note.empty())
            wanted.change.note = note;
        if (flag)
            wanted.change.flag = true;
        if (!secondary.empty())
            wanted.change.secondary = secondary;
        wanted.given.elapsed = std::chrono::milliseconds(1500);
        wanted.given.blind = labels::Blind::Yes;
        valueOf(applyTo(study, wanted));
    }
    [[nodiscard]] fs::path written(ExchangeFormat format, const std::string& consensus = {}) const {
        fs::path path = folder / std::string(base::nameOf(format));
        valueOf(workbench::exportLabels(study, run, path, format, base::Overwrite::No, consensus));
        return path;
    }
    /// The labels as the row says that they come back; times of now as nothing.
    [[nodiscard]] std::vector<labels::Label> expected(const Keeps& keeps) const {
        std::vector<labels::Label> all = valueOf(labelsOf(study));
        std::erase_if(all, [&](const labels::Label& label) {
            return label.judgement.isUnlabelled() && !keeps.notesAlone;
        });
        for (labels::Label& label : all) {
            if (!keeps.reason)
                label.judgement = label.judgement.withoutReason();
            if (!keeps.secondary)
                label.secondary.clear();
            label.flag = label.flag && keeps.flag;
            if (!keeps.note)
                label.note.clear();
            if (!keeps.time)
                label.labelledAt = {};
            label.given = {};
            if (!label.judgement.isUnlabelled()) {
                label.given.how = labels::How::Import;
                label.given.blind = labels::Blind::Unknown;
            }
        }
        return all;
    }
    [[nodiscard]] static std::vector<labels::Label> imported(const Study& into, const Keeps& keeps,
                                                             base::AnnotatorId annotator) {
        std::vector<labels::Label> all = valueOf(labelsOf(into));
        for (labels::Label& label : all) {
            if (!keeps.time)
                label.labelledAt = {};
            label.annotator = annotator; // told by name, below
        }
        return all;
    }
    /// Whether importing it is refused, with a sentence, and changes nothing.
    [[nodiscard]] std::string refusal(const fs::path& path, const workbench::ImportOptions& options = {}) {
        const auto done = workbench::importFile(empty, run, path, options);
        CHECK(valueOf(labelsOf(empty)).empty());
        return done ? "imported" : done.error().message;
    }
};

void writeAt(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    writeText(path, text);
}

} // namespace

TEST_CASE_METHOD(Formats, "Of each format exactly that comes back which its row of the table says") {
    for (const Keeps& keeps : table) {
        CAPTURE(base::nameOf(keeps.format));
        const fs::path path = written(keeps.format);
        Study target = copy("into-" + std::string(base::nameOf(keeps.format)), empty);
        const auto done = valueOf(workbench::importFile(target, run, path, {std::nullopt, "somebody else"}));
        CHECK(done.count == expected(keeps).size());
        CHECK(imported(target, keeps, ada.id) == expected(keeps));
        const auto annotators = valueOf(target.labels().annotators());
        REQUIRE(annotators.size() == 1);
        CHECK(annotators[0].name == (keeps.annotator ? ada.name : "somebody else"));
        CHECK(valueOf(target.verify()).problems.empty());
        CHECK(valueOf(workbench::importFile(target, run, path)).count == 0); // known by now
        CHECK(valueOf(workbench::importFile(target, run, path, {keeps.format, {}})).count == 0);
    }
}

TEST_CASE_METHOD(Formats, "Events are lossless: a copy that took them in exports the same bytes") {
    const auto bob = valueOf(study.labels().annotator("Bob")).id;
    const auto plan = makePlan(study);
    answer(study, plan, "Bob", 0, mode(3));
    valueOf(study.labels().makeAdjudicator(bob));
    labels::LabelRequest decision = request(bob, {samples[0]}, mode(2));
    decision.given.how = labels::How::Adjudication;
    decision.given.zoom = 2.7182818284590451;
    valueOf(applyTo(study, decision));
    valueOf(applyTo(study, request(bob, {samples[1], samples[2]}, mode(3))));
    valueOf(study.labels().undo(bob));
    valueOf(study.labels().redo(bob));
    valueOf(study.labels().notePainted(run, bob, samples));
    valueOf(study.labels().mergeModes(bob, std::array{base::ModeId(3)}, base::ModeId(1)));
    const fs::path path = written(ExchangeFormat::Events);
    const std::string text = readText(path);
    CHECK(valueOf(workbench::exportText(study, run, ExchangeFormat::Events)).text == text);

    const auto done = valueOf(workbench::importFile(empty, run, path));
    REQUIRE(done.events);
    CHECK(done.events->eventsNew == valueOf(study.labels().length()).events);
    CHECK(valueOf(workbench::exportText(empty, run, ExchangeFormat::Events)).text == text);
    CHECK(stateOfLabels(empty) == stateOfLabels(study));
    CHECK(valueOf(empty.verify()).problems.empty());
    CHECK(valueOf(workbench::importFile(empty, run, path)).events->eventsNew == 0);
    CHECK_FALSE(workbench::exportText(study, run, ExchangeFormat::Events, "majority"));
}

TEST_CASE_METHOD(Formats,
                 "Pictures of an export are the study's pixels, named by their place in the data set") {
    const std::string name = std::to_string(samples[0].value) + ".png";
    const base::Image picture = valueOf(study.pictures().of(std::vector{samples[0]})).front();
    const std::string png = report::pngBytes(picture.view(), base::longestSide);
    CHECK(readText(written(ExchangeFormat::FiftyOne) / "data" / name) == png);
    CHECK(readText(written(ExchangeFormat::ImageFolder) / name) == png);
    CHECK(readText(written(ExchangeFormat::Folders) / "scale" / name) == png);
    CHECK(readText(written(ExchangeFormat::Labelme) / name) == png);
    CHECK_THAT(readText(written(ExchangeFormat::LabelStudio)), Contains(report::base64(png)));
    CHECK(fs::exists(folder / "folders/none"));
    CHECK(fs::exists(folder / "folders/excluded"));
}

TEST_CASE_METHOD(Formats, "Label errors are told with the right class where somebody named it") {
    const auto text = valueOf(workbench::exportText(study, run, ExchangeFormat::LabelErrors));
    CHECK(text.count == 1);
    CHECK_THAT(text.text, Contains("\n" + std::to_string(samples[3].value) + ","));
    CHECK_THAT(text.text, Contains("," + headerOf(study).classNames()[5] + ",see the ears,\"ada, =1\","));
    writeText(folder / "errors.csv", text.text);
    CHECK_THAT(refusal(folder / "errors.csv"), Contains("there is no column"));
}

TEST_CASE_METHOD(Formats,
                 "A consensus has the reason that most of those who excluded gave, and is nobody's label") {
    const auto vote = [&](const std::string& name, const Judgement& judgement) {
        valueOf(applyTo(study, request(valueOf(study.labels().annotator(name)).id, {samples[3]}, judgement)));
    };
    const auto errors = [&] {
        return valueOf(workbench::exportText(study, run, ExchangeFormat::LabelErrors, "majority"));
    };
    vote("bea", Judgement::excluded(Exclusion::WrongTruth, base::ClassId(6)));
    CHECK(errors().count == 1);
    CHECK_THAT(errors().text, !Contains(headerOf(study).classNames()[5])); // two classes, one vote each
    vote("cyd", Judgement::excluded(Exclusion::WrongTruth, base::ClassId(5)));
    CHECK_THAT(errors().text, Contains("," + headerOf(study).classNames()[5] + ",,consensus:majority,"));
    vote("bea", Judgement::excluded(Exclusion::Ambiguous));
    vote("cyd", Judgement::excluded(Exclusion::Ambiguous));
    CHECK(errors().count == 0);
    vote("cyd", mode(1));
    vote("bea", mode(1));
    CHECK(errors().count == 0); // not excluded by the majority

    for (const Keeps& keeps : table) {
        CAPTURE(base::nameOf(keeps.format));
        CHECK_THAT(refusal(written(keeps.format, "majority"), {std::nullopt, "me"}),
                   Contains("\"consensus:majority\" is no annotator"));
    }
}

TEST_CASE_METHOD(Formats, "A folder replaces an earlier export and nothing else") {
    using enum ExchangeFormat;
    const fs::path place = written(Folders);
    const auto replaced = [&](const fs::path& path, base::Overwrite overwrite) {
        const auto done = workbench::exportLabels(study, run, path, Labelme, overwrite);
        return done ? std::string("written") : done.error().message;
    };
    CHECK_THAT(replaced(place, base::Overwrite::No), Contains("exists already"));
    CHECK(replaced(place, base::Overwrite::Yes) == "written");
    CHECK_FALSE(fs::exists(place / "scale"));
    CHECK(replaced(place, base::Overwrite::Yes) == "written");

    writeText(place / "mine.txt", "mine");
    CHECK_THAT(replaced(place, base::Overwrite::Yes),
               Contains("nothing is replaced") || Contains("more than"));
    CHECK(readText(place / "mine.txt") == "mine");
    const fs::path foreign = folder / "photos";
    writeAt(foreign / "holiday.png", "a picture");
    CHECK_THAT(replaced(foreign, base::Overwrite::Yes), Contains("is no earlier export"));
    writeText(foreign / exchange::exportNoteName, "{}");
    CHECK_THAT(replaced(foreign, base::Overwrite::Yes), Contains("is no earlier export"));
    CHECK(readText(foreign / "holiday.png") == "a picture");
    writeText(folder / "file", "text");
    CHECK_THAT(replaced(folder / "file", base::Overwrite::Yes), Contains("is no folder"));
    fs::create_directory_symlink(foreign, folder / "link");
    CHECK_THAT(replaced(folder / "link", base::Overwrite::Yes), Contains("is no folder"));
    fs::create_directory(folder / "new");
    CHECK(replaced(folder / "new", base::Overwrite::Yes) == "written");
    CHECK_THAT(replaced(study.path(), base::Overwrite::Yes), Contains("is the study itself"));
    CHECK_FALSE(workbench::exportText(study, run, Folders));
    for (const auto& entry : fs::directory_iterator(folder.path()))
        CHECK(entry.path().filename().string().find("labels.") == std::string::npos); // nothing half-written
}

TEST_CASE_METHOD(Formats, "What is wrong in a folder is told with its file, and nothing is imported") {
    const std::string index = std::to_string(samples[0].value);
    const workbench::ImportOptions mine{std::nullopt, "me"};
    writeAt(folder / "sorted/scale" / (index + ".jpg"), "");
    writeAt(folder / "sorted/scale/.hidden.jpg", "");
    writeAt(folder / "sorted/scale/readme.txt", "");
    CHECK_THAT(refusal(folder / "sorted"), Contains("scale/" + index + ".jpg") && Contains("whose label"));
    writeAt(folder / "sorted/blurry/7.jpg", "");
    CHECK_THAT(refusal(folder / "sorted", mine), Contains("blurry/7.jpg"));
    fs::remove_all(folder / "sorted/blurry");
    writeAt(folder / "sorted/scale/deep/7.jpg", "");
    CHECK_THAT(refusal(folder / "sorted", mine), Contains("scale/deep is a folder"));
    fs::remove_all(folder / "sorted/scale/deep");
    fs::create_directory_symlink(folder / "sorted/scale", folder / "sorted/none");
    CHECK_THAT(refusal(folder / "sorted", mine), Contains("none is a link"));
    fs::remove(folder / "sorted/none");
    CHECK_THAT(refusal(folder / "sorted", {ExchangeFormat::Csv, "me"}), Contains("is a folder"));

    writeText(folder / "secret.json", "{\"labels\": {}}");
    fs::create_directories(folder / "linked");
    fs::create_symlink(folder / "secret.json", folder / "linked/labels.json");
    CHECK_THAT(refusal(folder / "linked", {ExchangeFormat::FiftyOne, "me"}), Contains("is a link"));
    fs::create_directories(folder / "none");
    CHECK_THAT(refusal(folder / "none", mine), Contains("holds no labels that are known"));
    writeAt(folder / "me/1.json", "{\"flags\": {\"scale\": true}, \"imagePath\": \"x.png\"}");
    CHECK_THAT(refusal(folder / "me", mine), Contains("1.json") && Contains("the index \"x\""));
    writeAt(folder / "me/1.json", "{");
    CHECK_THAT(refusal(folder / "me", mine), Contains("1.json") && Contains("well-formed"));
    CHECK_THAT(refusal(folder / "absent", mine), Contains("absent"));
    CHECK_THAT(refusal(study.path(), mine), Contains("is a study"));

    CHECK(valueOf(workbench::importFile(empty, run, folder / "sorted", mine)).count == 1);
}

TEST_CASE_METHOD(PlanDesk, "Labels that leave a package tell in no format what the model said") {
    {
        Study a = this->a();
        makePlan(a);
        valueOf(workbench::writePackage(a, a.runs().first(), "ann", folder / "ann.faultline"));
    }
    Study package = opened(folder / "ann.faultline");
    const base::RunId run = package.runs().first();
    for (std::uint32_t position = 0; position < 6; ++position)
        answer(package, currentPlan(package), "ann", position, mode(1 + position % 3));
    for (const auto& [format, name] : base::Names<ExchangeFormat>::all) {
        CAPTURE(name);
        const fs::path path = folder / std::string(name);
        valueOf(workbench::exportLabels(package, run, path, format, base::Overwrite::No));
        const fs::path text = format == ExchangeFormat::FiftyOne      ? path / "labels.json"
                              : format == ExchangeFormat::ImageFolder ? path / "metadata.jsonl"
                                                                      : path;
        if (fs::is_directory(text))
            continue; // names of modes alone
        const std::string told = readText(text);
        CHECK(told.find("predicted_class") == std::string::npos);
        if (format == ExchangeFormat::Json || format == ExchangeFormat::ImageFolder)
            CHECK(told.find("\"predicted\":\"\"") != std::string::npos);
    }
    // The study takes the events in as it would the package.
    Study a = this->a();
    const auto done = valueOf(workbench::importFile(a, a.runs().first(), folder / "events"));
    CHECK(done.events->eventsNew > 0);
    CHECK(queueOf(a, "ann").answered.size() == 6);
    CHECK(valueOf(a.verify()).problems.empty());
}

TEST_CASE_METHOD(PlanDesk,
                 "Labels for one annotator tell nothing of items that they are yet to label blind") {
    Study a = this->a();
    const base::RunId run = a.runs().first();
    const auto plan = makePlan(a);
    const auto ann = valueOf(a.labels().annotator("ann"));
    const base::SampleIndex open = queueOf(a, "ann").places.at(1).sample;
    answer(a, plan, "ann", 0, mode(1));
    valueOf(applyTo(a, request(ann.id, {open}, std::nullopt, "look again")));
    const auto lineOf = [&](const std::string& consensus) {
        const std::string text =
            valueOf(workbench::labelText(a, run, exchange::LabelFormat::Csv, consensus)).text;
        const std::size_t at = text.find("\n" + std::to_string(open.value) + ",") + 1;
        return text.substr(at, text.find('\n', at) - at);
    };
    CHECK_THAT(lineOf("annotator:ann"), Contains(",,ann,,,look again"));
    CHECK_THAT(lineOf(""), !Contains(",,ann,")); // everybody's file is for whoever owns the study
}

TEST_CASE_METHOD(PlanDesk,
                 "Where the plan hides the true class, labels for one annotator hide it of open items") {
    Study a = this->a();
    workbench::PlanRequest hidden;
    hidden.options.truth = plans::Truth::Hidden;
    hidden.options.repeats = 0; // what is to be shown again stays hidden, too
    const auto plan = makePlan(a, hidden);
    const auto ann = valueOf(a.labels().annotator("ann"));
    const base::SampleIndex done = queueOf(a, "ann").places.at(0).sample;
    const base::SampleIndex open = queueOf(a, "ann").places.at(1).sample;
    answer(a, plan, "ann", 0, mode(1));
    valueOf(applyTo(a, request(ann.id, {open}, std::nullopt, "look again")));
    const std::string text =
        "\n" +
        valueOf(workbench::labelText(a, a.runs().first(), exchange::LabelFormat::Csv, "annotator:ann")).text;
    CHECK_THAT(text, Contains("\n" + std::to_string(open.value) + ",,,ann,,,look again"));
    CHECK_THAT(text, !Contains("\n" + std::to_string(done.value) + ",,"));
}
