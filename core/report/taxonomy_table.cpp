// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/taxonomy_table.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

namespace faultline::report {

namespace {

TaxonomyView::Use useOf(const TaxonomyView& view, base::ModeId mode) {
    const auto found = view.uses.find(mode);
    return found == view.uses.end() ? TaxonomyView::Use() : found->second;
}

std::vector<std::string> partsOf(const TaxonomyView& view, const labels::Mode& mode) {
    std::vector<std::string> parts;
    for (const labels::Mode* part : view.taxonomy.partsOf(mode))
        parts.push_back(part->slug);
    return parts;
}

std::string intoOf(const TaxonomyView& view, const labels::MergedMode& merged) {
    const labels::Mode* now = view.taxonomy.find(view.taxonomy.resolved(merged.mode.id));
    return now != nullptr ? now->slug : merged.into;
}

Json modesJson(const TaxonomyView& view) {
    Json modes = Json::array();
    for (const labels::Mode& mode : view.taxonomy.modes()) {
        const TaxonomyView::Use use = useOf(view, mode.id);
        modes.push_back({{"slug", mode.slug},
                         {"name", mode.name},
                         {"digit", mode.digit ? Json(std::string(1, *mode.digit)) : Json(nullptr)},
                         {"letter", std::string(1, mode.letter)},
                         {"colour", mode.colour},
                         {"definition", mode.definition},
                         {"split_into", partsOf(view, mode)},
                         {"labels", use.labels},
                         {"annotators", use.annotators},
                         {"events", use.events}});
    }
    return modes;
}

Json viewJson(const TaxonomyView& view) {
    Json merged = Json::array();
    for (const labels::MergedMode& each : view.taxonomy.merged())
        merged.push_back({{"slug", each.mode.slug}, {"name", each.mode.name}, {"into", intoOf(view, each)}});
    Json open = Json::array();
    for (const TaxonomyView::OpenItem& item : view.toDecide)
        open.push_back({{"mode", item.mode},
                        {"run", item.run},
                        {"index", item.sample.value},
                        {"annotator", item.annotator}});
    Json notes = Json::array();
    for (const TaxonomyView::Note& note : view.notes)
        notes.push_back({{"run", note.run},
                         {"index", note.sample.value},
                         {"annotator", note.annotator},
                         {"note", note.text},
                         {"path", textOrNull(note.path)}});
    return Json{{"modes", modesJson(view)},
                {"merged", std::move(merged)},
                {"to_decide", std::move(open)},
                {"notes", std::move(notes)},
                {"warnings", view.warnings}};
}

/// The first line, shortened: a note may be pages.
std::string shortNote(const std::string& text) {
    constexpr std::size_t longest = 72; // bytes
    std::string line = text.substr(0, text.find('\n'));
    if (line.size() > longest) {
        line.resize(longest);
        while (!line.empty() && !base::isUtf8(line))
            line.pop_back();
        line += "…";
    }
    return line;
}

std::string viewText(const TaxonomyView& view) {
    std::vector<std::vector<std::string>> rows;
    for (const labels::Mode& mode : view.taxonomy.modes()) {
        std::string note;
        for (const std::string& part : partsOf(view, mode))
            note += (note.empty() ? "split into " : ", ") + part;
        rows.push_back({mode.digit ? std::string(1, *mode.digit) : "", std::string(1, mode.letter), mode.slug,
                        mode.name, mode.colour, base::groupedText(useOf(view, mode.id).labels), note});
    }
    std::string text = alignedTable(
        {{"digit"}, {"letter"}, {"slug"}, {"name"}, {"colour"}, {"labels", Alignment::Right}, {""}}, rows);
    for (const labels::MergedMode& each : view.taxonomy.merged())
        text += each.mode.slug + " was merged into " + intoOf(view, each) + "\n";
    if (!view.toDecide.empty())
        text += base::groupedText(view.toDecide.size()) +
                " labels of split modes wait for a new decision (--json lists them)\n";
    if (view.notes.empty())
        return text;
    rows.clear();
    for (const TaxonomyView::Note& note : view.notes)
        rows.push_back({std::to_string(note.sample.value), note.annotator, note.run, shortNote(note.text)});
    return text + "\nNotes where none of the modes is it:\n" +
           alignedTable({{"index", Alignment::Right}, {"annotator"}, {"run"}, {"note"}}, rows);
}

} // namespace

std::string taxonomyTable(TableFormat format, const TaxonomyView& view) {
    return format == TableFormat::Json ? jsonText(viewJson(view)) : viewText(view);
}

} // namespace faultline::report
