// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::model {

enum class DeviceKind {
    Auto, ///< a GPU where there is one: the only kind that falls back
    Cpu,
    Cuda
};

/// The device that a user asks for; where a run was computed is DeviceInfo.
struct DeviceChoice {
    DeviceKind kind = DeviceKind::Auto;
    std::optional<std::uint8_t> number = {}; ///< of a CUDA device; nothing: the first

    bool operator==(const DeviceChoice&) const = default;
};

/// Of "auto", "cpu", "cuda" or "cuda:N"; anything else is refused.
[[nodiscard]] base::Result<DeviceChoice> parsedDevice(std::string_view text);

} // namespace faultline::model

template <>
struct faultline::base::TextForm<faultline::model::DeviceChoice> {
    static std::string text(const model::DeviceChoice& device);
    static std::optional<model::DeviceChoice> parsed(std::string_view text);
};
