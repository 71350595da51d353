// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label.h"

#include <chrono>
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
    Adjudication,
    Taxonomy,
    TakenOver, ///< from the same image in another run
    Undo,
    Redo
};

/// What of an item an event changes: one thing.
enum class Thing { Judgement, SecondaryModes, Flag, Note };

/// Whether the annotator knew what the model had predicted.
enum class Blind { Yes, No, Unknown };

/// One entry of the append-only log: the value of one thing from then on, until a later entry of the same
/// annotator on the same thing. Later is what has the larger (at, uuid).
struct LabelEvent {
    std::string uuid;
    std::string action; ///< UUID of the action that it belongs to: one undo step
    base::RunId run;
    base::SampleIndex sample;
    base::AnnotatorId annotator;
    base::Timestamp at{}; ///< by the annotator's own clock, which never goes back
    Thing thing = Thing::Judgement;
    Judgement judgement;          ///< of Thing::Judgement
    base::Timestamp labelledAt{}; ///< when that was given; an import may say an earlier time
    std::string note;             ///< of Thing::Note
    How how = How::Grid;
    /// From the item becoming current to the decision; 0: not measured.
    std::chrono::milliseconds elapsed{0};
    Blind blind = Blind::No;
};

} // namespace faultline::labels

template <>
struct faultline::base::Names<faultline::labels::How> {
    using enum labels::How;
    static constexpr std::array<std::pair<labels::How, std::string_view>, 11> all{{
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
    }};
};

template <>
struct faultline::base::Names<faultline::labels::Thing> {
    using enum labels::Thing;
    static constexpr std::array<std::pair<labels::Thing, std::string_view>, 4> all{{
        {Judgement, "judgement"},
        {SecondaryModes, "secondary modes"},
        {Flag, "flag"},
        {Note, "note"},
    }};
};

template <>
struct faultline::base::Names<faultline::labels::Blind> {
    using enum labels::Blind;
    static constexpr std::array<std::pair<labels::Blind, std::string_view>, 3> all{
        {{Yes, "yes"}, {No, "no"}, {Unknown, "unknown"}}};
};
