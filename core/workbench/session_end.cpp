// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/session_end.h"

#include "core/workbench/labelling_plan.h"

#include <map>
#include <set>

namespace faultline::workbench {

namespace {

base::Result<std::size_t> disputedItems(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(labels, study.labels().labels(run));
    FAULTLINE_TRY(decisions, study.labels().decisions(run));
    std::map<base::SampleIndex, labels::Judgement> first;
    std::set<base::SampleIndex> disputed;
    for (const labels::Label& label : labels) {
        if (label.judgement.isUnlabelled())
            continue;
        const auto [known, isNew] = first.emplace(label.sample, label.judgement.withoutReason());
        if (!isNew && known->second != label.judgement.withoutReason())
            disputed.insert(label.sample);
    }
    for (const labels::Label& decision : decisions) {
        const auto mode = decision.judgement.mode();
        if (!mode || study.labels().taxonomy().isOffered(*mode)) // else it is to be decided anew
            disputed.erase(decision.sample);
    }
    return disputed.size();
}

} // namespace

base::Result<SessionEnd> sessionEnd(const study::Study& study, const plans::Plan& plan,
                                    const std::string& annotator) {
    SessionEnd end;
    FAULTLINE_TRY(queues, planProgress(study, plan));
    for (const AnnotatorQueue& queue : queues) {
        if (queue.annotator.name == annotator)
            continue;
        ++end.others;
        if (queue.answeredCount() < queue.places.size())
            end.open.push_back({queue.annotator.name, queue.places.size(), queue.answeredCount()});
    }
    FAULTLINE_TRY(disputed, disputedItems(study, plan.run));
    end.disputed = disputed;
    return end;
}

} // namespace faultline::workbench
