// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::labels {

/// Keys of the window that are a letter alone, also some that are yet to come: no mode may have them.
inline constexpr std::string_view lettersTaken = "ACDEFGHIKNRUXZ";
/// The key that clears a label.
inline constexpr char digitTaken = '0';
inline constexpr std::size_t mostDigits = 9;
inline constexpr std::size_t mostModes = 26 - lettersTaken.size(); ///< each has a letter of its own
inline constexpr std::size_t mostMergedModes = 1'000;

/// A failure mode: a row of the study's taxonomy, never an enum.
struct Mode {
    base::ModeId id;
    std::string slug;                ///< stable name in files: "scale"
    std::string name;                ///< for people: "Scale"
    std::optional<char> digit = '1'; ///< key; nothing: it has its letter alone
    char letter = 'S';               ///< mnemonic key, and the badge
    std::string colour;              ///< "#rrggbb"; never the only carrier of meaning
    std::string definition;          ///< one sentence for annotators
    /// Slugs: it can't be given any more, and counts as itself until each of its labels is decided anew as
    /// one of these.
    std::vector<std::string> splitInto{};

    bool operator==(const Mode&) const = default;
};

/// A mode that is no longer offered: it counts as the one that it was merged into.
struct MergedMode {
    Mode mode;
    std::string into; ///< slug; that mode may have been merged, too
    bool operator==(const MergedMode&) const = default;
};

/// The modes of a study, in key order: those with a digit, then those with a letter alone.
class Taxonomy {
public:
    Taxonomy() = default; ///< without modes

    /// Refuses what a file, a filter or a keyboard could not tell apart: more than mostModes; a slug that is
    /// not 1 to 64 lower-case letters, digits, "-" and "_", or that means something else already ("excluded",
    /// "mode-1"); a name of more than 200 bytes or a definition of more than 4,096, or an empty name; a digit
    /// that is not 1 to 9; a letter that is none of A to Z, or a key of the program; a colour that is not
    /// "#rrggbb"; and an id, slug, name, digit or letter that two of them share. Of merged modes only id and
    /// slug are their own; each must lead to a mode that is offered.
    [[nodiscard]] static base::Result<Taxonomy> make(std::vector<Mode> modes,
                                                     std::vector<MergedMode> merged = {});

    /// What labels count as.
    [[nodiscard]] const std::vector<Mode>& modes() const { return m_modes; }
    [[nodiscard]] const std::vector<MergedMode>& merged() const { return m_merged; }
    /// A merged one, too, so that history can be read; nullptr where there is none.
    [[nodiscard]] const Mode* find(base::ModeId id) const;
    [[nodiscard]] const Mode* find(std::string_view slug) const; ///< of modes(); ASCII case ignored
    [[nodiscard]] const MergedMode* findMerged(std::string_view slug) const;
    /// What a label of that mode counts as.
    [[nodiscard]] base::ModeId resolved(base::ModeId id) const;
    /// Whether it is one of modes() and not split.
    [[nodiscard]] bool isOffered(base::ModeId id) const;
    /// What a label of a split mode can be decided as.
    [[nodiscard]] std::vector<const Mode*> partsOf(const Mode& split) const;

    bool operator==(const Taxonomy&) const = default;

private:
    Taxonomy(std::vector<Mode> modes, std::vector<MergedMode> merged)
        : m_modes(std::move(modes))
        , m_merged(std::move(merged)) {}

    std::vector<Mode> m_modes;
    std::vector<MergedMode> m_merged;
};

/// "#rrggbb"
[[nodiscard]] bool isColour(std::string_view text);

/// Scale, Background, Occlusion with the definitions of the study protocol.
[[nodiscard]] const Taxonomy& standardTaxonomy();

/// What a taxonomy is asked to become, mode by mode.
struct ModeEdit {
    enum class Kind {
        Add,    ///< `mode`, whose id is ignored; a slug that was taken away may come back
        Change, ///< the mode of that slug to `mode`
        Remove  ///< the mode of that slug, which no label may ever have named
    };
    Kind kind = Kind::Add;
    Mode mode; ///< of Remove the slug alone counts
};

} // namespace faultline::labels
