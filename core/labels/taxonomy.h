// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::labels {

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
    Taxonomy() = default;
    explicit Taxonomy(std::vector<Mode> modes)
        : m_modes(std::move(modes)) {}

    [[nodiscard]] const std::vector<Mode>& modes() const { return m_modes; }
    /// nullptr where there is none.
    [[nodiscard]] const Mode* find(base::ModeId id) const;
    [[nodiscard]] const Mode* find(std::string_view slug) const; ///< ASCII case ignored

private:
    std::vector<Mode> m_modes;
};

/// Scale, Background, Occlusion with the definitions of the study protocol.
[[nodiscard]] const Taxonomy& standardTaxonomy();

} // namespace faultline::labels
