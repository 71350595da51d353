// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages.h"

#include "core/model/class_mapping.h"

#include <algorithm>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

tl::unexpected<base::Error> outOfRange(const std::string& what, std::uint64_t value, std::uint64_t end) {
    return failure(ErrorKind::Worker, "the worker reported " + what + " " + std::to_string(value) +
                                          ", but the run has " + std::to_string(end));
}

} // namespace

Result<> checkHello(const Hello& hello) {
    if (hello.magic != protocolMagic)
        return failure(ErrorKind::Refused,
                       "the other program is not Faultline: it says \"" + hello.magic.substr(0, 40) + "\"");
    if (hello.version != protocolVersion)
        return failure(ErrorKind::Refused, "the other program (" + hello.program + ") speaks version " +
                                               std::to_string(hello.version) +
                                               " of the worker protocol, this one version " +
                                               std::to_string(protocolVersion) +
                                               "; install faultline and faultline-worker from one release");
    return {};
}

Result<> checkReport(const model::BatchReport& report, const Opened& opened) {
    const std::uint64_t end = std::uint64_t{report.firstPosition} + report.predictions.size();
    if (end > opened.positions)
        return outOfRange("results up to position", end, opened.positions);
    const std::size_t trueClasses = opened.dataset.classes.size();
    const std::size_t classes =
        model::allClassNames(opened.dataset.classes, opened.model.classes, opened.model.outputClasses).size();
    for (const model::Prediction& prediction : report.predictions) {
        if (prediction.sample.value >= opened.dataset.size)
            return outOfRange("sample", prediction.sample.value, opened.dataset.size);
        if (prediction.truth.value >= trueClasses)
            return outOfRange("class", prediction.truth.value, trueClasses);
        if (prediction.predicted.value >= classes)
            return outOfRange("class", prediction.predicted.value, classes);
    }
    return checkSamples(report.failures, opened);
}

Result<> checkSamples(const std::vector<model::SampleDetail>& samples, const Opened& opened) {
    for (const model::SampleDetail& detail : samples) {
        if (detail.sample.value >= opened.dataset.size)
            return outOfRange("sample", detail.sample.value, opened.dataset.size);
        if (detail.logits.size() != opened.model.logitCount())
            return outOfRange("logits of length", detail.logits.size(), opened.model.logitCount());
        if (detail.features.size() != opened.model.featureCount)
            return outOfRange("features of length", detail.features.size(), opened.model.featureCount);
    }
    return {};
}

} // namespace faultline::protocol
