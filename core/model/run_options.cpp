// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_options.h"

#include "core/base/text.h"
#include "core/model/preprocessing_text.h"

namespace faultline::model {

using base::ErrorKind;
using base::failure;

namespace {

constexpr std::uint32_t largestBatch = 4096;

bool isDeviceName(std::string_view device) {
    if (device == "auto" || device == "cpu" || device == "cuda")
        return true;
    constexpr std::string_view numbered = "cuda:";
    return device.starts_with(numbered) &&
           base::parsedNumber<std::uint8_t>(device.substr(numbered.size())).has_value();
}

} // namespace

std::string_view name(Order order) {
    return base::nameOf(order);
}

base::Result<> RunOptions::validate() const {
    if (!isDeviceName(device))
        return failure(ErrorKind::InvalidInput,
                       "unknown device \"" + device + "\"; use auto, cpu, cuda or cuda:N");
    if (precision != "fp32" && precision != "bf16" && precision != "fp16" && precision != "fast")
        return failure(ErrorKind::InvalidInput,
                       "unknown precision \"" + precision + "\"; use fp32, bf16, fp16 or fast");
    if (preprocessing != "auto")
        FAULTLINE_CHECK(parsedPreprocessing(preprocessing));
    if (stem != "auto" && stem != "plain" && stem != "pool")
        return failure(ErrorKind::InvalidInput, "unknown stem \"" + stem + "\"; use auto, plain or pool");
    if (batch > largestBatch)
        return failure(ErrorKind::InvalidInput,
                       "a batch of " + std::to_string(batch) + " images is too large; use at most " +
                           std::to_string(largestBatch) + ", or 0 to let the worker choose");
    return {};
}

} // namespace faultline::model
