// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/labels/label.h"

#include "core/base/text.h"

namespace faultline::labels {

namespace {

constexpr std::string_view excludedText = "excluded";

} // namespace

std::string verdictText(const Verdict& verdict, const Taxonomy& taxonomy) {
    if (verdict.isExcluded())
        return std::string(excludedText);
    const auto mode = verdict.mode();
    if (!mode)
        return {};
    const Mode* known = taxonomy.find(*mode);
    return known != nullptr ? known->slug : "mode-" + std::to_string(mode->value);
}

std::optional<Verdict> parsedVerdict(std::string_view text, const Taxonomy& taxonomy) {
    if (text.empty())
        return Verdict();
    if (base::lowered(text) == excludedText)
        return Verdict::excluded();
    const Mode* mode = taxonomy.find(text);
    return mode != nullptr ? std::optional(Verdict::of(mode->id)) : std::nullopt;
}

std::string_view name(Source source) {
    switch (source) {
    case Source::Window:
        return "window";
    case Source::CommandLine:
        return "command-line";
    case Source::Import:
        return "import";
    case Source::Undo:
        return "undo";
    case Source::Redo:
        return "redo";
    }
    return "window";
}

} // namespace faultline::labels
