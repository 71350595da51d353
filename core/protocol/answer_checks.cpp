// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/answer_checks.h"

#include "core/base/text.h"
#include "core/model/run_limits.h"

#include <algorithm>

namespace faultline::protocol {

namespace {

using base::ErrorKind;

tl::unexpected<base::Error> broken(const std::string& what) {
    return base::failure(ErrorKind::Worker, "the worker sent " + what +
                                                ", which breaks its protocol: install the "
                                                "same release of worker and window");
}

base::Result<> checkDetail(const model::SampleDetail& detail, const model::RunHeader& header) {
    const std::string sample = "sample " + base::groupedText(detail.sample.value);
    if (detail.sample.value >= header.dataset.size)
        return broken(sample + " of a set of " + base::groupedText(header.dataset.size));
    if (detail.logits.size() != header.model.logitCount())
        return broken("another number of logits than the model has classes for " + sample);
    if (detail.features.size() != header.model.featureCount)
        return broken("another number of features than the model has for " + sample);
    return {};
}

} // namespace

model::RunHeader headerOf(const Opened& opened, const model::RunOptions& options) {
    return {opened.dataset, opened.model, options, opened.device, opened.positions};
}

base::Result<> checkOpened(const model::RunHeader& header) {
    if (auto within = model::checkLimits(header); !within)
        return base::failure(within.error().within("the data set or the model can't be used"));
    if (header.model.outputClasses.empty() && header.model.classes.size() != header.dataset.classes.size())
        return base::failure(
            ErrorKind::Refused,
            "the model has " + base::groupedText(header.model.classes.size()) + " classes and the data set " +
                base::groupedText(header.dataset.classes.size()) + ": choose a model made for this data set");
    if (header.positions == 0 || header.positions > header.dataset.size)
        return broken("a run of " + base::groupedText(header.positions) + " images over a set of " +
                      base::groupedText(header.dataset.size));
    return {};
}

base::Result<> checkBatch(const model::BatchReport& batch, const model::RunHeader& header,
                          std::uint32_t expectedPosition) {
    if (batch.firstPosition != expectedPosition)
        return broken("the batch at position " + base::groupedText(batch.firstPosition) + " where " +
                      base::groupedText(expectedPosition) + " comes next");
    if (batch.predictions.empty() || expectedPosition > header.positions ||
        batch.predictions.size() > header.positions - expectedPosition)
        return broken("a batch of " + base::groupedText(batch.predictions.size()) + " images");
    const std::size_t trueCount = header.dataset.classes.size();
    const std::size_t classCount = header.classCount();
    auto detail = batch.failures.begin();
    for (const auto& prediction : batch.predictions) {
        if (prediction.sample.value >= header.dataset.size || prediction.truth.value >= trueCount ||
            prediction.predicted.value >= classCount)
            return broken("a sample or class that does not exist");
        if (!prediction.isFailure())
            continue;
        if (detail == batch.failures.end() || detail->sample != prediction.sample)
            return broken("no details for failure " + base::groupedText(prediction.sample.value));
        FAULTLINE_CHECK(checkDetail(*detail, header));
        ++detail;
    }
    return detail == batch.failures.end() ? base::Result<>()
                                          : broken("details of an image that is no failure");
}

base::Result<std::vector<model::SampleDetail>> checkedSamples(std::vector<model::SampleDetail> details,
                                                              std::span<const base::SampleIndex> wanted,
                                                              const model::RunHeader& header) {
    const auto bySample = [](const auto& left, const auto& right) { return left.sample < right.sample; };
    std::stable_sort(details.begin(), details.end(), bySample);
    if (details.size() != wanted.size())
        return broken(base::groupedText(details.size()) + " samples where " +
                      base::groupedText(wanted.size()) + " were asked for");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (details[i].sample != wanted[i])
            return broken("another sample than " + base::groupedText(wanted[i].value) +
                          ", which was asked for");
        FAULTLINE_CHECK(checkDetail(details[i], header));
    }
    return details;
}

} // namespace faultline::protocol
