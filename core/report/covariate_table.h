// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"
#include "core/report/tables.h"

#include <cstdint>
#include <span>
#include <string>

namespace faultline::report {

/// What a study holds of its images from elsewhere.
struct CovariateRow {
    enum class Kind { Counts, Probabilities, Suspected };
    std::string name;
    Kind kind = Kind::Counts;
    std::uint64_t images = 0; ///< that it says something of
};

/// JSON: an array of {name, kind, images}.
[[nodiscard]] std::string covariateTable(TableFormat format, std::span<const CovariateRow> rows);

/// "counts of people's answers to 10,000 images", for a sentence.
[[nodiscard]] std::string contentText(const CovariateRow& row);

} // namespace faultline::report

template <>
struct faultline::base::Names<faultline::report::CovariateRow::Kind> {
    using enum report::CovariateRow::Kind;
    static constexpr std::array<std::pair<report::CovariateRow::Kind, std::string_view>, 3> all{
        {{Counts, "counts"}, {Probabilities, "probabilities"}, {Suspected, "suspected"}}};
};
