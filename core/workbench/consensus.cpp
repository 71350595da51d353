// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/consensus.h"

#include <algorithm>

namespace faultline::workbench {

namespace {

constexpr std::string_view annotatorForm = "annotator:";

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

} // namespace

std::string Consensus::text() const {
    return rule == Rule::Annotator ? std::string(annotatorForm) + annotator : "majority";
}

base::Result<Consensus> consensusOf(std::string_view text, std::span<const std::string> deciding,
                                    std::span<const std::string> all) {
    if (text.empty())
        return deciding.size() == 1 ? Consensus{Consensus::Rule::Annotator, deciding.front()} : Consensus{};
    if (text == "majority" || text == "adjudicated")
        return Consensus{};
    if (text.starts_with(annotatorForm)) {
        const std::string name(text.substr(annotatorForm.size()));
        if (std::ranges::find(all, name) != all.end())
            return Consensus{Consensus::Rule::Annotator, name};
        std::string known;
        for (const std::string& each : all)
            known += (known.empty() ? "" : ", ") + each;
        return base::failure(base::ErrorKind::NotFound, "there is no annotator \"" + name +
                                                            "\" in this study" +
                                                            (known.empty() ? "" : "; there are " + known));
    }
    return base::failure(base::ErrorKind::InvalidInput,
                         "the consensus \"" + std::string(text) +
                             "\" is not possible; use annotator:NAME, majority or adjudicated");
}

std::map<base::SampleIndex, Agreed> agreedLabels(const Consensus& consensus,
                                                 std::span<const labels::Label> labels,
                                                 std::span<const labels::Annotator> annotators) {
    struct Given {
        std::vector<labels::Judgement> judgements;
        std::vector<base::AnnotatorId> judges;
    };
    std::map<base::SampleIndex, Given> given;
    for (const labels::Label& label : labels) {
        if (label.judgement.isUnlabelled())
            continue;
        if (consensus.rule == Consensus::Rule::Annotator) {
            const auto who = std::ranges::find(annotators, label.annotator, &labels::Annotator::id);
            if (who == annotators.end() || who->name != consensus.annotator)
                continue;
        }
        given[label.sample].judgements.push_back(label.judgement.withoutReason());
        given[label.sample].judges.push_back(label.annotator);
    }
    std::map<base::SampleIndex, Agreed> agreed;
    for (auto& [sample, each] : given) {
        std::ranges::sort(each.judges);
        agreed[sample] = {majority(each.judgements), std::move(each.judges)};
    }
    return agreed;
}

} // namespace faultline::workbench
