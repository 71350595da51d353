// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/taxonomy.h"

#include "core/base/text.h"

#include <algorithm>

namespace faultline::labels {

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
    static const Taxonomy taxonomy({
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
