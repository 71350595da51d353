// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::labels {

inline constexpr std::size_t mostModes = 9; ///< as many as there are digits beside 0, which clears

/// A failure mode: a row of the study's taxonomy, never an enum.
struct Mode {
    base::ModeId id;
    std::string slug;       ///< stable name in files: "scale"
    std::string name;       ///< for people: "Scale"
    char digit = '1';       ///< key
    char letter = 'S';      ///< mnemonic key, and the badge
    std::string colour;     ///< "#rrggbb"; never the only carrier of meaning
    std::string definition; ///< one sentence for annotators

    bool operator==(const Mode&) const = default;
};

/// The modes of a study, in key order.
class Taxonomy {
public:
    Taxonomy() = default; ///< without modes

    /// Refuses what a file, a filter or a keyboard could not tell apart: more than mostModes; a slug that is
    /// not 1 to 64 lower-case letters, digits, "-" and "_", or that means something else already ("excluded",
    /// "mode-1"); a name of more than 200 bytes or a definition of more than 4,096, or an empty name; a digit
    /// that is not 1 to 9; a letter that is none of A to Z, or a key of the program; a colour that is not
    /// "#rrggbb"; and an id, slug, name, digit or letter that two of them share.
    [[nodiscard]] static base::Result<Taxonomy> make(std::vector<Mode> modes);

    [[nodiscard]] const std::vector<Mode>& modes() const { return m_modes; }
    /// nullptr where there is none.
    [[nodiscard]] const Mode* find(base::ModeId id) const;
    [[nodiscard]] const Mode* find(std::string_view slug) const; ///< ASCII case ignored

private:
    explicit Taxonomy(std::vector<Mode> modes)
        : m_modes(std::move(modes)) {}

    std::vector<Mode> m_modes;
};

/// Scale, Background, Occlusion with the definitions of the study protocol.
[[nodiscard]] const Taxonomy& standardTaxonomy();

} // namespace faultline::labels
