// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/plan_desk.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using study::Study;

namespace {

struct Desk : PlanDesk {
    Study study = a();
    plans::Plan plan = makePlan(study);
    base::AnnotatorId ann = valueOf(study.labels().annotator("ann")).id;
    base::SampleIndex item = queueOf(study, "ann").places.at(0).sample;

    /// As in the grid, after the reveal.
    void change(const labels::Judgement& judgement) {
        labels::LabelRequest wanted = request(ann, {item}, judgement);
        wanted.run = study.runs().first();
        wanted.given.blind = labels::Blind::No;
        valueOf(study.labels().apply(wanted));
    }
    void answer(std::int64_t number) { PlanDesk::answer(study, plan, "ann", 0, mode(number)); }
    void undo() { valueOf(study.labels().undo(ann)); }
    /// The last blind word on the item; unlabelled: there is none.
    [[nodiscard]] labels::Judgement blind() const {
        for (const labels::Label& label : valueOf(study.labels().blindLabels(study.runs().first())))
            if (label.sample == item && label.annotator == ann)
                return label.judgement;
        return {};
    }
};

} // namespace

TEST_CASE_METHOD(Desk, "A label that is changed after the reveal leaves the last blind one known") {
    CHECK(blind().isUnlabelled());
    answer(1);
    CHECK(blind() == mode(1));
    change(mode(2));
    change(mode(3));
    CHECK(blind() == mode(1));
    undo(); // mode 2 again
    CHECK(blind() == mode(1));
    undo();
    CHECK(blind() == mode(1));
    CHECK(valueOf(study.labels().blindLabels(study.runs().first())).front().given.position == 0u);
    undo(); // the answer itself
    CHECK(blind().isUnlabelled());
    valueOf(study.labels().redo(ann));
    CHECK(blind() == mode(1));
}

TEST_CASE_METHOD(Desk, "What was cleared, or taken back to an earlier word, is no blind label any more") {
    answer(1);
    change(labels::Judgement());
    CHECK(blind().isUnlabelled());
    change(mode(2));
    CHECK(blind().isUnlabelled());
    answer(3); // over what was said before
    CHECK(blind() == mode(3));
    undo();
    CHECK(blind().isUnlabelled());
}

TEST_CASE_METHOD(Desk, "A blind label follows the merge of its mode") {
    answer(1);
    valueOf(study.labels().mergeModes(ann, std::vector{base::ModeId(1)}, base::ModeId(2)));
    CHECK(blind() == mode(2));
}
