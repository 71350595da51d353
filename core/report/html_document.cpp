// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/document_text.h"
#include "core/report/figure_svg.h"
#include "core/report/png_bytes.h"

namespace faultline::report {

namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --ink: #1f2328; --muted: #59636e; --line: #d1d9e0; --accent: #2f6fb3;
        --page: #ffffff; --soft: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --muted: #9da7b3; --line: #3d444d; --accent: #5a9ae0; --page: #0d1117; --soft: #161b22; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: var(--page);
       font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; font-weight: 600; color: var(--muted); margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
.word { font-size: 2rem; line-height: 1.2; font-weight: 700; margin: 0 0 .5rem; }
.sentence { font-size: 1.1rem; }
nav ul { columns: 14rem; padding-left: 1.2rem; }
a { color: var(--accent); }
.note { color: var(--muted); font-size: .9rem; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left;
         vertical-align: top; overflow-wrap: break-word; }
th:first-child, td:first-child { min-width: 9rem; max-width: 45vw; position: sticky; left: 0;
                                 background: var(--page); overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
svg { max-width: 100%; height: auto; display: block; }
.gallery { display: flex; flex-wrap: wrap; gap: .75rem; }
figure { margin: 0; width: 6.5rem; font-size: .75rem; line-height: 1.3; color: var(--muted); }
figure img { width: 6rem; height: 6rem; object-fit: contain; image-rendering: pixelated; background: var(--soft);
             display: block; }
@media screen and (max-width: 40rem) {
  table { font-size: .75rem; line-height: 1.35; }
  th, td { padding-right: .45rem; }
  th:first-child, td:first-child { min-width: 5.2rem; }
  .number { white-space: normal; }
}
@media print {
  :root { --ink: #000000; --muted: #333333; --line: #999999; --accent: #2f6fb3; --page: #ffffff; --soft: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  tr, figure, svg { break-inside: avoid; }
  .wide { overflow: visible; }
  th:first-child, td:first-child { position: static; max-width: none; }
}
)";

std::string element(const std::string& name, const std::string& attributes, const std::string& text) {
    return "<" + name + (attributes.empty() ? "" : " " + attributes) + ">" + escapedMarkup(text) + "</" +
           name + ">\n";
}

std::string cellClass(const SectionTable& table, std::size_t column) {
    return column < table.columns.size() && table.columns[column].alignment == Alignment::Right
               ? "class=\"number\""
               : "";
}

std::string tableHtml(const SectionTable& table) {
    std::string html = "<div class=\"wide\"><table>\n";
    if (!table.caption.empty())
        html += element("caption", "", table.caption);
    html += "<thead><tr>";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        html += element("th", cellClass(table, i) + " scope=\"col\"", table.columns[i].title);
    html += "</tr></thead>\n<tbody>\n";
    for (const std::vector<std::string>& row : table.rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            html += element("td", cellClass(table, i), row[i]);
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string galleryHtml(const Gallery& gallery) {
    std::string html = element("h3", "", gallery.title) + "<div class=\"gallery\">\n";
    for (const Gallery::Picture& picture : gallery.pictures) {
        html += "<figure>";
        if (!picture.png.empty())
            html += "<img alt=\"" + escapedMarkup(picture.caption) + "\" src=\"data:image/png;base64," +
                    base64(picture.png) + "\">";
        html += element("figcaption", "", picture.caption) + "</figure>\n";
    }
    return html + "</div>\n";
}

std::string sectionHtml(const Section& section) {
    static const FigureColours colours{"var(--ink)", "var(--muted)", "var(--line)", "var(--accent)"};
    std::string html =
        "<section id=\"" + escapedMarkup(section.key) + "\">\n" + element("h2", "", section.title);
    for (const std::string& finding : section.findings)
        html += element("p", "", finding);
    for (const Figure& figure : section.figures)
        html += "<div class=\"wide\">" + figureSvg(figure, colours) + "</div>\n";
    for (const SectionTable& table : section.tables)
        html += tableHtml(table);
    for (const Gallery& gallery : section.galleries)
        html += galleryHtml(gallery);
    for (const std::string& note : {section.meaning, section.assumption})
        if (!note.empty())
            html += element("p", "class=\"note\"", note);
    return html + "</section>\n";
}

} // namespace

std::string htmlDocument(const Document& document) {
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'\">\n" +
        element("title", "", document.title) + "<style>" + std::string(style) +
        "</style>\n</head>\n<body>\n<header>\n" + element("h1", "", document.title) +
        element("p", "class=\"word\"", document.word) +
        element("p", "class=\"sentence\"", document.sentence) +
        "</header>\n<nav aria-label=\"Contents\"><ul>\n";
    for (const Section& section : document.sections)
        html += "<li><a href=\"#" + escapedMarkup(section.key) + "\">" + escapedMarkup(section.title) +
                "</a></li>\n";
    html += "</ul></nav>\n<main>\n";
    for (const Section& section : document.sections)
        html += sectionHtml(section);
    return html + "</main>\n</body>\n</html>\n";
}

} // namespace faultline::report
