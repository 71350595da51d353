// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/drawing.h"
#include "core/plans/queue_walk.h"
#include "core/study/study.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace faultline::workbench {

/// What somebody asks for who makes a plan.
struct PlanRequest {
    plans::PlanOptions options;
    std::vector<std::string> annotators; ///< among whom items are divided; empty: everybody gets all
    std::string guidelines;              ///< Markdown
};

struct PlanMade {
    plans::Plan plan;
    std::map<base::ClassId, std::uint32_t> lackingControls; ///< by true class
    std::size_t pinnedItems = 0; ///< examples of the guidelines that are asked for as well
};

/// Draws a plan of the run and stores it: in place of the newest one while no label was given under that,
/// else as its next version. Refused while the run is unfinished, since its failures and controls are not all
/// known, and where the guidelines pin a picture that is no item of it.
[[nodiscard]] base::Result<PlanMade> makePlan(study::Study& study, base::RunId run,
                                              const PlanRequest& request);

/// An annotator's queue and what of it is answered.
struct AnnotatorQueue {
    labels::Annotator annotator;
    std::vector<plans::QueuePlace> places;
    std::set<std::uint32_t> answered;                   ///< positions, repeats among them
    std::map<std::uint32_t, labels::Judgement> repeats; ///< by position: what was said at the second showing

    [[nodiscard]] bool isAnswered(std::size_t position) const {
        return answered.contains(static_cast<std::uint32_t>(position));
    }
    [[nodiscard]] std::size_t answeredCount() const { return answered.size(); }
};

/// An answer that names another item than its place holds, from a copy with another plan, counts for none.
[[nodiscard]] base::Result<AnnotatorQueue> annotatorQueue(const study::Study& study, const plans::Plan& plan,
                                                          const labels::Annotator& annotator);

/// How far the annotators of a plan are: those among whom it is divided, and whoever has answered.
[[nodiscard]] base::Result<std::vector<AnnotatorQueue>> planProgress(const study::Study& study,
                                                                     const plans::Plan& plan);

/// Whether blind answers are still to be had from an annotator: the run's plan is blind, and places of their
/// queue are open, not all of which they have seen with their prediction. Whoever is no annotator yet owes
/// all that the plan asks of everybody.
[[nodiscard]] base::Result<bool> owesBlindAnswers(const study::Study& study, base::RunId run,
                                                  const std::string& annotator);

/// All that a session needs to ask an annotator for the items of a plan.
struct SessionContent {
    std::optional<plans::Plan> plan; ///< nothing: the run has none, and the rest is empty
    labels::Annotator annotator;
    plans::QueueWalk walk;
    std::map<base::SampleIndex, model::Prediction>
        predictions;                                    ///< of what may carry a label; none in a package
    std::map<base::SampleIndex, base::ClassId> truths;  ///< of the same, as far as they are told
    std::map<base::SampleIndex, labels::Label> labels;  ///< the annotator's present ones
    std::map<std::uint32_t, labels::Judgement> repeats; ///< answers to repeats, by position
    std::set<base::SampleIndex> painted;                ///< whose prediction the annotator has seen
};

/// Of the run's newest plan. A queue follows from the annotator's UUID: in a study that is open for writing
/// somebody new becomes an annotator; in another one, and in a package, nobody is asked who isn't known.
[[nodiscard]] base::Result<SessionContent> sessionContent(study::Study& study, base::RunId run,
                                                          const std::string& annotator);

/// The run's plan; NotFound, with what to do, where it has none.
[[nodiscard]] base::Result<plans::Plan> currentPlan(const study::Study& study, base::RunId run);

} // namespace faultline::workbench
