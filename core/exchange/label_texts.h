// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/label_file.h"

#include <array>

namespace faultline::exchange {

// How labels are written, in whatever format: as texts first.

enum class LabelMember : std::size_t {
    Index,
    True,
    Predicted,
    Annotator,
    Mode,
    LabelledAt,
    Note,
    How,
    Blind,
    Position,
    ElapsedMs,
    Flag,
    Reason,
    Secondary,
    Path
};
/// As label files call them, in their order.
inline constexpr std::array<std::string_view, 15> labelMemberNames{
    "index", "true",     "predicted",  "annotator", "mode",   "labelled_at", "note", "how",
    "blind", "position", "elapsed_ms", "flag",      "reason", "secondary",   "path"};

/// What a label file says of one label; empty where there is nothing to say.
struct LabelTexts {
    base::SampleIndex sample;
    std::array<std::string, labelMemberNames.size()> texts;

    [[nodiscard]] const std::string& operator[](LabelMember member) const {
        return texts[static_cast<std::size_t>(member)];
    }
    [[nodiscard]] bool isFlagged() const { return !(*this)[LabelMember::Flag].empty(); }
    /// "wrong truth" without the class that may stand behind it
    [[nodiscard]] std::string_view reason() const;
    /// The class that was named behind "wrong truth: "; empty: none.
    [[nodiscard]] std::string_view rightClass() const;
};

/// A member that is written as a number, or null.
[[nodiscard]] bool isNumber(LabelMember member);

/// Of samples in the context; the annotators as labelFile() takes them.
[[nodiscard]] std::vector<LabelTexts> labelTexts(std::span<const labels::Label> labels,
                                                 std::span<const labels::Annotator> annotators,
                                                 const LabelContext& context);

} // namespace faultline::exchange
