// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/labels/taxonomy.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::labels {

/// What an annotator holds of a sample: nothing yet, one dominant failure mode, or that it can't be judged.
class Verdict {
public:
    constexpr Verdict() = default; ///< unlabelled
    [[nodiscard]] static constexpr Verdict of(base::ModeId mode) { return Verdict(Kind::Mode, mode); }
    [[nodiscard]] static constexpr Verdict excluded() { return Verdict(Kind::Excluded, {}); }

    [[nodiscard]] constexpr bool isUnlabelled() const { return m_kind == Kind::Unlabelled; }
    [[nodiscard]] constexpr bool isExcluded() const { return m_kind == Kind::Excluded; }
    /// The mode, where there is one.
    [[nodiscard]] constexpr std::optional<base::ModeId> mode() const {
        return m_kind == Kind::Mode ? std::optional(m_mode) : std::nullopt;
    }
    constexpr bool operator==(const Verdict&) const = default;

private:
    enum class Kind : std::uint8_t { Unlabelled, Mode, Excluded };
    constexpr Verdict(Kind kind, base::ModeId mode)
        : m_kind(kind)
        , m_mode(mode) {}

    Kind m_kind = Kind::Unlabelled;
    base::ModeId m_mode{};
};

/// "scale", "excluded", or "" for an unlabelled sample.
[[nodiscard]] std::string verdictText(const Verdict& verdict, const Taxonomy& taxonomy);
/// The inverse; ASCII case ignored; nothing for an unknown name. "" is unlabelled.
[[nodiscard]] std::optional<Verdict> parsedVerdict(std::string_view text, const Taxonomy& taxonomy);

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
    Verdict verdict;
    std::string note;
    base::Timestamp labelledAt{}; ///< when the verdict was given
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
