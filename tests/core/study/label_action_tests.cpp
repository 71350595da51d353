// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/base/time.h"

#include <map>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using labels::Judgement;
using study::Study;

namespace {

struct Fixture {
    TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    std::vector<base::SampleIndex> failures = failingSamples(study);

    labels::ActionReport act(std::vector<base::SampleIndex> samples, std::optional<Judgement> judgement,
                             std::optional<std::string> note = std::nullopt) {
        return valueOf(applyTo(study, request(ann, std::move(samples), judgement, std::move(note))));
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "A label is there after reopening, with its time, note and history") {
    const base::Timestamp before = base::now();
    labels::LabelRequest wanted = request(ann, {failures[0]}, mode(2), "sky — \"blue\", 青");
    wanted.given.how = labels::How::Command;
    wanted.given.elapsed = std::chrono::milliseconds(1234);
    const auto report = valueOf(applyTo(study, wanted));
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    const auto labels = valueOf(labelsOf(study));
    REQUIRE(labels.size() == 1);
    CHECK(labels == report.changed);
    CHECK(labels[0].sample == failures[0]);
    CHECK(labels[0].annotator == ann);
    CHECK(labels[0].judgement == mode(2));
    CHECK(labels[0].note == "sky — \"blue\", 青");
    CHECK(labels[0].labelledAt >= before);
    CHECK(labels[0].labelledAt <= base::now());

    const auto history = valueOf(historyOf(study, failures[0]));
    REQUIRE(history.size() == 2); // one thing an event
    for (const labels::LabelEvent& event : history) {
        CHECK(event.uuid.size() == 36);
        CHECK(event.action == history[0].action);
        CHECK(event.annotator == ann);
        CHECK(event.given.how == labels::How::Command);
        CHECK(event.given.elapsed == std::chrono::milliseconds(1234));
        CHECK((event.thing == labels::Thing::Note ? event.note == labels[0].note
                                                  : event.judgement == labels[0].judgement));
    }
    CHECK(valueOf(historyOf(study, failures[1])).empty());
}

TEST_CASE_METHOD(Fixture, "What is done tells what each judgement was before, what is taken back does not") {
    act({failures[0]}, mode(1));
    const auto report = act({failures[0], failures[1]}, mode(2));
    CHECK(report.course == labels::Course::Done);
    CHECK(report.before == std::vector<Judgement>{mode(1), Judgement()});
    const auto undone = valueOf(study.labels().undo(ann));
    CHECK(undone.course == labels::Course::TakenBack);
    CHECK(undone.before.empty());
    CHECK(valueOf(study.labels().redo(ann)).course == labels::Course::DoneAgain);
}

TEST_CASE_METHOD(Fixture, "Actions are described for people") {
    CHECK(act({failures[0]}, mode(1)).description == "Scale on " + numbered(failures[0]));
    CHECK(act(failures, mode(2)).description == "Background on 12 images");
    CHECK(act({failures[0], failures[1], failures[2]}, Judgement()).description == "cleared 3 images");
    CHECK(act({failures[0], failures[1]}, Judgement::excluded()).description == "excluded 2 images");
    CHECK(act({failures[5]}, std::nullopt, "why").description == "note on " + numbered(failures[5]));
    CHECK(act({failures[5]}, mode(2), "why not").description == "note on " + numbered(failures[5]));
    CHECK(act({failures[5]}, mode(3), "because").description == "Occlusion on " + numbered(failures[5]));
    CHECK(valueOf(study.labels().undoState(ann)).undo == "Occlusion on " + numbered(failures[5]));
}

TEST_CASE_METHOD(Fixture, "Samples that are in the wanted state already are left alone") {
    act({failures[0], failures[1]}, mode(1));
    const auto report = act({failures[0], failures[1], failures[2], failures[2]}, mode(1));
    REQUIRE(report.changed.size() == 1);
    CHECK(report.changed[0].sample == failures[2]);
    CHECK(report.description == "Scale on " + numbered(failures[2]));

    const auto nothing = act({failures[0], failures[1]}, mode(1));
    CHECK(nothing.changed.empty());
    CHECK(nothing.action == base::ActionId());
    CHECK(nothing.description.empty());
    CHECK(act({failures[4]}, Judgement()).changed.empty());
    CHECK(act({failures[4]}, std::nullopt, "").changed.empty());
    CHECK(act({}, mode(1)).changed.empty());
    CHECK(valueOf(study.verify()).events == 3);
}

TEST_CASE_METHOD(Fixture, "A note keeps the judgement and its time, and a judgement keeps the note") {
    const auto labelled = act({failures[0]}, mode(1)).changed.at(0);
    const auto noted = act({failures[0]}, std::nullopt, "tiny").changed.at(0);
    CHECK(noted.judgement == mode(1));
    CHECK(noted.labelledAt == labelled.labelledAt);
    const auto changed = act({failures[0]}, mode(2)).changed.at(0);
    CHECK(changed.note == "tiny");
    CHECK(changed.labelledAt >= labelled.labelledAt);
    const auto cleared = act({failures[0]}, Judgement()).changed.at(0);
    CHECK(cleared.note == "tiny");
    CHECK(cleared.labelledAt == base::Timestamp{});
    CHECK(valueOf(labelsOf(study)) == std::vector{cleared}); // a note alone is something to keep
    act({failures[0]}, std::nullopt, "");
    CHECK(valueOf(labelsOf(study)).empty());
}

TEST_CASE_METHOD(Fixture, "A label on what is neither failure nor control is refused with the whole action") {
    std::uint32_t correct = 0;
    while (detailOf(study, base::SampleIndex(correct)))
        ++correct;
    const auto refused = applyTo(study, request(ann, {failures[0], base::SampleIndex(correct)}, mode(1)));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::NotFound);
    CHECK(refused.error().message.find("sample " + std::to_string(correct) + " ") != std::string::npos);
    CHECK(valueOf(labelsOf(study)).empty());
    CHECK_FALSE(valueOf(study.labels().undoState(ann)).undo);
}

TEST_CASE_METHOD(Fixture, "Controls carry labels too") {
    const base::SampleIndex control = valueOf(controlsOf(study)).at(0);
    act({control}, mode(3));
    CHECK(valueOf(labelsOf(study)).at(0).sample == control);
}

TEST_CASE_METHOD(Fixture, "Unknown modes, annotators and notes that are no text are refused") {
    const auto kind = [&](const labels::LabelRequest& wanted) {
        const auto result = applyTo(study, wanted);
        return result ? ErrorKind::Internal : result.error().kind;
    };
    CHECK(kind(request(ann, {failures[0]}, mode(4))) == ErrorKind::InvalidInput);
    CHECK(kind(request(ann, {failures[0]}, mode(0))) == ErrorKind::InvalidInput);
    CHECK(kind(request(base::AnnotatorId(99), {failures[0]}, mode(1))) == ErrorKind::NotFound);
    CHECK(kind(request(ann, {failures[0]}, mode(1), "\xff")) == ErrorKind::InvalidInput);
    CHECK(kind(request(ann, {failures[0]}, mode(1), std::string("a\0b", 3))) == ErrorKind::InvalidInput);
    CHECK(kind(request(ann, {failures[0]}, mode(1), std::string(70000, 'x'))) == ErrorKind::InvalidInput);
    CHECK(valueOf(labelsOf(study)).empty());
    CHECK(study.labels().undo(base::AnnotatorId(99)).error().kind == ErrorKind::NotFound);
}

TEST_CASE_METHOD(Fixture, "An annotator is one by the trimmed name and keeps number and UUID") {
    const auto first = valueOf(study.labels().annotator("  Bea Müller\t"));
    CHECK(first.name == "Bea Müller");
    CHECK(valueOf(study.labels().annotator("Bea Müller")) == first);
    CHECK(valueOf(study.labels().annotator("bea müller")).id != first.id);
    CHECK(valueOf(study.labels().annotators()).size() == 3);
    for (const std::string& name :
         {std::string(), std::string(" "), std::string("a\nb"), std::string("a\0b", 3),
          std::string("a\xc2\x85"), std::string("\xed\xa0\x80"), std::string(201, 'x')}) {
        const auto refused = study.labels().annotator(name);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == ErrorKind::InvalidInput);
    }
    CHECK(study.labels().annotator(std::string(200, 'x')));
}

TEST_CASE_METHOD(Fixture, "Names and notes are never read as SQL") {
    for (const char* text :
         {"'); DROP TABLE label_events;--", "\" OR 1=1 --", "%s%n?1", "ann' --", "NULL", "?"}) {
        const auto annotator = valueOf(study.labels().annotator(text));
        CHECK(annotator.name == text);
        valueOf(applyTo(study, request(annotator.id, {failures[0]}, mode(1), text)));
        CHECK(valueOf(labelsOf(study, annotator.id)).at(0).note == text);
    }
    CHECK(study.verify());
    CHECK(valueOf(labelsOf(study)).size() == 6);
}

TEST_CASE_METHOD(Fixture, "Several annotators label one sample apart from each other") {
    const auto bea = valueOf(study.labels().annotator("bea")).id;
    act({failures[0]}, mode(1));
    valueOf(applyTo(study, request(bea, {failures[0]}, mode(2))));
    CHECK(valueOf(labelsOf(study, ann)).at(0).judgement == mode(1));
    CHECK(valueOf(labelsOf(study, bea)).at(0).judgement == mode(2));
    CHECK(valueOf(labelsOf(study)).size() == 2);
    valueOf(study.labels().undo(bea));
    CHECK(valueOf(labelsOf(study)) == valueOf(labelsOf(study, ann)));
}

TEST_CASE_METHOD(Fixture,
                 "None, reasons, flags, secondary modes and circumstances are kept, each as one thing") {
    labels::LabelRequest wanted = request(ann, {failures[0]}, Judgement::none());
    wanted.change.flag = true;
    wanted.change.secondary = std::vector{base::ModeId(3), base::ModeId(1), base::ModeId(3)};
    wanted.given = {labels::How::Session, labels::Blind::Yes, std::chrono::milliseconds(900), 2, 17, 6.5,
                    "stretched"};
    valueOf(applyTo(study, wanted));
    const auto wrong = Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(2));
    CHECK(act({failures[1]}, wrong).description == "excluded " + numbered(failures[1]) + " (wrong truth)");
    CHECK(act({failures[2]}, Judgement::none()).description ==
          "none of the modes on " + numbered(failures[2]));
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    std::map<base::SampleIndex, labels::Label> labels;
    for (const labels::Label& label : valueOf(labelsOf(study)))
        labels[label.sample] = label;
    const labels::Label& first = labels.at(failures[0]);
    CHECK(first.judgement == Judgement::none());
    CHECK(first.flag);
    CHECK(first.secondary == std::vector{base::ModeId(1), base::ModeId(3)});
    CHECK(first.given == wanted.given);
    CHECK(labels.at(failures[1]).judgement == wrong);
    CHECK(valueOf(historyOf(study, failures[0])).size() == 3);
    CHECK(study.verify());

    // A mode that becomes the dominant one is no secondary one any more, and undo brings it back.
    act({failures[0]}, mode(3));
    CHECK(valueOf(labelsOf(study, ann)).size() == 3);
    const auto now = [&] {
        for (const labels::Label& label : valueOf(labelsOf(study, ann)))
            if (label.sample == failures[0])
                return label;
        return labels::Label();
    };
    CHECK(now().secondary == std::vector{base::ModeId(1)});
    CHECK(now().given.blind == labels::Blind::No);
    valueOf(study.labels().undo(ann));
    CHECK(now().secondary == std::vector{base::ModeId(1), base::ModeId(3)});
    CHECK(now().judgement == Judgement::none());
    CHECK(now().given.blind == labels::Blind::Yes); // what it gave back was said blind
    CHECK(now().given.how == labels::How::Undo);
}

TEST_CASE_METHOD(Fixture, "A flag alone is a word of its own, and taken off it leaves nothing") {
    labels::LabelRequest wanted = request(ann, {failures[4]}, std::nullopt);
    wanted.change.flag = true;
    CHECK(valueOf(applyTo(study, wanted)).description == "flag on " + numbered(failures[4]));
    CHECK(valueOf(labelsOf(study)).size() == 1);
    wanted.change.flag = false;
    valueOf(applyTo(study, wanted));
    CHECK(valueOf(labelsOf(study)).empty());
}

TEST_CASE_METHOD(Fixture, "Modes and classes that the study lacks are refused") {
    labels::LabelRequest wanted = request(ann, {failures[0]}, std::nullopt);
    wanted.change.secondary = std::vector{base::ModeId(99)};
    CHECK(applyTo(study, wanted).error().kind == ErrorKind::InvalidInput);
    const auto refused =
        applyTo(study, request(ann, {failures[0]},
                               Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(400))));
    CHECK_THAT(refused.error().message, Catch::Contains("the data set has no class with the number 400"));
    CHECK(valueOf(labelsOf(study)).empty());
}
