// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/labelling_plan.h"

#include "core/base/text.h"
#include "core/plans/guidelines.h"
#include "core/study/run_entry.h"
#include "core/workbench/plan_people.h"
#include "core/workbench/plan_population.h"
#include "core/workbench/study_table.h"

#include <algorithm>

namespace faultline::workbench {

namespace {

base::Result<> checkPinned(const study::Study& study, base::RunId run, const std::string& guidelines) {
    for (const plans::PinnedExample& example : plans::pinnedExamples(guidelines))
        if (const auto known = checkLabellable(study, run, example.sample); !known)
            return base::failure(known.error().within("the guidelines pin a picture that is not there"));
    return {};
}

/// A name that was given before, to whomever, is one.
base::Result<PlanPeople> peopleOf(const study::Study& study, const PlanRequest& request) {
    std::vector<std::string> known;
    for (const std::string& name : request.annotators) {
        const std::string trimmed(base::trimmed(name));
        FAULTLINE_TRY(speaker, study.labels().speaking(trimmed));
        if (speaker)
            known.push_back(trimmed);
    }
    return planPeople(request.annotators, known);
}

} // namespace

base::Result<PlanMade> makePlan(study::Study& study, base::RunId run, const PlanRequest& request) {
    FAULTLINE_TRY(population, planPopulation(study, run));
    FAULTLINE_TRY(people, peopleOf(study, request));
    FAULTLINE_CHECK(checkPinned(study, run, request.guidelines));
    // Drawn once without owners first, so that what is refused leaves no annotators behind.
    FAULTLINE_CHECK(plans::drawn(request.options, population, {}));
    plans::Plan plan;
    plan.run = run;
    plan.options = request.options;
    plan.guidelines = request.guidelines;
    for (const std::string& name : people.names) {
        FAULTLINE_TRY(annotator, study.labels().annotator(name));
        if (std::ranges::find(plan.annotators, annotator.id) == plan.annotators.end())
            plan.annotators.push_back(annotator.id);
    }
    FAULTLINE_TRY(drawn, plans::drawn(plan.options, population, plan.annotators));
    plan.items = std::move(drawn.items);
    FAULTLINE_TRY(stored, study.plans().store(plan));
    std::set<base::SampleIndex> pinned;
    for (const plans::PinnedExample& example : plans::pinnedExamples(stored.guidelines))
        if (stored.find(example.sample) != nullptr)
            pinned.insert(example.sample);
    return PlanMade{std::move(stored), std::move(drawn.lackingControls), pinned.size()};
}

base::Result<AnnotatorQueue> annotatorQueue(const study::Study& study, const plans::Plan& plan,
                                            const labels::Annotator& annotator) {
    FAULTLINE_TRY(answers, study.labels().answers(plan.run, annotator.id, plan.version));
    AnnotatorQueue queue{annotator, plans::queueOf(plan, annotator), {}, {}};
    for (std::uint32_t position = 0; position < queue.places.size(); ++position) {
        const plans::QueuePlace& place = queue.places[position];
        const auto again = answers.repeats.find(place.sample);
        if (place.isRepeat ? again != answers.repeats.end() : answers.answered.contains(place.sample))
            queue.answered.insert(position);
        if (place.isRepeat && again != answers.repeats.end())
            queue.repeats.emplace(position, again->second);
    }
    return queue;
}

base::Result<std::vector<AnnotatorQueue>> planProgress(const study::Study& study, const plans::Plan& plan) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    std::vector<AnnotatorQueue> queues;
    for (const labels::Annotator& annotator : annotators) {
        FAULTLINE_TRY(queue, annotatorQueue(study, plan, annotator));
        if (queue.answeredCount() > 0 || std::ranges::count(plan.annotators, annotator.id) > 0 ||
            (plan.given && plan.given->annotator == annotator.id))
            queues.push_back(std::move(queue));
    }
    return queues;
}

base::Result<bool> owesBlindAnswers(const study::Study& study, base::RunId run, const std::string& name) {
    FAULTLINE_TRY(plan, study.plans().current(run));
    if (!plan || plan->options.sight != plans::Sight::Blind)
        return false;
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto known = std::ranges::find(annotators, name, &labels::Annotator::name);
    if (known == annotators.end())
        return !plan->items.empty();
    FAULTLINE_TRY(queue, annotatorQueue(study, *plan, *known));
    if (queue.answeredCount() == queue.places.size())
        return false;
    FAULTLINE_TRY(painted, study.labels().painted(run, known->id));
    return !std::ranges::all_of(queue.places, [&seen = painted](const plans::QueuePlace& place) {
        return seen.contains(place.sample);
    });
}

base::Result<SessionContent> sessionContent(study::Study& study, base::RunId run, const std::string& name) {
    SessionContent content;
    FAULTLINE_TRY(plan, study.plans().current(run));
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto known = std::ranges::find(annotators, name, &labels::Annotator::name);
    if (known == annotators.end() && plan && plan->given) { // a package is one annotator's
        content.plan = std::move(plan);
        content.annotator.name = name;
        return content;
    }
    if (known == annotators.end() && (!plan || study.access() != study::Access::ReadWrite))
        return content;
    if (known != annotators.end()) {
        content.annotator = *known;
    } else {
        FAULTLINE_TRY(made, study.labels().annotator(name));
        content.annotator = std::move(made);
    }
    FAULTLINE_TRY(painted, study.labels().painted(run, content.annotator.id));
    content.painted = std::move(painted);
    if (!plan)
        return content;
    FAULTLINE_TRY(queue, annotatorQueue(study, *plan, content.annotator));
    FAULTLINE_TRY(truths, study.runs().truths(run));
    FAULTLINE_TRY(labels, study.labels().labels(run, content.annotator.id));
    if (!study.runs().packagedFor()) {
        FAULTLINE_TRY(items, labellable(study, run));
        for (const model::Prediction& item : items)
            content.predictions.emplace(item.sample, item);
    }
    content.truths = std::move(truths);
    for (labels::Label& label : labels)
        content.labels.emplace(label.sample, std::move(label));
    content.repeats = std::move(queue.repeats);
    content.walk = plans::QueueWalk(std::move(queue.places), std::move(queue.answered));
    content.plan = std::move(plan);
    return content;
}

base::Result<plans::Plan> currentPlan(const study::Study& study, base::RunId run) {
    FAULTLINE_TRY(plan, study.plans().current(run));
    if (!plan)
        return base::failure(base::ErrorKind::NotFound,
                             "the run \"" + study.runs().entry(run).name +
                                 "\" has no plan; faultline plan STUDY --create makes one");
    return std::move(*plan);
}

} // namespace faultline::workbench
