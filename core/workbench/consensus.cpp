// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/consensus.h"

#include "core/analysis/dawid_skene.h"
#include "core/report/consensus_name.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace faultline::workbench {

namespace {

using base::ErrorKind;
using Rule = Consensus::Rule;

using report::annotatorConsensus;
constexpr std::array<std::pair<std::string_view, Rule>, 3> ruleNames{
    {{"majority", Rule::Majority}, {"dawid-skene", Rule::DawidSkene}, {"adjudicated", Rule::Adjudicated}}};

/// Who said what of one item.
struct Given {
    std::vector<labels::Judgement> judgements;
    std::vector<base::AnnotatorId> judges; ///< parallel
};
using AllGiven = std::map<base::SampleIndex, Given>;

/// What more gave than anything else.
labels::Judgement majority(const std::vector<labels::Judgement>& given) {
    labels::Judgement most;
    std::ptrdiff_t votes = 0;
    bool isTie = false;
    for (const labels::Judgement& each : given) {
        const auto count = std::count(given.begin(), given.end(), each);
        if (each != most && count == votes)
            isTie = true;
        if (count > votes) {
            most = each;
            votes = count;
            isTie = false;
        }
    }
    return isTie ? labels::Judgement() : most;
}

const labels::Annotator* find(base::AnnotatorId id, std::span<const labels::Annotator> annotators) {
    const auto found = std::ranges::find(annotators, id, &labels::Annotator::id);
    return found == annotators.end() ? nullptr : &*found;
}

AllGiven givenOf(const Consensus& consensus, std::span<const labels::Label> labels,
                 std::span<const labels::Annotator> annotators) {
    AllGiven given;
    for (const labels::Label& label : labels) {
        if (label.judgement.isUnlabelled())
            continue;
        if (consensus.rule == Rule::Annotator) {
            const labels::Annotator* who = find(label.annotator, annotators);
            if (who == nullptr || who->name != consensus.annotator)
                continue;
        }
        Given& ofItem = given[label.sample];
        ofItem.judgements.push_back(label.judgement.withoutReason());
        ofItem.judges.push_back(label.annotator);
    }
    return given;
}

/// The most probable judgement of each item, in the order of `given`. What is said counts as categories:
/// modes, none and excluded.
std::vector<labels::Judgement> mostProbable(const AllGiven& given) {
    std::vector<labels::Judgement> said;
    std::vector<base::AnnotatorId> raters;
    const auto numberIn = [](auto& known, const auto& value) {
        const auto found = std::ranges::find(known, value);
        if (found != known.end())
            return static_cast<std::size_t>(found - known.begin());
        known.push_back(value);
        return known.size() - 1;
    };
    std::vector<analysis::Response> responses;
    std::size_t unit = 0;
    for (const auto& [sample, ofItem] : given) {
        for (std::size_t i = 0; i < ofItem.judges.size(); ++i)
            responses.push_back(
                {unit, numberIn(raters, ofItem.judges[i]), numberIn(said, ofItem.judgements[i])});
        ++unit;
    }
    const analysis::DawidSkene found =
        analysis::dawidSkene(responses, given.size(), raters.size(), said.size());
    std::vector<labels::Judgement> judgements;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto category = found.category(i);
        judgements.push_back(category ? said[*category] : labels::Judgement());
    }
    return judgements;
}

std::string namesOf(std::span<const labels::Annotator> annotators) {
    std::string names;
    for (const labels::Annotator& each : annotators)
        names += (names.empty() ? "" : ", ") + each.name;
    return names;
}

base::Result<Consensus> ofAnnotator(const std::string& name, const Annotations& annotations) {
    if (annotations.find(name) != nullptr)
        return Consensus{Rule::Annotator, name};
    const std::string known = namesOf(annotations.annotators);
    return base::failure(ErrorKind::NotFound,
                         "there is no annotator \"" + name + "\" in this study" +
                             (known.empty() ? "; nobody has labelled it yet" : "; there are " + known));
}

std::set<base::AnnotatorId> deciding(std::span<const labels::Label> labels) {
    std::set<base::AnnotatorId> all;
    for (const labels::Label& label : labels)
        if (!label.judgement.isUnlabelled())
            all.insert(label.annotator);
    return all;
}

} // namespace

std::string Consensus::text() const {
    if (rule == Rule::Annotator)
        return consensusText(annotator);
    for (const auto& [name, each] : ruleNames)
        if (each == rule)
            return std::string(name);
    return {};
}

Consensus Consensus::onlyBlind() const {
    Consensus blind = *this;
    std::erase_if(blind.decisions,
                  [](const labels::Label& decision) { return decision.given.blind != labels::Blind::Yes; });
    return blind;
}

base::Result<> mayEstimate(const Consensus& consensus, std::span<const labels::Label> labels,
                           std::span<const labels::Annotator> annotators) {
    if (consensus.rule != Rule::DawidSkene)
        return {};
    const std::size_t people = deciding(labels).size();
    const AllGiven given = givenOf(consensus, labels, annotators);
    const auto items = static_cast<std::size_t>(std::ranges::count_if(
        given, [](const auto& each) { return each.second.judges.size() >= fewestDawidSkeneAnnotators; }));
    if (people >= fewestDawidSkeneAnnotators && items >= fewestDawidSkeneItems)
        return {};
    return base::failure(ErrorKind::Refused,
                         "Dawid and Skene's consensus needs three annotators and 50 items with three labels, "
                         "or it guesses; there are " +
                             std::to_string(people) + " and " + std::to_string(items) +
                             "; use majority or adjudicated");
}

std::vector<labels::Label> standingDecisions(std::vector<labels::Label> decisions,
                                             std::span<const labels::Label> labels,
                                             const labels::Taxonomy& taxonomy) {
    std::map<base::SampleIndex, base::Timestamp> last;
    for (const labels::Label& label : labels)
        if (!label.judgement.isUnlabelled())
            last[label.sample] = std::max(last[label.sample], label.labelledAt);
    std::erase_if(decisions, [&](const labels::Label& decision) {
        const auto mode = decision.judgement.mode();
        const auto found = last.find(decision.sample);
        return mode && !taxonomy.isOffered(*mode) && found != last.end() &&
               found->second > decision.labelledAt;
    });
    return decisions;
}

std::string consensusText(const std::string& annotator) {
    return std::string(annotatorConsensus) + annotator;
}

base::Result<Consensus> consensusOf(std::string_view text, const Annotations& annotations) {
    if (text.empty()) {
        const auto all = deciding(annotations.labels);
        const labels::Annotator* only = all.size() == 1 && annotations.decisions.empty()
                                            ? find(*all.begin(), annotations.annotators)
                                            : nullptr;
        return only != nullptr ? Consensus{Rule::Annotator, only->name}
                               : Consensus{Rule::Adjudicated, {}, annotations.decisions};
    }
    if (text.starts_with(annotatorConsensus))
        return ofAnnotator(std::string(text.substr(annotatorConsensus.size())), annotations);
    const auto named = std::ranges::find(ruleNames, text, [](const auto& each) { return each.first; });
    if (named == ruleNames.end())
        return base::failure(
            ErrorKind::InvalidInput,
            "the consensus \"" + std::string(text) +
                "\" is not possible; use annotator:NAME, majority, dawid-skene or adjudicated");
    Consensus consensus{named->second};
    FAULTLINE_CHECK(mayEstimate(consensus, annotations.labels, annotations.annotators));
    if (named->second == Rule::Adjudicated)
        consensus.decisions = annotations.decisions;
    return consensus;
}

std::map<base::SampleIndex, Agreed> agreedLabels(const Consensus& consensus,
                                                 std::span<const labels::Label> labels,
                                                 std::span<const labels::Annotator> annotators) {
    AllGiven given = givenOf(consensus, labels, annotators);
    std::vector<labels::Judgement> probable;
    if (consensus.rule == Rule::DawidSkene)
        probable = mostProbable(given);
    std::map<base::SampleIndex, Agreed> agreed;
    std::size_t unit = 0;
    for (auto& [sample, ofItem] : given) {
        const labels::Judgement judgement =
            consensus.rule == Rule::DawidSkene ? probable[unit] : majority(ofItem.judgements);
        std::ranges::sort(ofItem.judges);
        agreed[sample] = {judgement, std::move(ofItem.judges)};
        ++unit;
    }
    for (const labels::Label& decision : consensus.decisions)
        if (const auto item = agreed.find(decision.sample); item != agreed.end())
            item->second = {decision.judgement.withoutReason(), {decision.annotator}};
    return agreed;
}

std::vector<labels::Label> consensusLabels(const Consensus& consensus, const Annotations& annotations) {
    std::vector<labels::Label> result;
    if (consensus.rule == Rule::Annotator) {
        const labels::Annotator* who = annotations.find(consensus.annotator);
        for (const labels::Label& label : annotations.labels)
            if (who != nullptr && label.annotator == who->id)
                result.push_back(label);
        return result;
    }
    std::map<base::SampleIndex, base::Timestamp> last;
    std::map<base::SampleIndex, std::optional<std::uint32_t>> planVersion;
    base::RunId run;
    for (const labels::Label& label : annotations.labels)
        if (!label.judgement.isUnlabelled()) {
            run = label.run;
            last[label.sample] = std::max(last[label.sample], label.labelledAt);
            planVersion[label.sample] = std::max(planVersion[label.sample], label.given.planVersion);
        }
    std::map<base::SampleIndex, const labels::Label*> decided;
    for (const labels::Label& decision : consensus.decisions)
        decided[decision.sample] = &decision;
    for (const auto& [sample, agreed] : agreedLabels(consensus, annotations.labels, annotations.annotators)) {
        if (agreed.judgement.isUnlabelled())
            continue;
        labels::Label label;
        if (const auto found = decided.find(sample); found != decided.end()) {
            label = *found->second;
        } else {
            label.judgement = agreed.judgement;
            label.labelledAt = last[sample];
            label.given = {};
        }
        label.given.planVersion = planVersion[sample];
        label.run = run;
        label.sample = sample;
        label.annotator = {};
        result.push_back(std::move(label));
    }
    return result;
}

} // namespace faultline::workbench
