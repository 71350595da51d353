// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace faultline::labels {

/// How an event came to be.
enum class How {
    Session,
    Grid, ///< in the window, one item at a time
    Bulk, ///< in the window, several items at once
    Sheet,
    Command,
    Import,
    /// The decision of an adjudicator on what others said; it may be taken back by "unlabelled".
    Adjudication,
    /// Failure modes were merged or separated: what the label counts as from then on. It is no decision, and
    /// never the present label, which is read as what its mode counts as.
    Taxonomy,
    TakenOver, ///< from the same image in another run
    Undo,
    Redo,
    /// In a session, on an item that its queue has shown before: never the present label, it tells how far
    /// somebody agrees with themselves.
    Repeat
};

/// Whether what an annotator says so never becomes their present label: it stands beside it. What was said
/// independently survives, and is what counts and is compared.
[[nodiscard]] constexpr bool standsApart(How how) {
    return how == How::Repeat || how == How::Adjudication;
}

/// Whether the annotator knew what the model had predicted.
enum class Blind { Yes, No, Unknown };

/// Under which circumstances something was said of an item.
struct Circumstances {
    How how = How::Grid;
    Blind blind = Blind::No;
    /// From the item becoming current to the decision, while the window was active and its user was not idle;
    /// 0: not measured.
    std::chrono::milliseconds elapsed{0};
    std::optional<std::uint32_t> planVersion{};
    std::optional<std::uint32_t> position{}; ///< in the annotator's queue, from 0
    std::optional<double> zoom{};            ///< screen pixels a pixel of the picture
    std::string contrast{};                  ///< "stretched"; empty: as it is
    bool operator==(const Circumstances&) const = default;
};

} // namespace faultline::labels

template <>
struct faultline::base::Names<faultline::labels::How> {
    using enum labels::How;
    static constexpr std::array<std::pair<labels::How, std::string_view>, 12> all{{
        {Session, "session"},
        {Grid, "grid"},
        {Bulk, "bulk"},
        {Sheet, "sheet"},
        {Command, "command"},
        {Import, "import"},
        {Adjudication, "adjudication"},
        {Taxonomy, "taxonomy"},
        {TakenOver, "taken_over"},
        {Undo, "undo"},
        {Redo, "redo"},
        {Repeat, "repeat"},
    }};
};

template <>
struct faultline::base::Names<faultline::labels::Blind> {
    using enum labels::Blind;
    static constexpr std::array<std::pair<labels::Blind, std::string_view>, 3> all{
        {{Yes, "yes"}, {No, "no"}, {Unknown, "unknown"}}};
};
