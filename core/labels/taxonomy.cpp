// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/taxonomy.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>

namespace faultline::labels {

namespace {

constexpr std::size_t longestSlug = 64; // bytes, as are the others
constexpr std::size_t longestName = 200;
constexpr std::size_t longestDefinition = 4'096;

/// What stands where a mode's slug could stand: in label files, conditions and tables.
constexpr std::array<std::string_view, 9> wordsTaken{"all",  "any",  "control",    "excluded", "failure",
                                                     "mode", "none", "unlabelled", "unlabeled"};
/// Keys of the window that are a letter alone, also some that are yet to come.
constexpr std::string_view lettersTaken = "ACDEFGHIKNRUXZ";

bool isOf(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

bool isSlug(std::string_view text) {
    return !text.empty() && text.size() <= longestSlug &&
           isOf(text, "abcdefghijklmnopqrstuvwxyz0123456789-_");
}

bool isTaken(std::string_view slug) {
    return std::find(wordsTaken.begin(), wordsTaken.end(), slug) != wordsTaken.end() ||
           slug.starts_with("mode-"); // what an unknown one is written as
}

/// What is wrong with it, or nothing.
std::string problemOf(const Mode& mode) {
    if (!isSlug(mode.slug))
        return "its slug is not 1 to 64 lower-case letters, digits, \"-\" and \"_\"";
    if (isTaken(mode.slug))
        return "its slug \"" + mode.slug + "\" means something else in files and filters";
    if (mode.name.empty() || mode.name.size() > longestName)
        return "its name is not of 1 to 200 bytes";
    if (mode.definition.size() > longestDefinition)
        return "its definition has " + base::groupedText(mode.definition.size()) + " bytes, and at most " +
               base::groupedText(longestDefinition) + " are possible";
    if (mode.digit < '1' || mode.digit > '9')
        return "its digit is not 1 to 9";
    if (mode.letter < 'A' || mode.letter > 'Z')
        return "its letter is not A to Z";
    if (lettersTaken.find(mode.letter) != std::string_view::npos)
        return std::string("its letter ") + mode.letter + " is a key of the program";
    if (mode.colour.size() != 7 || mode.colour[0] != '#' ||
        !isOf(mode.colour.substr(1), "0123456789abcdefABCDEF"))
        return "its colour is not #rrggbb";
    return {};
}

bool areConfusable(const Mode& one, const Mode& other) {
    return one.id == other.id || one.slug == other.slug || one.name == other.name ||
           one.digit == other.digit || one.letter == other.letter;
}

} // namespace

base::Result<Taxonomy> Taxonomy::make(std::vector<Mode> modes) {
    const auto refused = [](const std::string& what) {
        return base::failure(base::ErrorKind::InvalidInput, what);
    };
    if (modes.size() > mostModes)
        return refused("there are " + base::groupedText(modes.size()) +
                       " failure modes, and 9 can be told apart by their digits");
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const std::string which = "failure mode " + std::to_string(i + 1);
        if (const std::string problem = problemOf(modes[i]); !problem.empty())
            return refused(which + " can't be used: " + problem);
        for (std::size_t other = 0; other < i; ++other)
            if (areConfusable(modes[i], modes[other]))
                return refused(which + " can't be told from mode " + std::to_string(other + 1) +
                               ": they share their id, slug, name, digit or letter");
    }
    return Taxonomy(std::move(modes));
}

const Mode* Taxonomy::find(base::ModeId id) const {
    const auto found =
        std::find_if(m_modes.begin(), m_modes.end(), [&](const Mode& m) { return m.id == id; });
    return found != m_modes.end() ? &*found : nullptr;
}

const Mode* Taxonomy::find(std::string_view slug) const {
    const std::string wanted = base::lowered(slug);
    const auto found = std::find_if(m_modes.begin(), m_modes.end(),
                                    [&](const Mode& m) { return base::lowered(m.slug) == wanted; });
    return found != m_modes.end() ? &*found : nullptr;
}

const Taxonomy& standardTaxonomy() {
    // Blue, vermillion and bluish green of the palette of Okabe and Ito (2008): apart for all common kinds of
    // colour vision, at least 3:1 against white and against a dark window.
    static const Taxonomy taxonomy = *Taxonomy::make({
        {base::ModeId(1), "scale", "Scale", '1', 'S', "#0072b2",
         "Loss of discriminative features due to low effective resolution, blur or unusual object scale."},
        {base::ModeId(2), "background", "Background", '2', 'B', "#d55e00",
         "Foreground blending with or dominated by background texture and context."},
        {base::ModeId(3), "occlusion", "Occlusion", '3', 'O', "#009e73",
         "Partial visibility or atypical framing that removes key object cues."},
    });
    return taxonomy;
}

} // namespace faultline::labels
