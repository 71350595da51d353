// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

namespace faultline::report {

/// One HTML file that fetches nothing and runs nothing, for a screen of any width, light or dark, and for
/// paper. All texts are escaped. The same document gives the same bytes.
[[nodiscard]] std::string htmlDocument(const Document& document);

/// Markdown with GitHub's tables. Figures are left out, since their numbers stand in the tables, and so are
/// pictures, of which the captions remain.
[[nodiscard]] std::string markdownDocument(const Document& document);

} // namespace faultline::report
