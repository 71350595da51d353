// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace faultline::base {

/// A number that can't be mistaken for another kind of number.
template <class Tag, class Number>
struct Id {
    Number value{};

    constexpr Id() = default;
    constexpr explicit Id(Number number)
        : value(number) {}
    constexpr auto operator<=>(const Id&) const = default;
};

using SampleIndex = Id<struct SampleTag, std::uint32_t>;   ///< position of an image in its split, from 0
using ClassId = Id<struct ClassTag, std::uint16_t>;        ///< class, as the data set or the model numbers it
using RunId = Id<struct RunTag, std::int64_t>;             ///< run of a study
using AnnotatorId = Id<struct AnnotatorTag, std::int64_t>; ///< annotator of a study
using ActionId = Id<struct ActionTag, std::int64_t>;       ///< action of a study's label log
using ModeId = Id<struct ModeTag, std::int64_t>;           ///< failure mode of a study's taxonomy

} // namespace faultline::base

template <class Tag, class Number>
struct std::hash<faultline::base::Id<Tag, Number>> {
    std::size_t operator()(faultline::base::Id<Tag, Number> id) const noexcept {
        return std::hash<Number>{}(id.value);
    }
};
