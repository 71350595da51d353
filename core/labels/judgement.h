// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/taxonomy.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::labels {

/// What an annotator holds of a sample: nothing yet, one dominant failure mode, or that it can't be judged.
class Judgement {
public:
    constexpr Judgement() = default; ///< unlabelled
    [[nodiscard]] static constexpr Judgement of(base::ModeId mode) { return Judgement(Kind::Mode, mode); }
    [[nodiscard]] static constexpr Judgement excluded() { return Judgement(Kind::Excluded, {}); }

    [[nodiscard]] constexpr bool isUnlabelled() const { return m_kind == Kind::Unlabelled; }
    [[nodiscard]] constexpr bool isExcluded() const { return m_kind == Kind::Excluded; }
    /// The mode, where there is one.
    [[nodiscard]] constexpr std::optional<base::ModeId> mode() const {
        return m_kind == Kind::Mode ? std::optional(m_mode) : std::nullopt;
    }
    constexpr bool operator==(const Judgement&) const = default;

private:
    enum class Kind : std::uint8_t { Unlabelled, Mode, Excluded };
    constexpr Judgement(Kind kind, base::ModeId mode)
        : m_kind(kind)
        , m_mode(mode) {}

    Kind m_kind = Kind::Unlabelled;
    base::ModeId m_mode{};
};

/// "scale", "excluded", or "" for an unlabelled sample.
[[nodiscard]] std::string judgementText(const Judgement& judgement, const Taxonomy& taxonomy);
/// The inverse; ASCII case ignored; nothing for an unknown name. "" is unlabelled.
[[nodiscard]] std::optional<Judgement> parsedJudgement(std::string_view text, const Taxonomy& taxonomy);

} // namespace faultline::labels
