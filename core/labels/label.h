// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/labels/judgement.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline::labels {

struct Annotator {
    base::AnnotatorId id;
    std::string uuid;
    std::string name;
    bool operator==(const Annotator&) const = default;
};

/// How an event came to be.
enum class Source { Window, CommandLine, Import, Undo, Redo };
[[nodiscard]] std::string_view name(Source source);

/// One annotator's present word on one sample.
struct Label {
    base::SampleIndex sample;
    base::AnnotatorId annotator;
    Judgement judgement;
    std::string note;
    base::Timestamp labelledAt{}; ///< when the judgement was given
    bool operator==(const Label&) const = default;
};

/// One entry of the append-only history: the state after it.
struct LabelEvent {
    std::string uuid;
    std::int64_t action = 0; ///< groups the events of one undo step
    Label label;
    base::Timestamp at{}; ///< when the event was written
    Source source = Source::Window;
    std::chrono::milliseconds elapsed{
        0}; ///< from the sample becoming current to the decision; 0: not measured
};

} // namespace faultline::labels
