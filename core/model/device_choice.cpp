// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/device_choice.h"

#include "core/base/text.h"

namespace faultline::model {

base::Result<DeviceChoice> parsedDevice(std::string_view text) {
    if (text == "auto")
        return DeviceChoice{};
    if (text == "cpu")
        return DeviceChoice{DeviceKind::Cpu};
    if (text == "cuda")
        return DeviceChoice{DeviceKind::Cuda};
    constexpr std::string_view numbered = "cuda:";
    if (text.starts_with(numbered))
        if (const auto number = base::parsedNumber<std::uint8_t>(text.substr(numbered.size())))
            return DeviceChoice{DeviceKind::Cuda, *number};
    return base::failure(base::ErrorKind::InvalidInput,
                         "unknown device \"" + std::string(text) + "\"; use auto, cpu, cuda or cuda:N");
}

} // namespace faultline::model

namespace faultline::base {

using model::DeviceChoice;

std::string TextForm<DeviceChoice>::text(const DeviceChoice& device) {
    switch (device.kind) {
    case model::DeviceKind::Auto:
        return "auto";
    case model::DeviceKind::Cpu:
        return "cpu";
    case model::DeviceKind::Cuda:
        return device.number ? "cuda:" + std::to_string(*device.number) : "cuda";
    }
    return {};
}

std::optional<DeviceChoice> TextForm<DeviceChoice>::parsed(std::string_view text) {
    const auto device = model::parsedDevice(text);
    return device ? std::optional(*device) : std::nullopt;
}

} // namespace faultline::base
