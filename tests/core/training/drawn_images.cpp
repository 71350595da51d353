// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/training/drawn_images.h"

#include "core/base/random.h"
#include "core/dataset/identity.h"

namespace faultline::tests {

namespace {

base::Image drawn(std::uint32_t label, int side, base::Random& random) {
    base::Image image = base::Image::blank(side, side);
    const std::span<std::uint8_t> pixels = image.bytes();
    const auto place = static_cast<int>(random.below(8));
    const int period = 4 + static_cast<int>(random.below(3));
    const int radius = side / 4 + static_cast<int>(random.below(static_cast<std::uint64_t>(side) / 8 + 1));
    const std::uint64_t colours = random.next();
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const bool level = (y + place) % period < period / 2;
            const bool upright = (x + place) % period < period / 2;
            const int dx = x - side / 2 - place % 3 + 1, dy = y - side / 2;
            const bool inside = label == 0   ? level
                                : label == 1 ? upright
                                : label == 2 ? level != upright
                                             : dx * dx + dy * dy < radius * radius;
            for (int channel = 0; channel < 3; ++channel) {
                const std::uint64_t tint = (colours >> (8 * channel + (inside ? 24 : 0))) % 96;
                pixels[static_cast<std::size_t>(3 * (y * side + x) + channel)] =
                    static_cast<std::uint8_t>((inside ? 140 : 10) + tint + random.below(20));
            }
        }
    }
    return image;
}

} // namespace

DrawnImages::DrawnImages(dataset::Split split, std::uint32_t count, int side, std::uint64_t seed) {
    m_info.name = "drawn shapes";
    m_info.split = split;
    m_info.size = count;
    m_info.classes = {"level", "upright", "chequered", "disc"};
    m_info.location = "memory";
    base::Random random(seed);
    dataset::IdentityHash identity;
    for (std::uint32_t i = 0; i < count; ++i) {
        m_images.push_back(drawn(i % 4, side, random));
        identity.add(base::ClassId(static_cast<std::uint16_t>(i % 4)), m_images.back().view());
    }
    m_info.identity = identity.finish();
}

} // namespace faultline::tests
