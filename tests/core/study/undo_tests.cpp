// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"
#include "tests/support/memory_folder.h"

#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::Random;
using labels::Judgement;
using labels::Label;
using study::Study;

namespace {

/// What a study should do, as simply as it can be said: what everybody holds, which modes count as which
/// other one, and for each annotator stacks of what an action changed.
class Model {
public:
    using Key = std::pair<base::AnnotatorId, base::SampleIndex>;

    /// As it counts now.
    Label at(const Key& key) const {
        Label label = raw(key);
        label.judgement = counts(label.judgement);
        label.secondary = counts(label.secondary);
        if (label.judgement.mode())
            std::erase(label.secondary, *label.judgement.mode());
        return label;
    }
    /// `changed` is what the study says that it did; the caller has checked it.
    void act(base::AnnotatorId annotator, const std::vector<Label>& changed, const std::string& description) {
        if (changed.empty())
            return;
        Step step;
        step.description = description;
        for (const Label& label : changed)
            change(step, {annotator, label.sample}, label);
        did(annotator, std::move(step));
    }
    /// Everybody's labels of `from` count as ones of `into`, until the annotator takes that back.
    void merge(base::AnnotatorId annotator, base::ModeId from, base::ModeId into,
               const std::string& description) {
        m_merged[from] = {into, ++m_merges};
        did(annotator, {{}, description, std::pair(from, m_merged[from])});
    }
    void undo(base::AnnotatorId annotator) {
        if (m_undo[annotator].empty())
            return;
        Step step = m_undo[annotator].back();
        m_undo[annotator].pop_back();
        if (step.merged)
            if (const auto now = m_merged.find(step.merged->first);
                now != m_merged.end() && now->second == step.merged->second)
                m_merged.erase(now);
        for (const Change& each : step.changes)
            restore(each.key, each.after, each.before, each.before, each.after);
        m_redo[annotator].push_back(std::move(step));
    }
    void redo(base::AnnotatorId annotator) {
        if (m_redo[annotator].empty())
            return;
        Step step = m_redo[annotator].back();
        m_redo[annotator].pop_back();
        for (const Change& each : step.changes)
            restore(each.key, each.before, each.after, each.before, each.after);
        if (step.merged)
            m_merged.insert(*step.merged);
        m_undo[annotator].push_back(std::move(step));
    }
    std::optional<std::string> undoText(base::AnnotatorId annotator) { return text(m_undo[annotator]); }
    std::optional<std::string> redoText(base::AnnotatorId annotator) { return text(m_redo[annotator]); }

    std::vector<Label> present(std::optional<base::AnnotatorId> annotator) const {
        std::vector<Label> labels;
        for (const auto& [key, label] : m_labels)
            if (const Label now = at(key);
                (!annotator || key.first == *annotator) && labels::saysSomething(now))
                labels.push_back(now);
        std::sort(labels.begin(), labels.end(), [](const Label& a, const Label& b) {
            return std::pair(a.sample, a.annotator) < std::pair(b.sample, b.annotator);
        });
        return labels;
    }

private:
    /// What a mode counts as, and by which merge.
    struct Merged {
        base::ModeId into;
        int merge = 0;
        bool operator==(const Merged&) const = default;
    };
    struct Change {
        Key key;
        Label before, after; ///< as they were written
    };
    struct Step {
        std::vector<Change> changes;
        std::string description;
        std::optional<std::pair<base::ModeId, Merged>> merged;
    };
    using Stacks = std::map<base::AnnotatorId, std::vector<Step>>;

    Label raw(const Key& key) const {
        if (const auto found = m_labels.find(key); found != m_labels.end())
            return found->second;
        Label label;
        label.run = base::RunId(1);
        label.annotator = key.first;
        label.sample = key.second;
        return label;
    }
    Judgement counts(const Judgement& judgement) const {
        if (!judgement.mode())
            return judgement;
        base::ModeId mode = *judgement.mode();
        while (m_merged.contains(mode))
            mode = m_merged.at(mode).into;
        return Judgement::of(mode);
    }
    std::vector<base::ModeId> counts(const std::vector<base::ModeId>& modes) const {
        std::set<base::ModeId> all;
        for (const base::ModeId mode : modes)
            all.insert(*counts(Judgement::of(mode)).mode());
        return {all.begin(), all.end()};
    }
    /// Of each thing that counts otherwise from then on.
    void change(Step& step, const Key& key, const Label& wanted) {
        const Label now = at(key);
        const Label before = raw(key);
        Label after = before;
        std::vector<base::ModeId> secondary = now.secondary;
        if (now.judgement != wanted.judgement || now.labelledAt != wanted.labelledAt) {
            after.judgement = wanted.judgement;
            after.labelledAt = wanted.labelledAt;
            // Another judgement brings to light no secondary mode that was hidden by a merge.
            secondary = counts(before.secondary);
            if (wanted.judgement.mode())
                std::erase(secondary, *wanted.judgement.mode());
        }
        if (secondary != wanted.secondary)
            after.secondary = wanted.secondary;
        after.note = wanted.note;
        after.flag = wanted.flag;
        if (after == before)
            return;
        m_labels[key] = after;
        step.changes.push_back({key, before, after});
    }
    void did(base::AnnotatorId annotator, Step step) {
        m_undo[annotator].push_back(std::move(step));
        m_redo[annotator].clear();
    }
    /// Each thing that the step changed, where it still counts as `from`.
    void restore(const Key& key, const Label& from, const Label& to, const Label& before,
                 const Label& after) {
        Label label = raw(key);
        const bool isJudged = before.judgement != after.judgement || before.labelledAt != after.labelledAt;
        const auto sameJudgement = [&](const Label& one, const Label& other) {
            return counts(one.judgement) == counts(other.judgement) && one.labelledAt == other.labelledAt;
        };
        if (isJudged && !sameJudgement(label, to) && sameJudgement(label, from)) {
            label.judgement = to.judgement;
            label.labelledAt = to.labelledAt;
        }
        if (before.secondary != after.secondary && counts(label.secondary) != counts(to.secondary) &&
            counts(label.secondary) == counts(from.secondary))
            label.secondary = to.secondary;
        if (before.flag != after.flag && label.flag == from.flag)
            label.flag = to.flag;
        if (before.note != after.note && label.note == from.note)
            label.note = to.note;
        m_labels[key] = label;
    }
    static std::optional<std::string> text(const std::vector<Step>& stack) {
        return stack.empty() ? std::nullopt : std::optional(stack.back().description);
    }

    std::map<Key, Label> m_labels; ///< as they were written
    std::map<base::ModeId, Merged> m_merged;
    int m_merges = 0;
    Stacks m_undo;
    Stacks m_redo;
};

using Modes = std::vector<base::ModeId>; ///< that can be given

Judgement anyJudgement(Random& random, const Modes& offered) {
    const std::uint64_t number = random.below(7);
    return number == 0   ? Judgement()
           : number == 1 ? Judgement::excluded()
           : number == 5 ? Judgement::none()
           : number == 6 ? Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(1))
                         : Judgement::of(offered[random.below(offered.size())]);
}

std::string anyNote(Random& random) {
    return random.below(2) == 0 ? "" : "note " + std::to_string(random.below(3));
}

std::vector<base::ModeId> anyModes(Random& random, const Modes& offered) {
    std::vector<base::ModeId> modes;
    for (std::uint64_t count = random.below(3); count > 0; --count)
        modes.push_back(offered[random.below(offered.size())]);
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
                                const std::vector<base::SampleIndex>& samples, const Modes& offered) {
    std::vector<base::SampleIndex> chosen;
    for (std::uint64_t count = 1 + random.below(4); count > 0; --count)
        chosen.push_back(samples[random.below(samples.size())]);
    const std::uint64_t what = random.below(6);
    labels::LabelRequest wanted =
        request(annotator, std::move(chosen),
                what != 0 && what < 4 ? std::optional(anyJudgement(random, offered)) : std::nullopt,
                what < 2 ? std::optional(anyNote(random)) : std::nullopt);
    if (what == 3 || what == 4)
        wanted.change.flag = random.below(2) == 0;
    if (what == 1 || what == 5)
        wanted.change.secondary = anyModes(random, offered);
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

namespace {

Modes offeredBy(const Study& study) {
    Modes offered;
    for (const labels::Mode& each : study.labels().taxonomy().modes())
        offered.push_back(each.id);
    return offered;
}

/// A mode that nobody has seen, with a letter of its own where one is free.
void addMode(Study& study, int number) {
    labels::Mode added;
    added.slug = "added-" + std::to_string(number);
    added.name = added.slug;
    added.digit.reset();
    added.colour = "#007869";
    const auto& modes = study.labels().taxonomy().modes();
    for (const char letter : std::string("BJLMOPQSTVWY"))
        if (std::ranges::find(modes, letter, &labels::Mode::letter) == modes.end())
            added.letter = letter;
    const std::array edits{labels::ModeEdit{labels::ModeEdit::Kind::Add, added}};
    REQUIRE(study.labels().editModes(edits));
}

} // namespace

TEST_CASE(
    "Thousands of random labels, imports, merges of modes, undos and redos by two annotators agree with a "
    "simple model") {
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
    int added = 0;
    int merges = 0;
    for (int operation = 0; operation < 2000; ++operation) {
        INFO("seed " << seed << ", operation " << operation);
        const std::size_t who = random.below(2);
        const base::AnnotatorId annotator = annotators[who];
        const Modes offered = offeredBy(*study);
        const std::uint64_t what = random.below(100);
        if (what < 42) {
            const auto wanted = anyRequest(random, annotator, samples, offered);
            const auto report = valueOf(applyTo(*study, wanted));
            checkChanges(model, expectedChanges(model, wanted), report.changed);
            model.act(annotator, report.changed, report.description);
        } else if (what < 67) {
            // Where a mode that was added since has the letter the merge stays.
            if (study->labels().undo(annotator))
                model.undo(annotator);
        } else if (what < 87) {
            if (study->labels().redo(annotator))
                model.redo(annotator);
        } else if (what < 93) {
            const base::SampleIndex sample = samples[random.below(samples.size())];
            const labels::ImportedLabel row{annotatorNames[who], sample, anyJudgement(random, offered),
                                            anyNote(random), std::nullopt};
            const auto report = valueOf(importInto(*study, {&row, 1}));
            // An empty cell takes nothing away, and no exclusion its reason.
            const auto note = row.note.empty() ? std::nullopt : std::optional(row.note);
            bool isLess = row.judgement.isUnlabelled();
            for (const Label& label : model.present(annotator))
                isLess = isLess || (label.sample == sample && label.judgement.isExcluded() &&
                                    row.judgement == Judgement::excluded());
            const auto judgement = isLess ? std::nullopt : std::optional(row.judgement);
            checkChanges(model, expectedChanges(model, request(annotator, {sample}, judgement, note)),
                         report.changed);
            model.act(annotator, report.changed, report.description);
        } else if (what < 97) {
            if (offered.size() < 3) {
                addMode(*study, ++added);
            } else {
                const base::ModeId from = offered[random.below(offered.size())];
                const base::ModeId into = offered[random.below(offered.size())];
                if (from != into) {
                    const auto report =
                        valueOf(study->labels().mergeModes(annotator, std::array{from}, into));
                    model.merge(annotator, from, into, report.description);
                    ++merges;
                }
            }
        } else {
            study.reset();
            study = opened(folder / "a.faultline");
        }
        for (const base::AnnotatorId each : annotators) {
            REQUIRE(words(valueOf(labelsOf(*study, each))) == words(model.present(each)));
            const auto state = valueOf(study->labels().undoState(each));
            REQUIRE(state.undo == model.undoText(each));
            REQUIRE(state.redo == model.redoText(each));
        }
    }
    CHECK(merges > 20);
    CHECK(words(valueOf(labelsOf(*study))) == words(model.present(std::nullopt)));
    CHECK(valueOf(study->verify()).problems == std::vector<std::string>{});
}
