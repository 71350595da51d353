// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"

namespace faultline::model {

/// In which number format a run is computed.
enum class Precision {
    Fp32,
    Bf16,
    Fp16,
    Fast ///< screened in a low one, decided in fp32
};

} // namespace faultline::model

template <>
struct faultline::base::Names<faultline::model::Precision> {
    using enum model::Precision;
    static constexpr std::array<std::pair<model::Precision, std::string_view>, 4> all{
        {{Fp32, "fp32"}, {Bf16, "bf16"}, {Fp16, "fp16"}, {Fast, "fast"}}};
};
