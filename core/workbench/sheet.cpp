// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/sheet.h"

#include "core/base/text.h"
#include "core/exchange/sheet_file.h"
#include "core/model/run_header.h"
#include "core/report/named_class.h"
#include "core/workbench/condition.h"

#include <algorithm>
#include <map>

namespace faultline::workbench {

namespace {

/// An annotator's queue, and what they were shown.
struct Asked {
    AnnotatorQueue queue;
    std::set<base::SampleIndex> painted;
    std::map<base::SampleIndex, labels::Label> labels;
};

base::Result<Asked> askedOf(const study::Study& study, const plans::Plan& plan, const std::string& name) {
    FAULTLINE_TRY(annotator, queueOwner(study, name));
    FAULTLINE_TRY(queue, annotatorQueue(study, plan, annotator));
    FAULTLINE_TRY(painted, study.labels().painted(plan.run, annotator.id));
    FAULTLINE_TRY(labels, study.labels().labels(plan.run, annotator.id));
    Asked asked{std::move(queue), std::move(painted), {}};
    for (labels::Label& label : labels)
        asked.labels.emplace(label.sample, std::move(label));
    return asked;
}

/// What was answered at that place; unlabelled: nothing.
labels::Judgement answeredAt(const Asked& asked, std::uint32_t position) {
    if (!asked.queue.isAnswered(position))
        return {};
    const plans::QueuePlace& place = asked.queue.places[position];
    if (place.isRepeat)
        return asked.queue.repeats.at(position);
    const auto label = asked.labels.find(place.sample);
    return label == asked.labels.end() ? labels::Judgement() : label->second.judgement;
}

/// What an answer at that place replaces, wherever it was said; unlabelled: nothing.
labels::Judgement heldAt(const Asked& asked, std::uint32_t position) {
    const plans::QueuePlace& place = asked.queue.places[position];
    const auto label = asked.labels.find(place.sample);
    return place.isRepeat || label == asked.labels.end() ? answeredAt(asked, position)
                                                         : label->second.judgement;
}

labels::LabelRequest requestOf(const plans::Plan& plan, const Asked& asked, std::uint32_t position,
                               const labels::Judgement& judgement) {
    const plans::QueuePlace& place = asked.queue.places[position];
    labels::LabelRequest request;
    request.annotator = asked.queue.annotator.id;
    request.run = plan.run;
    request.samples = {place.sample};
    request.change.judgement = judgement;
    request.given.how = place.isRepeat ? labels::How::Repeat : labels::How::Sheet;
    request.given.blind = plan.options.sight == plans::Sight::Blind && !asked.painted.contains(place.sample)
                              ? labels::Blind::Yes
                              : labels::Blind::No;
    request.given.planVersion = plan.version;
    request.given.position = position;
    return request;
}

base::Result<> checkPlaces(const std::string& annotator, std::size_t places, std::size_t first,
                           std::size_t last) {
    if (first > last || last >= places)
        return base::failure(base::ErrorKind::InvalidInput,
                             "the queue of " + annotator + " has " + base::groupedText(places) +
                                 " places from 0; there are none from " + std::to_string(first) + " to " +
                                 std::to_string(last));
    if (last - first >= mostOnSheet)
        return base::failure(base::ErrorKind::InvalidInput, "a sheet has room for " +
                                                                std::to_string(mostOnSheet) +
                                                                " places; write several");
    return {};
}

} // namespace

base::Result<labels::Annotator> queueOwner(const study::Study& study, const std::string& name) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    for (labels::Annotator& annotator : annotators)
        if (annotator.name == name)
            return std::move(annotator);
    return base::failure(base::ErrorKind::NotFound,
                         "there is no annotator \"" + name +
                             "\" in this study yet, and a queue is somebody's: name them in faultline plan "
                             "--annotators, or let them label one failure in the window");
}

std::string sheetMark(const plans::Plan& plan) {
    constexpr std::size_t shown = 8; // characters of the UUID
    return plan.uuid.substr(0, shown);
}

base::Result<Sheet> sheetOf(const study::Study& study, base::RunId run, const labels::Annotator& annotator,
                            std::size_t first, std::size_t last) {
    FAULTLINE_TRY(plan, currentPlan(study, run));
    FAULTLINE_TRY(truths, study.runs().truths(run));
    const std::vector<plans::QueuePlace> places = plans::queueOf(plan, annotator);
    FAULTLINE_CHECK(checkPlaces(annotator.name, places.size(), first, last));
    std::vector<base::SampleIndex> samples;
    for (std::size_t position = first; position <= last; ++position)
        samples.push_back(places[position].sample);
    FAULTLINE_TRY(pictures, study.pictures().of(samples));
    const std::vector<std::string> classes = study.runs().header(run).classNames();
    Sheet sheet{sheetMark(plan), annotator.name, {}};
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto truth = truths.find(samples[i]);
        const bool isTold = plan.options.truth == plans::Truth::Shown && truth != truths.end();
        sheet.cells.push_back({first + i, isTold ? report::className(truth->second, classes) : std::string(),
                               std::move(pictures[i])});
    }
    return sheet;
}

base::Result<Sheet> sheetFor(study::Study& study, base::RunId run, const std::string& name, std::size_t first,
                             std::size_t last) {
    auto annotator = queueOwner(study, name);
    if (!annotator) {
        FAULTLINE_TRY(plan, currentPlan(study, run));
        if (!plan.annotators.empty() || plan.given || study.access() != study::Access::ReadWrite)
            return base::failure(annotator.error());
        // However they are called, and whoever they become: the queue is as long.
        const std::size_t places = plans::queueOf(plan, labels::Annotator{{}, {}, name}).size();
        FAULTLINE_CHECK(checkPlaces(name, places, first, last));
        annotator = study.labels().annotator(name);
        if (!annotator)
            return base::failure(annotator.error());
    }
    return sheetOf(study, run, *annotator, first, last);
}

base::Result<SheetReport> importSheet(study::Study& study, base::RunId run, std::string_view text) {
    FAULTLINE_TRY(rows, exchange::sheetRows(text));
    FAULTLINE_TRY(plan, currentPlan(study, run));
    std::map<std::string, Asked> byName;
    std::vector<labels::LabelRequest> requests;
    SheetReport report;
    for (const exchange::SheetRow& row : rows) {
        const auto within = [&](const base::Error& error) {
            return base::failure(error.within("line " + std::to_string(row.line)));
        };
        if (!row.plan.empty() && row.plan != sheetMark(plan))
            return within({base::ErrorKind::Refused, "the answer is to a sheet of the plan " + row.plan +
                                                         ", and the run's is " + sheetMark(plan) +
                                                         ": its places hold other pictures"});
        auto asked = byName.find(row.annotator);
        if (asked == byName.end()) {
            auto read = askedOf(study, plan, row.annotator);
            if (!read)
                return within(read.error());
            asked = byName.emplace(row.annotator, std::move(*read)).first;
        }
        if (row.position >= asked->second.queue.places.size())
            return within({base::ErrorKind::InvalidInput,
                           "the queue of " + row.annotator + " has " +
                               base::groupedText(asked->second.queue.places.size()) +
                               " places from 0, and none " + std::to_string(row.position)});
        const auto judgement = judgementNamed(row.mode, study.labels().taxonomy());
        if (!judgement)
            return within(judgement.error());
        const labels::Judgement before = answeredAt(asked->second, row.position);
        if (before == *judgement)
            continue;
        ++report.answered;
        const labels::Judgement held = heldAt(asked->second, row.position);
        report.replaced += held.isUnlabelled() || held == *judgement ? 0 : 1;
        requests.push_back(requestOf(plan, asked->second, row.position, *judgement));
    }
    FAULTLINE_CHECK(study.labels().applyAll(requests));
    return report;
}

} // namespace faultline::workbench
