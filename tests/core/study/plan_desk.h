// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/log_copy.h"
#include "core/workbench/labelling_plan.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <array>

namespace faultline::tests {

/// A study with plans, and copies of it that are worked on apart.
struct PlanDesk {
    TemporaryFolder folder;

    PlanDesk() { static_cast<void>(makeSyntheticStudy(folder / "a.faultline")); }

    [[nodiscard]] study::Study a() const { return opened(folder / "a.faultline"); }
    /// The present state of "a" under another name.
    [[nodiscard]] study::Study copy(const std::string& name) const {
        std::filesystem::copy_file(folder / "a.faultline", folder / (name + ".faultline"));
        return opened(folder / (name + ".faultline"));
    }
    [[nodiscard]] study::Study copy(const std::string& name, const study::Study& of) const {
        valueOf(of.copyTo(folder / (name + ".faultline")));
        return opened(folder / (name + ".faultline"));
    }

    static plans::Plan makePlan(study::Study& study, const workbench::PlanRequest& request = {}) {
        return valueOf(workbench::makePlan(study, study.runs().first(), request)).plan;
    }
    static plans::Plan currentPlan(const study::Study& study) {
        return valueOf(workbench::currentPlan(study, study.runs().first()));
    }
    static workbench::AnnotatorQueue queueOf(study::Study& study, const std::string& annotator) {
        return valueOf(workbench::annotatorQueue(study, currentPlan(study),
                                                 valueOf(study.labels().annotator(annotator))));
    }
    /// As a session does.
    static void answer(study::Study& study, const plans::Plan& plan, const std::string& annotator,
                       std::uint32_t position, const labels::Judgement& judgement) {
        const auto who = valueOf(study.labels().annotator(annotator));
        const auto place = valueOf(workbench::annotatorQueue(study, plan, who)).places.at(position);
        labels::LabelRequest wanted = request(who.id, {place.sample}, judgement);
        wanted.run = study.runs().first();
        wanted.given.how = place.isRepeat ? labels::How::Repeat : labels::How::Session;
        wanted.given.blind = labels::Blind::Yes;
        wanted.given.planVersion = plan.version;
        wanted.given.position = position;
        valueOf(study.labels().apply(wanted));
    }
    static labels::MergeReport merged(study::Study& into, const study::Study& from) {
        const std::array copies{valueOf(study::LogCopy::open(from.path()))};
        return valueOf(into.merge(copies));
    }
    static std::string refusal(study::Study& into, const study::Study& from) {
        auto copy = study::LogCopy::open(from.path());
        if (!copy)
            return copy.error().message;
        const auto report = into.merge({&*copy, 1});
        return report ? "merged" : report.error().message;
    }
};

} // namespace faultline::tests
