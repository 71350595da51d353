// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/printable.h"
#include "core/report/document_text.h"

namespace faultline::report {

namespace {

/// Text that stays text: no emphasis, link, table cell, HTML or address that becomes a link.
std::string escaped(std::string_view text) {
    constexpr std::string_view special = "\\`*_[]<>&|#~@";
    std::string result;
    const std::string words = base::printable(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool isAddress =
            words.compare(i, 3, "://") == 0 || (i >= 3 && words.compare(i - 3, 4, "www.") == 0);
        if (isAddress || special.find(words[i]) != std::string_view::npos)
            result += '\\';
        result += words[i];
    }
    return result;
}

std::string tableMarkdown(const SectionTable& table) {
    std::string text;
    if (!table.caption.empty())
        text += escaped(table.caption) + "\n\n";
    std::string below = "|";
    text += "|";
    for (const TextColumn& column : table.columns) {
        text += " " + escaped(column.title) + " |";
        below += column.alignment == Alignment::Right ? " ---: |" : " --- |";
    }
    text += "\n" + below + "\n";
    for (const std::vector<std::string>& row : table.rows) {
        text += "|";
        for (const std::string& cell : row)
            text += " " + escaped(cell) + " |";
        text += "\n";
    }
    return text + "\n";
}

std::string sectionMarkdown(const Section& section) {
    std::string text = "## " + escaped(section.title) + "\n\n";
    for (const std::string& finding : section.findings)
        text += escaped(finding) + "\n\n";
    for (const SectionTable& table : section.tables)
        text += tableMarkdown(table);
    for (const Gallery& gallery : section.galleries) {
        text += "### " + escaped(gallery.title) + "\n\n";
        for (const Gallery::Picture& picture : gallery.pictures)
            text += "- " + escaped(picture.caption) + "\n";
        text += "\n";
    }
    for (const std::string& note : {section.meaning, section.assumption})
        if (!note.empty())
            text += escaped(note) + "\n\n";
    return text;
}

} // namespace

std::string markdownDocument(const Document& document) {
    std::string text = "# " + escaped(document.title) + "\n\n**" + escaped(document.word) + "**\n\n" +
                       escaped(document.sentence) + "\n\n";
    for (const Section& section : document.sections)
        text += sectionMarkdown(section);
    while (text.ends_with("\n\n"))
        text.pop_back();
    return text;
}

} // namespace faultline::report
