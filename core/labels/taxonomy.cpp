// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/taxonomy.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace faultline::labels {

namespace {

constexpr std::size_t longestSlug = 64; // bytes, as are the others
constexpr std::size_t longestName = 200;
constexpr std::size_t longestDefinition = 4'096;

/// What stands where a mode's slug could stand: in label files, conditions and tables.
constexpr std::array<std::string_view, 9> wordsTaken{"all",  "any",  "control",    "excluded", "failure",
                                                     "mode", "none", "unlabelled", "unlabeled"};

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
    if (mode.digit && (*mode.digit < '1' || *mode.digit > '9'))
        return *mode.digit == digitTaken ? "its digit is not 1 to 9: 0 is a key of the program"
                                         : "its digit is not 1 to 9";
    if (mode.letter < 'A' || mode.letter > 'Z')
        return "its letter is not A to Z";
    if (lettersTaken.find(mode.letter) != std::string_view::npos)
        return std::string("its letter ") + mode.letter + " is a key of the program";
    if (!isColour(mode.colour))
        return "its colour is not #rrggbb";
    return {};
}

/// What two modes share that must be their own; empty: nothing.
std::string sharedBy(const Mode& one, const Mode& other) {
    if (one.id == other.id)
        return "id";
    if (one.slug == other.slug)
        return "slug";
    if (one.name == other.name)
        return "name";
    if (one.digit && one.digit == other.digit)
        return "digit";
    return one.letter == other.letter ? "letter" : "";
}

std::string shortened(const std::string& name) {
    return name.size() > longestName ? name.substr(0, longestName) + "…" : name;
}

tl::unexpected<base::Error> refused(const std::string& what) {
    return base::failure(base::ErrorKind::InvalidInput, what);
}

base::Result<> checkModes(const std::vector<Mode>& modes) {
    if (modes.size() > mostModes)
        return refused("there are " + base::groupedText(modes.size()) + " failure modes, and " +
                       base::groupedText(mostModes) + " can be told apart by their letters");
    for (std::size_t i = 0; i < modes.size(); ++i) {
        const std::string which = "failure mode " + std::to_string(i + 1);
        if (const std::string problem = problemOf(modes[i]); !problem.empty())
            return refused(which + (modes[i].name.empty() ? "" : " (" + shortened(modes[i].name) + ")") +
                           " can't be used: " + problem);
        for (std::size_t other = 0; other < i; ++other)
            if (const std::string shared = sharedBy(modes[i], modes[other]); !shared.empty())
                return refused(which + " can't be told from mode " + std::to_string(other + 1) + ": " +
                               modes[i].slug + " and " + modes[other].slug + " share their " + shared);
    }
    return {};
}

/// The slug of what it counts as in the end; empty where its way leads nowhere or in a circle.
std::string endOf(const std::vector<Mode>& modes, const std::vector<MergedMode>& merged, std::string slug) {
    for (std::size_t step = 0; step <= merged.size(); ++step) {
        if (std::ranges::find(modes, slug, &Mode::slug) != modes.end())
            return slug;
        const auto next =
            std::ranges::find(merged, slug, [](const MergedMode& each) { return each.mode.slug; });
        if (next == merged.end())
            break;
        slug = next->into;
    }
    return {};
}

base::Result<> checkMerged(const std::vector<Mode>& modes, const std::vector<MergedMode>& merged) {
    if (merged.size() > mostMergedModes)
        return refused("there are " + base::groupedText(merged.size()) + " merged failure modes, and " +
                       base::groupedText(mostMergedModes) + " are possible");
    std::vector<const Mode*> known;
    for (const Mode& mode : modes)
        known.push_back(&mode);
    for (const auto& [mode, into] : merged) {
        if (const std::string problem = problemOf(mode); !problem.empty())
            return refused("a merged failure mode can't be read: " + problem);
        for (const Mode* other : known)
            if (other->id == mode.id || other->slug == mode.slug)
                return refused("the merged failure mode " + mode.slug + " can't be told from another one");
        known.push_back(&mode);
        if (endOf(modes, merged, into).empty())
            return refused("the failure mode " + mode.slug + " was merged into " + into +
                           ", which leads to no mode that is there");
    }
    return {};
}

base::Result<> checkSplit(const std::vector<Mode>& modes, const std::vector<MergedMode>& merged) {
    for (const Mode& mode : modes)
        for (const std::string& part : mode.splitInto)
            if (part == mode.slug || endOf(modes, merged, part).empty())
                return refused("the failure mode " + mode.slug + " can't be split into " + part +
                               ", which is no other mode");
    return {};
}

} // namespace

bool isColour(std::string_view text) {
    return text.size() == 7 && text[0] == '#' && isOf(text.substr(1), "0123456789abcdefABCDEF");
}

base::Result<Taxonomy> Taxonomy::make(std::vector<Mode> modes, std::vector<MergedMode> merged) {
    FAULTLINE_CHECK(checkModes(modes));
    FAULTLINE_CHECK(checkMerged(modes, merged));
    FAULTLINE_CHECK(checkSplit(modes, merged));
    std::stable_sort(modes.begin(), modes.end(), [](const Mode& a, const Mode& b) {
        return std::tuple(!a.digit, a.digit, a.letter) < std::tuple(!b.digit, b.digit, b.letter);
    });
    return Taxonomy(std::move(modes), std::move(merged));
}

const Mode* Taxonomy::find(base::ModeId id) const {
    if (const auto found = std::ranges::find(m_modes, id, &Mode::id); found != m_modes.end())
        return &*found;
    for (const MergedMode& each : m_merged)
        if (each.mode.id == id)
            return &each.mode;
    return nullptr;
}

const Mode* Taxonomy::find(std::string_view slug) const {
    const std::string wanted = base::lowered(slug);
    const auto found =
        std::ranges::find(m_modes, wanted, [](const Mode& mode) { return base::lowered(mode.slug); });
    return found != m_modes.end() ? &*found : nullptr;
}

const MergedMode* Taxonomy::findMerged(std::string_view slug) const {
    const std::string wanted = base::lowered(slug);
    const auto found =
        std::ranges::find(m_merged, wanted, [](const MergedMode& each) { return each.mode.slug; });
    return found != m_merged.end() ? &*found : nullptr;
}

base::ModeId Taxonomy::resolved(base::ModeId id) const {
    if (m_merged.empty())
        return id;
    const Mode* mode = find(id);
    const Mode* end = mode != nullptr ? find(endOf(m_modes, m_merged, mode->slug)) : nullptr;
    return end != nullptr ? end->id : id;
}

bool Taxonomy::isOffered(base::ModeId id) const {
    const auto found = std::ranges::find(m_modes, id, &Mode::id);
    return found != m_modes.end() && found->splitInto.empty();
}

std::vector<const Mode*> Taxonomy::partsOf(const Mode& split) const {
    std::vector<const Mode*> parts;
    for (const std::string& slug : split.splitInto)
        if (const Mode* part = find(endOf(m_modes, m_merged, slug));
            part != nullptr && part->id != split.id && std::ranges::find(parts, part) == parts.end())
            parts.push_back(part);
    return parts;
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
