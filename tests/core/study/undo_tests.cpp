// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"
#include "tests/support/memory_folder.h"

#include "core/base/random.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::Random;
using labels::Judgement;
using labels::Label;
using study::Study;

namespace {

/// What a study should do, as simply as it can be said: all labels, and for each annotator stacks of (before,
/// after).
class Model {
public:
    using Key = std::pair<base::AnnotatorId, base::SampleIndex>;

    Label& at(const Key& key) {
        Label& label = m_labels[key];
        label.run = base::RunId(1);
        label.annotator = key.first;
        label.sample = key.second;
        return label;
    }
    /// `changed` is what the study says that it did; the caller has checked it.
    void act(base::AnnotatorId annotator, const std::vector<Label>& changed, const std::string& description) {
        if (changed.empty())
            return;
        Step step{{}, changed, description};
        for (const Label& label : changed) {
            step.before.push_back(at({annotator, label.sample}));
            at({annotator, label.sample}) = label;
        }
        m_undo[annotator].push_back(std::move(step));
        m_redo[annotator].clear();
    }
    std::vector<Label> undo(base::AnnotatorId annotator) {
        return move(m_undo, m_redo, annotator, &Step::before);
    }
    std::vector<Label> redo(base::AnnotatorId annotator) {
        return move(m_redo, m_undo, annotator, &Step::after);
    }
    std::optional<std::string> undoText(base::AnnotatorId annotator) { return text(m_undo[annotator]); }
    std::optional<std::string> redoText(base::AnnotatorId annotator) { return text(m_redo[annotator]); }

    std::vector<Label> present(std::optional<base::AnnotatorId> annotator) const {
        std::vector<Label> labels;
        for (const auto& [key, label] : m_labels)
            if ((!annotator || key.first == *annotator) && labels::saysSomething(label))
                labels.push_back(label);
        std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) {
            return std::pair(a.sample, a.annotator) < std::pair(b.sample, b.annotator);
        });
        return labels;
    }

private:
    struct Step {
        std::vector<Label> before;
        std::vector<Label> after;
        std::string description;
    };
    using Stacks = std::map<base::AnnotatorId, std::vector<Step>>;

    std::vector<Label> move(Stacks& from, Stacks& to, base::AnnotatorId annotator,
                            std::vector<Label> Step::*state) {
        if (from[annotator].empty())
            return {};
        Step step = from[annotator].back();
        from[annotator].pop_back();
        for (const Label& label : step.*state)
            at({annotator, label.sample}) = label;
        to[annotator].push_back(step);
        return step.*state;
    }
    static std::optional<std::string> text(const std::vector<Step>& stack) {
        return stack.empty() ? std::nullopt : std::optional(stack.back().description);
    }

    std::map<Key, Label> m_labels;
    Stacks m_undo;
    Stacks m_redo;
};

Judgement anyJudgement(Random& random) {
    const std::uint64_t number = random.below(7);
    return number == 0   ? Judgement()
           : number == 1 ? Judgement::excluded()
           : number == 5 ? Judgement::none()
           : number == 6 ? Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(1))
                         : mode(static_cast<std::int64_t>(number - 1));
}

std::string anyNote(Random& random) {
    return random.below(2) == 0 ? "" : "note " + std::to_string(random.below(3));
}

std::vector<base::ModeId> anyModes(Random& random) {
    std::vector<base::ModeId> modes;
    for (std::uint64_t count = random.below(3); count > 0; --count)
        modes.emplace_back(static_cast<std::int64_t>(1 + random.below(3)));
    return modes;
}

/// Each once, ascending, without the dominant one.
std::vector<base::ModeId> tidied(const std::vector<base::ModeId>& modes, const Judgement& judgement) {
    std::set<base::ModeId> tidy(modes.begin(), modes.end());
    if (judgement.mode())
        tidy.erase(*judgement.mode());
    return {tidy.begin(), tidy.end()};
}

labels::LabelRequest anyRequest(Random& random, base::AnnotatorId annotator,
                                const std::vector<base::SampleIndex>& samples) {
    std::vector<base::SampleIndex> chosen;
    for (std::uint64_t count = 1 + random.below(4); count > 0; --count)
        chosen.push_back(samples[random.below(samples.size())]);
    const std::uint64_t what = random.below(6);
    labels::LabelRequest wanted =
        request(annotator, std::move(chosen),
                what != 0 && what < 4 ? std::optional(anyJudgement(random)) : std::nullopt,
                what < 2 ? std::optional(anyNote(random)) : std::nullopt);
    if (what == 3 || what == 4)
        wanted.change.flag = random.below(2) == 0;
    if (what == 1 || what == 5)
        wanted.change.secondary = anyModes(random);
    return wanted;
}

/// What the study should say that it changes: nothing twice, nothing that is so already.
std::vector<Label> expectedChanges(Model& model, const labels::LabelRequest& wanted) {
    std::vector<Label> changes;
    std::vector<base::SampleIndex> seen;
    for (const base::SampleIndex sample : wanted.samples) {
        if (std::find(seen.begin(), seen.end(), sample) != seen.end())
            continue;
        seen.push_back(sample);
        const Label before = model.at({wanted.annotator, sample});
        Label after = before;
        after.judgement = wanted.change.judgement.value_or(before.judgement);
        after.note = wanted.change.note.value_or(before.note);
        after.flag = wanted.change.flag.value_or(before.flag);
        after.secondary = tidied(wanted.change.secondary.value_or(before.secondary), after.judgement);
        if (after != before)
            changes.push_back(after);
    }
    return changes;
}

/// Times are the study's own: checked for what they must keep, then believed.
void checkChanges(Model& model, const std::vector<Label>& expected, const std::vector<Label>& changed) {
    REQUIRE(changed.size() == expected.size());
    for (std::size_t i = 0; i < changed.size(); ++i) {
        const Label& before = model.at({changed[i].annotator, changed[i].sample});
        REQUIRE(changed[i].sample == expected[i].sample);
        REQUIRE(changed[i].annotator == expected[i].annotator);
        REQUIRE(changed[i].judgement == expected[i].judgement);
        REQUIRE(changed[i].note == expected[i].note);
        REQUIRE(changed[i].flag == expected[i].flag);
        REQUIRE(changed[i].secondary == expected[i].secondary);
        if (before.judgement == changed[i].judgement)
            REQUIRE(changed[i].labelledAt == before.labelledAt);
        REQUIRE((changed[i].labelledAt == base::Timestamp{}) == changed[i].judgement.isUnlabelled());
    }
}

} // namespace

TEST_CASE("Undo and redo go back and forth through everything, also after reopening") {
    const TemporaryFolder folder;
    makeSyntheticStudy(folder / "a.faultline");
    Study study = opened(folder / "a.faultline");
    const auto ann = valueOf(study.labels().annotator("ann")).id;
    const auto failures = failingSamples(study);
    CHECK_FALSE(valueOf(study.labels().undoState(ann)).undo);
    CHECK(valueOf(study.labels().undo(ann)).changed.empty());
    CHECK(valueOf(study.labels().redo(ann)).changed.empty());

    std::vector<std::vector<Label>> states{words(valueOf(labelsOf(study)))};
    for (const auto& [samples, judgement] :
         {std::pair(std::vector{failures[0]}, mode(1)), std::pair(failures, mode(2)),
          std::pair(std::vector{failures[1]}, Judgement()),
          std::pair(std::vector{failures[0]}, Judgement::excluded())}) {
        valueOf(applyTo(study, request(ann, samples, judgement)));
        states.push_back(words(valueOf(labelsOf(study))));
    }
    { const Study closed = std::move(study); }
    study = opened(folder / "a.faultline");
    for (std::size_t i = states.size() - 1; i > 0; --i) {
        CHECK_FALSE(valueOf(study.labels().undo(ann)).changed.empty());
        CHECK(words(valueOf(labelsOf(study))) == states[i - 1]);
    }
    CHECK_FALSE(valueOf(study.labels().undoState(ann)).undo);
    CHECK(valueOf(study.labels().undoState(ann)).redo == "Scale on " + numbered(failures[0]));
    for (std::size_t i = 1; i < states.size(); ++i) {
        CHECK_FALSE(valueOf(study.labels().redo(ann)).changed.empty());
        CHECK(words(valueOf(labelsOf(study))) == states[i]);
    }
    CHECK_FALSE(valueOf(study.labels().undoState(ann)).redo);
}

TEST_CASE("A new action clears what could be done again, an action that changes nothing does not") {
    const TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    const auto ann = valueOf(study.labels().annotator("ann")).id;
    const auto failures = failingSamples(study);
    valueOf(applyTo(study, request(ann, {failures[0]}, mode(1))));
    valueOf(applyTo(study, request(ann, {failures[1]}, mode(1))));
    valueOf(study.labels().undo(ann));
    valueOf(applyTo(study, request(ann, {failures[0]}, mode(1)))); // is so already
    CHECK(valueOf(study.labels().undoState(ann)).redo);
    valueOf(applyTo(study, request(ann, {failures[2]}, mode(1))));
    CHECK_FALSE(valueOf(study.labels().undoState(ann)).redo);
    CHECK(valueOf(study.labels().redo(ann)).changed.empty());
    CHECK(valueOf(labelsOf(study)).size() == 2);
}

TEST_CASE("Undo only appends: the history keeps what was taken back") {
    const TemporaryFolder folder;
    Study study = makeSyntheticStudy(folder / "a.faultline");
    const auto ann = valueOf(study.labels().annotator("ann")).id;
    const auto sample = failingSamples(study)[0];
    const auto labelled = valueOf(applyTo(study, request(ann, {sample}, mode(1)))).changed.at(0);
    valueOf(study.labels().undo(ann));
    valueOf(study.labels().redo(ann));
    const auto history = valueOf(historyOf(study, sample));
    REQUIRE(history.size() == 3);
    CHECK(history[0].judgement == labelled.judgement);
    CHECK(history[1].judgement.isUnlabelled());
    CHECK(history[1].given.how == labels::How::Undo);
    CHECK(history[2].judgement == labelled.judgement);
    CHECK(history[2].labelledAt == labelled.labelledAt); // the time of the judgement, not of the redo
    CHECK(history[2].given.how == labels::How::Redo);
}

TEST_CASE(
    "Thousands of random labels, imports, undos and redos by two annotators agree with a simple model") {
    const MemoryFolder inMemory;
    const TemporaryFolder folder;
    const auto seed = GENERATE(1u, 2u, 3u);
    Random random(seed);
    std::optional<Study> study = makeSyntheticStudy(folder / "a.faultline");
    const std::vector<std::string> annotatorNames{"ann", "bea"};
    std::vector<base::AnnotatorId> annotators;
    for (const std::string& name : annotatorNames)
        annotators.push_back(valueOf(study->labels().annotator(name)).id);
    const auto samples = failingSamples(*study);
    Model model;
    for (int operation = 0; operation < 2000; ++operation) {
        INFO("seed " << seed << ", operation " << operation);
        const std::size_t who = random.below(2);
        const base::AnnotatorId annotator = annotators[who];
        const std::uint64_t what = random.below(100);
        if (what < 45) {
            const auto wanted = anyRequest(random, annotator, samples);
            const auto report = valueOf(applyTo(*study, wanted));
            checkChanges(model, expectedChanges(model, wanted), report.changed);
            model.act(annotator, report.changed, report.description);
        } else if (what < 70) {
            REQUIRE(words(valueOf(study->labels().undo(annotator)).changed) == words(model.undo(annotator)));
        } else if (what < 90) {
            REQUIRE(words(valueOf(study->labels().redo(annotator)).changed) == words(model.redo(annotator)));
        } else if (what < 97) {
            const base::SampleIndex sample = samples[random.below(samples.size())];
            const labels::ImportedLabel row{annotatorNames[who], sample, anyJudgement(random),
                                            anyNote(random), std::nullopt};
            const auto report = valueOf(importInto(*study, {&row, 1}));
            const auto note =
                row.note.empty() ? std::nullopt : std::optional(row.note); // none takes none away
            checkChanges(model, expectedChanges(model, request(annotator, {sample}, row.judgement, note)),
                         report.changed);
            model.act(annotator, report.changed, report.description);
        } else {
            study.reset();
            study = opened(folder / "a.faultline");
        }
        REQUIRE(words(valueOf(labelsOf(*study, annotator))) == words(model.present(annotator)));
        const auto state = valueOf(study->labels().undoState(annotator));
        REQUIRE(state.undo == model.undoText(annotator));
        REQUIRE(state.redo == model.redoText(annotator));
    }
    CHECK(words(valueOf(labelsOf(*study))) == words(model.present(std::nullopt)));
    CHECK(valueOf(study->verify()).problems == std::vector<std::string>{});
}
