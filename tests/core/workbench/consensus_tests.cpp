// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/consensus.h"

#include <chrono>

#include <catch2/catch.hpp>

using namespace faultline;
using base::AnnotatorId;
using base::SampleIndex;
using labels::Judgement;
using workbench::Consensus;

namespace {

/// Labels of one run by annotators who are called by letters.
struct Team {
    workbench::Annotations annotations;

    explicit Team(const std::vector<std::string>& names = {"ada", "ben", "cleo"}) {
        for (std::size_t i = 0; i < names.size(); ++i)
            annotations.annotators.push_back(
                {AnnotatorId(static_cast<std::int64_t>(i) + 1), names[i], names[i]});
    }
    static Judgement mode(std::int64_t number) { return Judgement::of(base::ModeId(number)); }
    static labels::Label labelOf(std::uint32_t sample, std::int64_t annotator, const Judgement& judgement) {
        labels::Label label;
        label.run = base::RunId(1);
        label.sample = SampleIndex(sample);
        label.annotator = AnnotatorId(annotator);
        label.judgement = judgement;
        label.labelledAt = base::Timestamp(std::chrono::milliseconds(1000 * sample + annotator));
        return label;
    }
    void label(std::uint32_t sample, std::int64_t annotator, const Judgement& judgement) {
        annotations.labels.push_back(labelOf(sample, annotator, judgement));
    }
    void decide(std::uint32_t sample, std::int64_t annotator, const Judgement& judgement,
                labels::Blind blind = labels::Blind::No) {
        annotations.decisions.push_back(labelOf(sample, annotator, judgement));
        annotations.decisions.back().given.how = labels::How::Adjudication;
        annotations.decisions.back().given.blind = blind;
    }
    [[nodiscard]] Consensus consensus(std::string_view text) const {
        return workbench::consensusOf(text, annotations).value();
    }
    [[nodiscard]] std::map<SampleIndex, workbench::Agreed> agreed(const Consensus& by) const {
        return workbench::agreedLabels(by, annotations.labels, annotations.annotators);
    }
    [[nodiscard]] Judgement of(std::string_view text, std::uint32_t sample) const {
        const auto all = agreed(consensus(text));
        const auto found = all.find(SampleIndex(sample));
        return found == all.end() ? Judgement() : found->second.judgement;
    }
    [[nodiscard]] base::ErrorKind refusal(std::string_view text) const {
        return workbench::consensusOf(text, annotations).error().kind;
    }
};

} // namespace

TEST_CASE("Without a word the only annotator who decided something counts, else what is adjudicated") {
    Team team;
    CHECK(team.consensus("").text() == "adjudicated");
    team.label(1, 1, Team::mode(1));
    team.label(2, 2, Judgement());
    CHECK(team.consensus("").text() == "annotator:ada");
    team.label(2, 2, Team::mode(1));
    CHECK(team.consensus("").text() == "adjudicated");
    for (const char* text : {"majority", "adjudicated", "annotator:ben"})
        CHECK(team.consensus(text).text() == text);
    CHECK(team.refusal("annotator:zoe") == base::ErrorKind::NotFound);
    CHECK(team.refusal("annotator:") == base::ErrorKind::NotFound);
    CHECK(team.refusal("best") == base::ErrorKind::InvalidInput);
}

TEST_CASE("An adjudicator's decision goes before the majority, and is no vote in it") {
    Team team({"ada", "ben", "cleo", "dan"});
    team.label(1, 1, Team::mode(1));
    team.label(1, 2, Team::mode(2));
    team.label(2, 1, Team::mode(1));
    team.label(2, 2, Team::mode(1));
    team.label(3, 1, Team::mode(1));
    team.label(3, 2, Team::mode(3));
    team.decide(1, 4, Team::mode(2));
    team.decide(2, 4, Team::mode(3));
    team.decide(9, 4, Team::mode(3)); // nobody has a label there any more
    CHECK(team.of("majority", 1).isUnlabelled());
    CHECK(team.of("adjudicated", 1) == Team::mode(2));
    CHECK(team.of("majority", 2) == Team::mode(1));
    CHECK(team.of("adjudicated", 2) == Team::mode(3));
    CHECK(team.of("adjudicated", 3).isUnlabelled()); // a tie that nobody decided
    CHECK(team.of("annotator:ada", 2) == Team::mode(1));
    const auto agreed = team.agreed(team.consensus("adjudicated"));
    CHECK(agreed.size() == 3);
    CHECK(agreed.at(SampleIndex(1)).judges == std::vector{AnnotatorId(4)});
    CHECK(agreed.at(SampleIndex(3)).judges == std::vector{AnnotatorId(1), AnnotatorId(2)});
}

TEST_CASE("Where only blind labels count, a decision that was not blind does not") {
    Team team;
    team.label(1, 1, Team::mode(1));
    team.label(2, 1, Team::mode(1));
    team.decide(1, 3, Team::mode(2));
    team.decide(2, 3, Team::mode(2), labels::Blind::Yes);
    const auto agreed = team.agreed(team.consensus("adjudicated").onlyBlind());
    CHECK(agreed.at(SampleIndex(1)).judgement == Team::mode(1));
    CHECK(agreed.at(SampleIndex(2)).judgement == Team::mode(2));
}

TEST_CASE("Reasons of exclusion are no reason to disagree") {
    Team team;
    team.label(1, 1, Judgement::excluded(labels::Exclusion::Ambiguous));
    team.label(1, 2, Judgement::excluded(labels::Exclusion::WrongTruth));
    team.label(1, 3, Team::mode(1));
    CHECK(team.of("majority", 1) == Judgement::excluded());
}

TEST_CASE("Dawid and Skene's needs three annotators and 50 items with three labels, and says what there is") {
    Team team;
    for (std::uint32_t i = 0; i < 60; ++i)
        for (const std::int64_t annotator : {1, 2})
            team.label(i, annotator, Team::mode(i % 3 + 1));
    CHECK(team.refusal("dawid-skene") == base::ErrorKind::Refused);
    for (std::uint32_t i = 0; i < 49; ++i)
        team.label(i, 3, Team::mode(i % 3 + 1));
    const auto few = workbench::consensusOf("dawid-skene", team.annotations);
    REQUIRE_FALSE(few);
    CHECK(few.error().kind == base::ErrorKind::Refused);
    CHECK(few.error().message.find("there are 3 and 49") != std::string::npos);
    team.label(49, 3, Team::mode(2));
    CHECK(team.consensus("dawid-skene").text() == "dawid-skene");
}

TEST_CASE("Dawid and Skene's breaks ties in favour of who is right more often") {
    Team team({"ada", "ben", "cleo", "dan"});
    for (std::uint32_t i = 0; i < 120; ++i) {
        const std::int64_t truth = i % 3;
        for (const std::int64_t annotator : {1, 2})
            team.label(i, annotator, Team::mode(truth + 1));
        team.label(i, 3, Team::mode((i % 2 == 0 ? truth : (truth + 1) % 3) + 1));
    }
    // Who is always with another one against who errs in every second item: the majority is undecided.
    team.label(500, 1, Team::mode(1));
    team.label(500, 3, Team::mode(2));
    CHECK(team.of("majority", 500).isUnlabelled());
    CHECK(team.of("dawid-skene", 500) == Team::mode(1));
    CHECK(team.of("dawid-skene", 7) == Team::mode(2));
    CHECK(team.agreed(team.consensus("dawid-skene")).at(SampleIndex(500)).judges.size() == 2);
}

TEST_CASE(
    "The labels of a consensus are one for each decided item, and an annotator's own with all they said") {
    Team team;
    team.label(1, 1, Team::mode(1));
    team.label(1, 2, Team::mode(1));
    team.label(2, 1, Team::mode(1));
    team.label(2, 2, Team::mode(2));
    team.label(3, 1, Team::mode(1));
    team.annotations.labels.back().note = "near the edge";
    team.decide(2, 3, Team::mode(2));
    const auto majority = workbench::consensusLabels(team.consensus("majority"), team.annotations);
    REQUIRE(majority.size() == 2);
    CHECK(majority[0].sample == SampleIndex(1));
    CHECK(majority[0].labelledAt == team.annotations.labels[1].labelledAt);
    CHECK(majority[1].note.empty());
    const auto adjudicated = workbench::consensusLabels(team.consensus("adjudicated"), team.annotations);
    REQUIRE(adjudicated.size() == 3);
    CHECK(adjudicated[1].given.how == labels::How::Adjudication);
    CHECK(adjudicated[1].labelledAt == team.annotations.decisions[0].labelledAt);
    const auto own = workbench::consensusLabels(team.consensus("annotator:ada"), team.annotations);
    REQUIRE(own.size() == 3);
    CHECK(own[2].note == "near the edge");
}

TEST_CASE("A decision by a mode that was split since gives way to what was said anew, and to nothing else") {
    std::vector<labels::Mode> modes = labels::standardTaxonomy().modes();
    modes[0].splitInto = {modes[1].slug, modes[2].slug};
    const auto taxonomy = labels::Taxonomy::make(modes);
    REQUIRE(taxonomy);
    Team team;
    team.label(1, 1, Team::mode(2));
    team.label(2, 1, Team::mode(2));
    team.label(3, 1, Team::mode(2));
    team.decide(1, 3, Team::mode(1)); // later than the label
    team.decide(2, 3, Team::mode(1));
    team.annotations.decisions.back().labelledAt = {}; // earlier
    team.decide(3, 3, Team::mode(3));
    team.annotations.decisions.back().labelledAt = {};
    const auto standing =
        workbench::standingDecisions(team.annotations.decisions, team.annotations.labels, *taxonomy);
    std::vector<SampleIndex> samples;
    for (const labels::Label& decision : standing)
        samples.push_back(decision.sample);
    CHECK(samples == std::vector<SampleIndex>{SampleIndex(1), SampleIndex(3)});
}

TEST_CASE("Where one person has labelled and somebody has adjudicated, decisions count") {
    Team team;
    team.label(1, 1, Team::mode(2));
    CHECK(team.consensus("").text() == "annotator:ada");
    team.decide(1, 3, Team::mode(1));
    CHECK(team.consensus("").text() == "adjudicated");
    CHECK(team.of("", 1) == Team::mode(1));
}
