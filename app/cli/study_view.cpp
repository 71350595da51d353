// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/study_view.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace faultline::app {

namespace {

std::string namesOf(const std::vector<labels::Annotator>& annotators) {
    std::string names;
    for (const labels::Annotator& annotator : annotators)
        names += (names.empty() ? "" : ", ") + annotator.name;
    return names;
}

} // namespace

std::vector<const labels::Label*> StudyView::labelsOf(base::AnnotatorId annotator) const {
    std::unordered_map<base::SampleIndex, const labels::Label*> bySample;
    for (const labels::Label& label : labels)
        if (label.annotator == annotator)
            bySample.emplace(label.sample, &label);
    std::vector<const labels::Label*> result;
    for (const model::Prediction& failure : failures) {
        const auto label = bySample.find(failure.sample);
        result.push_back(label == bySample.end() ? nullptr : label->second);
    }
    return result;
}

std::vector<labels::Judgement> StudyView::judgementsOf(base::AnnotatorId annotator) const {
    std::vector<labels::Judgement> result;
    for (const labels::Label* label : labelsOf(annotator))
        result.push_back(label != nullptr ? label->judgement : labels::Judgement());
    return result;
}

std::vector<labels::Annotator> StudyView::labellers() const {
    std::unordered_set<base::SampleIndex> failed;
    for (const model::Prediction& failure : failures)
        failed.insert(failure.sample);
    std::vector<labels::Annotator> result;
    std::copy_if(annotators.begin(), annotators.end(), std::back_inserter(result),
                 [&](const auto& annotator) {
                     return std::any_of(labels.begin(), labels.end(), [&](const labels::Label& label) {
                         return label.annotator == annotator.id && !label.judgement.isUnlabelled() &&
                                failed.count(label.sample) > 0;
                     });
                 });
    return result;
}

base::Result<StudyView> viewOf(const std::filesystem::path& path) {
    FAULTLINE_TRY(study, study::Study::open(path, study::Access::ReadOnly));
    FAULTLINE_TRY(failures, study.failures());
    FAULTLINE_TRY(annotators, study.annotators());
    FAULTLINE_TRY(labels, study.labels());
    return StudyView{study.header(), study.taxonomy(), std::move(failures), std::move(annotators),
                     std::move(labels)};
}

base::Result<std::optional<labels::Annotator>> annotatorFor(const StudyView& view, const std::string& name) {
    if (!name.empty()) {
        const auto found = std::find_if(view.annotators.begin(), view.annotators.end(),
                                        [&](const labels::Annotator& a) { return a.name == name; });
        if (found != view.annotators.end())
            return std::optional(*found);
        return base::failure(base::ErrorKind::InvalidInput,
                             "there is no annotator \"" + name + "\" in this study" +
                                 (view.annotators.empty() ? "; nobody has labelled it yet"
                                                          : "; there are " + namesOf(view.annotators)));
    }
    const std::vector<labels::Annotator> labellers = view.labellers();
    if (labellers.size() > 1)
        return base::failure(base::ErrorKind::InvalidInput,
                             "several annotators have labelled this study (" + namesOf(labellers) +
                                 "); choose one with --annotator NAME, or take each with --by annotator");
    return labellers.empty() ? std::optional<labels::Annotator>() : std::optional(labellers.front());
}

base::Result<std::vector<model::Prediction>> labellable(const study::Study& study) {
    FAULTLINE_TRY(predictions, study.predictions());
    FAULTLINE_TRY(controls, study.controls());
    const std::unordered_set<base::SampleIndex> drawn(controls.begin(), controls.end());
    std::vector<model::Prediction> result;
    std::copy_if(predictions.begin(), predictions.end(), std::back_inserter(result),
                 [&](const auto& p) { return p.isFailure() || drawn.count(p.sample) > 0; });
    return result;
}

base::Result<labels::Judgement> judgementNamed(const std::string& text, const labels::Taxonomy& taxonomy) {
    const auto judgement = labels::parsedJudgement(text, taxonomy);
    if (judgement && !judgement->isUnlabelled())
        return *judgement;
    std::string known;
    for (const labels::Mode& mode : taxonomy.modes())
        known += mode.slug + ", ";
    return base::failure(base::ErrorKind::InvalidInput,
                         "there is no mode \"" + text + "\"; the modes are " + known + "excluded");
}

} // namespace faultline::app
