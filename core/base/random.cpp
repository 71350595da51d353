// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

namespace faultline::base {

namespace {

constexpr std::uint64_t goldenGamma = 0x9e3779b97f4a7c15ULL;

std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

std::uint64_t Random::next() {
    m_state += goldenGamma;
    return mixed(m_state);
}

std::uint64_t Random::below(std::uint64_t bound) {
    const std::uint64_t threshold = (0 - bound) % bound; // 2^64 mod bound
    for (;;) {
        const std::uint64_t number = next();
        if (number >= threshold)
            return number % bound;
    }
}

double Random::unit() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t seededHash(std::uint64_t seed, std::uint64_t value) {
    return mixed(mixed(seed + goldenGamma) + value * goldenGamma);
}

} // namespace faultline::base
