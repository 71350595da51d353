// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/named.h"
#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::plans {

/// Which failures of a run are planned.
struct FailureChoice {
    enum class Kind {
        All,
        Count,  ///< so many, drawn at random from all
        PerPair ///< so many of each ordered class pair, drawn at random within it
    };
    Kind kind = Kind::All;
    std::uint32_t number = 0; ///< of Count and PerPair
    bool operator==(const FailureChoice&) const = default;
};
/// "all", "300", "per-pair:5"
[[nodiscard]] std::string textOf(const FailureChoice& choice);
[[nodiscard]] std::optional<FailureChoice> parsedFailureChoice(std::string_view text);

/// Which controls, correctly classified images, are planned.
struct ControlChoice {
    enum class Kind {
        Matched, ///< within each true class as many as failures
        Count    ///< so many, over the true classes as the failures are
    };
    Kind kind = Kind::Matched;
    std::uint32_t number = 0; ///< of Count
    bool operator==(const ControlChoice&) const = default;
};
/// "matched", "200"
[[nodiscard]] std::string textOf(const ControlChoice& choice);
[[nodiscard]] std::optional<ControlChoice> parsedControlChoice(std::string_view text);

/// Own: each annotator's queue has an order of its own. Shared: all have the same.
enum class Order { Own, Shared };

/// Whether annotators see what the model predicted before they have decided.
enum class Sight { Blind, Open };
enum class Truth { Shown, Hidden };

/// What a plan is asked to be.
struct PlanOptions {
    FailureChoice failures;
    ControlChoice controls;
    std::optional<std::uint32_t> overlap; ///< nothing: the smaller of 100 and a fifth of the items
    std::uint32_t repeats = 20;           ///< items that each annotator is shown twice
    Order order = Order::Own;
    Sight sight = Sight::Blind;
    Truth truth = Truth::Shown;
    /// Labelled failures from which results count as final; nothing: all that are planned.
    std::optional<std::uint32_t> minimum;
    std::uint64_t seed = 0;
    bool operator==(const PlanOptions&) const = default;
};

enum class Role {
    Failure,
    Control,
    Undisclosed ///< of an item in a package: whoever labels there is not told
};

/// One planned item and how it came to be chosen.
struct PlanItem {
    base::SampleIndex sample;
    Role role = Role::Failure;
    std::string stratum;           ///< "failures", "failures 3 > 5", "correct 3": classes by number
    std::uint32_t stratumSize = 0; ///< images in the stratum
    double inclusion = 1;          ///< probability with which it was drawn from the stratum, above 0
    bool isOverlap = false;        ///< goes to everybody, to measure agreement
    /// Whose item it is; nothing: everybody's.
    std::optional<base::AnnotatorId> owner;
    bool operator==(const PlanItem&) const = default;
};

/// One place of an annotator's queue; its position is its number from 0.
struct QueuePlace {
    base::SampleIndex sample;
    bool isRepeat = false; ///< shown before: measures how far somebody agrees with themselves
    bool operator==(const QueuePlace&) const = default;
};

/// A queue that was drawn in the study and travels in a package, where seed and strata are not known.
struct GivenQueue {
    base::AnnotatorId annotator;
    std::vector<QueuePlace> places;
    bool operator==(const GivenQueue&) const = default;
};

/// Who labels what of one run, and in which order. Fixed by its first label: a change is a new version.
struct Plan {
    std::string uuid;
    base::RunId run;
    std::uint32_t version = 1; ///< from 1, within the run
    PlanOptions options;
    std::vector<base::AnnotatorId> annotators; ///< among whom items are divided; empty: all get all
    std::vector<PlanItem> items;               ///< by sample
    std::string guidelines;                    ///< Markdown, for annotators
    base::Timestamp at{};
    std::optional<GivenQueue> given{}; ///< of a package: all that is known of how items were drawn
    bool operator==(const Plan&) const = default;

    /// nullptr where the sample is not planned.
    [[nodiscard]] const PlanItem* find(base::SampleIndex sample) const;
    /// Of these an annotator is asked: everybody's items, and those of their own.
    [[nodiscard]] bool asks(base::AnnotatorId annotator, const PlanItem& item) const;
};

} // namespace faultline::plans

template <>
struct faultline::base::Names<faultline::plans::Order> {
    using enum plans::Order;
    static constexpr std::array<std::pair<plans::Order, std::string_view>, 2> all{
        {{Own, "own"}, {Shared, "shared"}}};
};

template <>
struct faultline::base::Names<faultline::plans::Role> {
    using enum plans::Role;
    static constexpr std::array<std::pair<plans::Role, std::string_view>, 3> all{
        {{Failure, "failure"}, {Control, "control"}, {Undisclosed, "undisclosed"}}};
};
