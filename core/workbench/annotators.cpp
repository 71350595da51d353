// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/annotators.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/study/run_entry.h"

#include <algorithm>
#include <map>

namespace faultline::workbench {

namespace {

using labels::Annotator;
using labels::JoinedAnnotator;

std::string inQuotes(const std::string& name) {
    return '"' + base::printable(name) + '"';
}

base::Result<Annotator> present(const study::Study& study, const std::string& name) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto found = std::ranges::find(annotators, base::trimmed(name), &Annotator::name);
    if (found == annotators.end())
        return base::failure(base::ErrorKind::NotFound,
                             "there is no annotator " + inQuotes(name) +
                                 " in this study; faultline annotators STUDY lists them");
    return *found;
}

/// By run and sample.
using Judgements = std::map<std::pair<base::RunId, base::SampleIndex>, labels::Judgement>;

base::Result<Judgements> judgementsOf(const study::Study& study, base::AnnotatorId annotator) {
    Judgements judgements;
    for (const study::RunEntry& run : study.runs().all()) {
        FAULTLINE_TRY(labels, study.labels().labels(run.id, annotator));
        for (const labels::Label& label : labels)
            if (!label.judgement.isUnlabelled())
                judgements.emplace(std::pair(run.id, label.sample), label.judgement);
    }
    return judgements;
}

} // namespace

base::Result<std::vector<report::AnnotatorRow>> annotatorRows(const study::Study& study) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    FAULTLINE_TRY(joined, study.labels().joinedAnnotators());
    FAULTLINE_TRY(adjudicators, study.labels().adjudicators());
    std::vector<report::AnnotatorRow> rows;
    for (const Annotator& annotator : annotators) {
        FAULTLINE_TRY(judgements, judgementsOf(study, annotator.id));
        report::AnnotatorRow row{annotator.name, annotator.uuid, judgements.size(),
                                 std::ranges::count(adjudicators, annotator.id, &Annotator::id) > 0};
        for (const JoinedAnnotator& each : joined)
            if (each.voice == annotator.id)
                row.joined.push_back({each.annotator.name, each.annotator.uuid});
        rows.push_back(std::move(row));
    }
    return rows;
}

base::Result<std::string> speakingName(const study::Study& study, const std::string& name) {
    FAULTLINE_TRY(speaking, study.labels().speaking(name));
    return speaking ? speaking->name : name;
}

base::Result<bool> renameAnnotator(study::Study& study, const std::string& from, const std::string& to) {
    FAULTLINE_TRY(annotator, present(study, from));
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto namesake = std::ranges::find(annotators, base::trimmed(to), &Annotator::name);
    if (namesake != annotators.end() && namesake->id != annotator.id)
        return base::failure(base::ErrorKind::Refused,
                             "another annotator is called " + inQuotes(to) +
                                 "; if they are the same person, join the two: faultline annotators STUDY "
                                 "--join A,B");
    if (namesake != annotators.end())
        return false;
    FAULTLINE_TRY(joined, study.labels().joinedAnnotators());
    for (const JoinedAnnotator& each : joined)
        if (each.annotator.name == base::trimmed(to) && each.voice != annotator.id)
            return base::failure(base::ErrorKind::Refused,
                                 inQuotes(to) +
                                     " is the name of somebody who was joined with another annotator; "
                                     "choose another one");
    FAULTLINE_CHECK(study.labels().renameAnnotator(annotator.id, to));
    return true;
}

base::Result<Join> joinAnnotators(study::Study& study, const std::string& name, const std::string& voice) {
    FAULTLINE_TRY(joined, present(study, name));
    FAULTLINE_TRY(other, present(study, voice));
    if (joined.id == other.id)
        return base::failure(base::ErrorKind::InvalidInput,
                             "two annotators are joined, and " + inQuotes(name) + " is one");
    FAULTLINE_TRY(theirs, judgementsOf(study, joined.id));
    FAULTLINE_TRY(others, judgementsOf(study, other.id));
    Join join{theirs.size()};
    for (const auto& [item, judgement] : theirs)
        if (const auto same = others.find(item); same != others.end()) {
            ++join.both;
            join.differing += same->second != judgement ? 1 : 0;
        }
    FAULTLINE_CHECK(study.labels().joinAnnotator(joined.id, other.id));
    FAULTLINE_TRY(all, study.labels().joinedAnnotators());
    for (const JoinedAnnotator& each : all)
        if (each.annotator.id == joined.id)
            join.name = each.annotator.name; // without the number that told them from a namesake
    return join;
}

base::Result<> separateAnnotator(study::Study& study, const std::string& name) {
    FAULTLINE_TRY(joined, study.labels().joinedAnnotators());
    const auto isMeant = [&](const JoinedAnnotator& each) {
        return each.annotator.name == base::trimmed(name) || each.annotator.uuid == base::trimmed(name);
    };
    const auto found = std::ranges::find_if(joined, isMeant);
    if (found == joined.end())
        return base::failure(base::ErrorKind::NotFound,
                             inQuotes(name) +
                                 " is joined with nobody; faultline annotators STUDY lists who is");
    if (std::ranges::count_if(joined, isMeant) > 1)
        return base::failure(base::ErrorKind::InvalidInput,
                             "several joined annotators are called " + inQuotes(name) +
                                 "; name one by the UUID that faultline annotators STUDY --json lists");
    return study.labels().joinAnnotator(found->annotator.id, found->annotator.id);
}

} // namespace faultline::workbench
