// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/covariates.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/exchange/covariate_file.h"
#include "core/report/named_class.h"
#include "core/study/run_entry.h"

#include <algorithm>
#include <map>

namespace faultline::workbench {

using base::Result;

namespace {

report::CovariateRow rowOf(const dataset::Covariate& covariate) {
    if (const auto* suspected = covariate.suspected())
        return {covariate.name, report::CovariateRow::Kind::Suspected, suspected->all().size()};
    const auto* answers = covariate.answers();
    return {covariate.name,
            answers->unit() == dataset::HumanAnswers::Unit::Counts
                ? report::CovariateRow::Kind::Counts
                : report::CovariateRow::Kind::Probabilities,
            answers->images()};
}

/// A list of another data set, or in another order, calls labels what they are not here.
Result<> checkGiven(const study::Study& study, const dataset::SuspectedErrors& suspected) {
    std::map<base::SampleIndex, base::ClassId> truths;
    FAULTLINE_TRY(predictions, study.runs().predictions(study.runs().first()));
    for (const model::Prediction& prediction : predictions)
        truths[prediction.sample] = prediction.truth;
    const std::vector<std::string>& classes = study.dataset().classes;
    for (const dataset::SuspectedError& error : suspected.all()) {
        const auto truth = truths.find(error.sample);
        if (error.given && truth != truths.end() && truth->second != *error.given)
            return base::failure(base::ErrorKind::InvalidInput,
                                 "image " + std::to_string(error.sample.value) + " is labelled " +
                                     report::className(truth->second, classes) + " in this study, not " +
                                     report::className(*error.given, classes) +
                                     ": the list is of another data set, or of one in another order");
    }
    return {};
}

/// "47 of 51 people said cat", "92.2 % said cat"; and what more said than the label.
std::string answerSentence(const dataset::HumanAnswers& answers, base::SampleIndex sample,
                           base::ClassId truth, std::span<const std::string> classes) {
    constexpr double hundred = 100;
    const auto values = answers.row(sample);
    const bool areCounts = answers.unit() == dataset::HumanAnswers::Unit::Counts;
    const auto numberOf = [&](base::ClassId id) {
        const auto value = static_cast<double>(values[id.value]);
        return areCounts ? base::groupedText(static_cast<std::uint64_t>(value))
                         : base::fixedText(value * hundred, 1) + " %";
    };
    double people = 0;
    for (const float value : values)
        people += static_cast<double>(value);
    std::string sentence = numberOf(truth);
    if (areCounts)
        sentence += " of " + base::groupedText(static_cast<std::uint64_t>(people)) +
                    (people == 1 ? " person" : " people");
    sentence += " said " + report::className(truth, classes);
    if (const base::ClassId most = answers.mostFrequent(sample); values[most.value] > values[truth.value])
        sentence += ", " + numberOf(most) + " " + report::className(most, classes);
    return sentence;
}

} // namespace

Result<Covariates> covariatesOf(const study::Study& study) {
    FAULTLINE_TRY(stored, study.covariates().all());
    Covariates covariates;
    for (dataset::Covariate& each : stored)
        covariates.push_back(std::make_shared<const dataset::Covariate>(std::move(each)));
    return covariates;
}

std::vector<report::CovariateRow> covariateRows(const Covariates& covariates) {
    std::vector<report::CovariateRow> rows;
    for (const CovariatePtr& each : covariates)
        rows.push_back(rowOf(*each));
    return rows;
}

Result<report::CovariateRow> addCovariate(study::Study& study, const std::filesystem::path& file,
                                          const std::string& name) {
    if (study.runs().packagedFor())
        return base::failure(base::ErrorKind::Refused,
                             "this is a package: what others said of the images would bias whoever labels "
                             "here; add it to the study that the package was made from");
    FAULTLINE_CHECK(dataset::checkCovariateName(name));
    FAULTLINE_TRY(bytes, base::readFile(file, exchange::largestCovariateFile, base::refuseZeros));
    auto content = exchange::parsedCovariateFile(bytes, study.dataset().size, study.dataset().classes);
    if (!content)
        return base::failure(content.error().within(file.string()));
    const dataset::Covariate covariate{name, std::move(*content)};
    if (const auto* suspected = covariate.suspected())
        if (auto checked = checkGiven(study, *suspected); !checked)
            return base::failure(checked.error().within(file.string()));
    FAULTLINE_CHECK(study.covariates().add(covariate));
    return rowOf(covariate);
}

SampleSet suspectedSamples(std::span<const CovariatePtr> covariates) {
    SampleSet samples;
    for (const CovariatePtr& each : covariates)
        if (const auto* suspected = each->suspected())
            for (const dataset::SuspectedError& error : suspected->all())
                samples.insert(error.sample);
    return samples;
}

bool isSuspected(std::span<const CovariatePtr> covariates, base::SampleIndex sample) {
    return std::any_of(covariates.begin(), covariates.end(), [&](const CovariatePtr& each) {
        const auto* suspected = each->suspected();
        return suspected != nullptr && suspected->find(sample) != nullptr;
    });
}

std::optional<base::ClassId> suspectedClass(std::span<const CovariatePtr> covariates,
                                            base::SampleIndex sample) {
    for (const CovariatePtr& each : covariates)
        if (const auto* suspected = each->suspected())
            if (const auto* error = suspected->find(sample); error != nullptr && error->guess)
                return error->guess;
    return std::nullopt;
}

std::vector<std::string> covariateSentences(std::span<const CovariatePtr> covariates,
                                            base::SampleIndex sample, base::ClassId truth,
                                            std::span<const std::string> classes) {
    const auto isAnswers = [](const CovariatePtr& each) { return each->answers() != nullptr; };
    const bool areSeveral = std::count_if(covariates.begin(), covariates.end(), isAnswers) > 1;
    std::vector<std::string> sentences;
    for (const CovariatePtr& each : covariates) {
        if (const auto* answers = each->answers(); answers != nullptr && answers->share(sample, truth))
            sentences.push_back((areSeveral ? each->name + ": " : std::string()) +
                                answerSentence(*answers, sample, truth, classes));
        if (const auto* suspected = each->suspected())
            if (const auto* error = suspected->find(sample))
                sentences.push_back("suspected label error" +
                                    (error->guess
                                         ? ": said to be " + report::className(*error->guess, classes)
                                         : std::string()));
    }
    return sentences;
}

} // namespace faultline::workbench
