// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/contingency.h"
#include "core/analysis/structure_tests.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>

namespace faultline::analysis {

/// Items by the group that each of two partitions puts them into, groups numbered from 0.
[[nodiscard]] ContingencyTable crossTable(std::span<const std::uint32_t> first,
                                          std::span<const std::uint32_t> second);

/// 1: the same partition; 0: as much in common as chance brings. Nothing for fewer than two items, or where
/// chance alone makes them agree.
[[nodiscard]] std::optional<double> adjustedRand(const ContingencyTable& table); ///< Hubert and Arabie 1985
/// Against the mean of both entropies (Vinh, Epps and Bailey 2010).
[[nodiscard]] std::optional<double> adjustedMutualInformation(const ContingencyTable& table);

/// How far groups that were found without labels are the categories that people gave.
struct ClusterAgreement {
    double adjustedRand = 0, adjustedMutualInformation = 0;
    double randP = 1, mutualP = 1; ///< labels permuted within the ordered class pair among the same judges
    double randExpected = 0; ///< mean of adjusted Rand over these permutations: class pairs alone bring some
    int permutations = 0;
};
/// Nothing where no exchange could change it, or the measures are not defined. Can be stopped, as
/// permutationTest().
/// @param clusters of the failures, in their order
[[nodiscard]] std::optional<ClusterAgreement> clusterAgreement(std::span<const CategorisedFailure> failures,
                                                               std::span<const std::uint32_t> clusters,
                                                               int permutations, std::uint64_t seed,
                                                               const std::stop_token& stop = {});

} // namespace faultline::analysis
