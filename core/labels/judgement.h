// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"
#include "core/labels/taxonomy.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::labels {

/// Why an item is kept apart from the counts of failure modes.
enum class Exclusion {
    Unspecified,
    WrongTruth, ///< the class that the data set states is not the one in the picture
    Ambiguous,
    SeveralObjects,
    Undecidable
};

/// What an annotator holds of an item: nothing yet; one dominant failure mode; that none of them is; or that
/// it is excluded, and why.
class Judgement {
public:
    constexpr Judgement() = default; ///< unlabelled
    [[nodiscard]] static constexpr Judgement of(base::ModeId mode) { return {Kind::Mode, mode}; }
    /// "None of these": a category of its own, beside the modes.
    [[nodiscard]] static constexpr Judgement none() { return {Kind::None}; }
    /// @param rightClass of Exclusion::WrongTruth, where somebody named it
    [[nodiscard]] static constexpr Judgement excluded(Exclusion reason = Exclusion::Unspecified,
                                                      std::optional<base::ClassId> rightClass = {}) {
        return {Kind::Excluded, {}, reason, rightClass};
    }

    [[nodiscard]] constexpr bool isUnlabelled() const { return m_kind == Kind::Unlabelled; }
    [[nodiscard]] constexpr bool isNone() const { return m_kind == Kind::None; }
    [[nodiscard]] constexpr bool isExcluded() const { return m_kind == Kind::Excluded; }
    /// A mode or none: what is counted, charted and compared between annotators.
    [[nodiscard]] constexpr bool isCategory() const { return m_kind == Kind::Mode || isNone(); }
    /// The mode, where there is one.
    [[nodiscard]] constexpr std::optional<base::ModeId> mode() const {
        return m_kind == Kind::Mode ? std::optional(m_mode) : std::nullopt;
    }
    [[nodiscard]] constexpr Exclusion reason() const { return m_reason; } ///< of what is excluded
    [[nodiscard]] constexpr std::optional<base::ClassId> rightClass() const { return m_rightClass; }
    /// Excluded without a reason where there was one, else the same: what filters, charts and votes ask for.
    [[nodiscard]] constexpr Judgement withoutReason() const { return isExcluded() ? excluded() : *this; }
    constexpr bool operator==(const Judgement&) const = default;

private:
    enum class Kind : std::uint8_t { Unlabelled, Mode, None, Excluded };
    constexpr Judgement(Kind kind, base::ModeId mode = {}, Exclusion reason = Exclusion::Unspecified,
                        std::optional<base::ClassId> rightClass = {})
        : m_kind(kind)
        , m_reason(reason)
        , m_mode(mode)
        , m_rightClass(rightClass) {}

    Kind m_kind = Kind::Unlabelled;
    Exclusion m_reason = Exclusion::Unspecified;
    base::ModeId m_mode{};
    std::optional<base::ClassId> m_rightClass;
};

/// What is counted, charted and compared: each mode in the taxonomy's order, then none.
[[nodiscard]] std::vector<Judgement> categoriesOf(const Taxonomy& taxonomy);

/// "scale", "none", "excluded", or "" for an unlabelled sample.
[[nodiscard]] std::string judgementText(const Judgement& judgement, const Taxonomy& taxonomy);
/// For people: "Scale", "None of these", "Excluded", or "Unlabelled".
[[nodiscard]] std::string judgementName(const Judgement& judgement, const Taxonomy& taxonomy);
/// The inverse of judgementText(); ASCII case ignored; nothing for an unknown name. "" is unlabelled.
[[nodiscard]] std::optional<Judgement> parsedJudgement(std::string_view text, const Taxonomy& taxonomy);
/// For a refusal of that name: " (it was merged into background)"; empty where nothing is known of it.
[[nodiscard]] std::string whatBecameOf(std::string_view slug, const Taxonomy& taxonomy);

} // namespace faultline::labels

template <>
struct faultline::base::Names<faultline::labels::Exclusion> {
    using enum labels::Exclusion;
    static constexpr std::array<std::pair<labels::Exclusion, std::string_view>, 5> all{
        {{Unspecified, "unspecified"},
         {WrongTruth, "wrong truth"},
         {Ambiguous, "ambiguous"},
         {SeveralObjects, "several objects"},
         {Undecidable, "undecidable"}}};
};
