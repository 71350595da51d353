// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_options.h"

#include "core/base/text.h"
#include "core/resnet/architectures.h"

#include <algorithm>
#include <cmath>

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

Result<> check(bool sound, const std::string& option, const std::string& value, const std::string& allowed) {
    if (sound)
        return {};
    return failure(ErrorKind::InvalidInput, option + " " + value + " is not possible; use " + allowed);
}

Result<> checkNumber(const std::string& option, double value, bool sound, const std::string& allowed) {
    return check(std::isfinite(value) && sound, option, base::numberText(value), allowed);
}

Result<> checkCount(const std::string& option, std::uint32_t value, std::uint32_t least, std::uint32_t most) {
    return check(value >= least && value <= most, option, std::to_string(value),
                 base::groupedText(least) + " to " + base::groupedText(most));
}

} // namespace

Result<> TrainingOptions::validate() const {
    const std::vector<std::string> names = resnet::architectureNames();
    std::string listed;
    for (const std::string& each : names)
        listed += (listed.empty() ? "" : ", ") + each;
    FAULTLINE_CHECK(check(std::find(names.begin(), names.end(), architecture) != names.end(), "architecture",
                          "\"" + architecture + "\"", "one of " + listed));
    FAULTLINE_CHECK(checkCount("epochs", epochs, 1, 3'000));
    FAULTLINE_CHECK(checkCount("batch", batch, 2, 65'536));
    FAULTLINE_CHECK(checkNumber("learning rate", learningRate, learningRate > 0 && learningRate <= 100,
                                "a number above 0, at most 100"));
    FAULTLINE_CHECK(
        checkNumber("momentum", momentum, momentum >= 0 && momentum < 1, "a number from 0 to below 1"));
    FAULTLINE_CHECK(checkNumber("weight decay", weightDecay, weightDecay >= 0 && weightDecay <= 1,
                                "a number from 0 to 1"));
    FAULTLINE_CHECK(checkNumber("label smoothing", labelSmoothing, labelSmoothing >= 0 && labelSmoothing < 1,
                                "a number from 0 to below 1"));
    return checkCount("cutout", cutout, 0, 4096);
}

} // namespace faultline::training
