// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace faultline::base {

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers from the same seed on every machine and with
/// every standard library, unlike std::shuffle and the standard's distributions.
class Random {
public:
    explicit Random(std::uint64_t seed)
        : m_state(seed) {}

    /// Uniform over all 64-bit numbers.
    std::uint64_t next();
    /// Uniform over 0 … bound - 1, unbiased (rejection); bound > 0.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform in [0, 1), 53 bits.
    double unit();

private:
    std::uint64_t m_state;
};

/// Fisher-Yates shuffle in place.
template <class T>
void shuffle(std::vector<T>& values, Random& random) {
    for (std::size_t i = values.size(); i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
}

/// A well-mixed hash of (seed, value), for draws that must not depend on the order of visits.
[[nodiscard]] std::uint64_t seededHash(std::uint64_t seed, std::uint64_t value);

} // namespace faultline::base
