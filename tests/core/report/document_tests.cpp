// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/document_text.h"
#include "core/report/figure_svg.h"
#include "core/report/png_bytes.h"
#include "core/report/report_document.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::report;

namespace {

const std::string hostile =
    R"(</title><script>alert(1)</script>" onload='x' & <img src=http://evil> | `*_[a](b)
-->)";

/// A reader of HTML that knows nothing of how ours is written.
struct HtmlReader {
    std::vector<std::string> open;
    std::set<std::string> tags;
    std::vector<std::pair<std::string, std::string>> attributes;
    std::string text; ///< of all elements but style, decoded
    std::string problem;

    explicit HtmlReader(const std::string& html) {
        static const std::set<std::string> empty{"!DOCTYPE", "meta", "img", "line", "rect", "circle"};
        for (std::size_t i = 0; i < html.size() && problem.empty();) {
            if (html[i] != '<') {
                const std::size_t end = std::min(html.find('<', i), html.size());
                if (open.empty() || open.back() != "style")
                    text += decoded(html.substr(i, end - i));
                i = end;
                continue;
            }
            std::size_t end = i + 1;
            for (char quote = 0; end < html.size() && (quote != 0 || html[end] != '>'); ++end)
                quote = quote != 0                              ? (html[end] == quote ? 0 : quote)
                        : html[end] == '"' || html[end] == '\'' ? html[end]
                                                                : 0;
            tag(html.substr(i + 1, end - i - 1), empty);
            i = end + 1;
        }
        if (problem.empty() && !open.empty())
            problem = "not closed: " + open.back();
    }

private:
    void tag(std::string inside, const std::set<std::string>& empty) {
        if (inside.starts_with('/')) {
            if (open.empty() || open.back() != inside.substr(1))
                problem = "closes what is not open: " + inside;
            else
                open.pop_back();
            return;
        }
        if (inside.ends_with('/'))
            inside.pop_back();
        const std::string name = inside.substr(0, inside.find_first_of(" \n"));
        tags.insert(name);
        for (std::size_t i = name.size(); (i = inside.find_first_not_of(" \n", i)) != std::string::npos;) {
            const std::size_t equals = inside.find('=', i);
            if (equals == std::string::npos)
                break;
            const std::size_t close = inside.find('"', equals + 2);
            attributes.emplace_back(inside.substr(i, equals - i),
                                    decoded(inside.substr(equals + 2, close - equals - 2)));
            i = close + 1;
        }
        if (!empty.contains(name))
            open.push_back(name);
    }
    static std::string decoded(std::string words) {
        for (const auto& [code, letter] : std::vector<std::pair<std::string, std::string>>{
                 {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
            for (std::size_t at = words.find(code); at != std::string::npos; at = words.find(code, at + 1))
                words.replace(at, code.size(), letter);
        return words;
    }
};

Document hostileDocument() {
    Document document{hostile, "Clustered", hostile, {}};
    Section section{"x\"><script>", hostile, {hostile}};
    section.tables.push_back({hostile, {{hostile}, {"n", Alignment::Right}}, {{hostile, "1"}}});
    section.figures.emplace_back(ShareFigure{hostile, {{hostile, .5, {.4, .6}, "red\"/><script>"}}});
    section.figures.emplace_back(HeatFigure{hostile, {hostile}, {hostile}, {3}, {1}});
    section.figures.emplace_back(ReliabilityFigure{hostile, {{.9, .8, 1}}});
    section.galleries.push_back({hostile, {{hostile, pngBytes(base::Image().view())}, {hostile}}});
    section.meaning = hostile;
    document.sections.push_back(section);
    return document;
}

/// The hostile text as it is shown: its line end is no line end.
std::string shown() {
    std::string text = hostile;
    text.replace(text.find('\n'), 1, "\xEF\xBF\xBD");
    return text;
}

} // namespace

TEST_CASE("Whatever names say, the HTML fetches and runs nothing, and shows them as they are") {
    const std::string html = htmlDocument(hostileDocument());
    const HtmlReader read(html);
    CHECK(read.problem.empty());
    for (const std::string& tag : read.tags)
        CHECK(std::set<std::string>{"!DOCTYPE", "html",  "head", "meta", "title",   "style",  "body",
                                    "header",   "h1",    "h2",   "h3",   "p",       "nav",    "ul",
                                    "li",       "a",     "main", "div",  "section", "table",  "caption",
                                    "thead",    "tbody", "tr",   "th",   "td",      "figure", "figcaption",
                                    "img",      "svg",   "text", "line", "rect",    "circle", "g"}
                  .contains(tag));
    bool hasPicture = false;
    for (const auto& [name, value] : read.attributes) {
        CHECK_FALSE(name.starts_with("on"));
        if (name == "src") {
            CHECK(value.starts_with("data:image/png;base64,"));
            hasPicture = true;
        }
        if (name == "href")
            CHECK(value.starts_with("#"));
    }
    CHECK(hasPicture);
    // Title twice, sentence, and of the section: contents, title, finding, caption, two cells' and so on.
    std::size_t times = 0;
    for (std::size_t at = read.text.find(shown()); at != std::string::npos;
         at = read.text.find(shown(), at + 1))
        ++times;
    CHECK(times >= 12);
    CHECK(html == htmlDocument(hostileDocument()));
}

TEST_CASE("In Markdown names are neither cells, links, emphasis nor HTML") {
    const std::string text = markdownDocument(hostileDocument());
    for (std::size_t i = 0; i < text.size(); ++i)
        if (std::string_view("<>`[]").find(text[i]) != std::string_view::npos)
            CHECK(text[i - 1] == '\\');
    // A row has as many bars as its heading: those of names are escaped.
    const std::size_t begin = text.find("\n| ") + 1;
    const auto barsOf = [&](std::size_t from) {
        const std::string line = text.substr(from, text.find('\n', from) - from);
        std::size_t bars = 0;
        for (std::size_t i = 0; i < line.size(); ++i)
            bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
        return bars;
    };
    CHECK(barsOf(begin) == 3);
    CHECK(barsOf(text.find('\n', text.find('\n', begin) + 1) + 1) == 3);
    CHECK(text.find("http://") == std::string::npos);
    CHECK(text.ends_with("\n"));
}

TEST_CASE("A picture becomes the PNG that zlib without compression makes of it") {
    base::Image image = base::Image::blank(2, 2);
    for (std::size_t i = 0; i < 12; ++i)
        image.bytes()[i] = static_cast<std::uint8_t>(10 * (i / 6) + (i / 3) % 2 * 3 + i % 3);
    CHECK(base64(pngBytes(image.view())) ==
          "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAGUlEQVR4AQEOAPH/AAABAgMEBQAKCwwN"
          "Dg8BjwBbCuY0JAAAAABJRU5ErkJggg==");
}

TEST_CASE("Large pictures are averaged by whole blocks, and keep more than one of deflate's") {
    base::Image image = base::Image::blank(400, 200);
    for (std::size_t i = 0; i < image.bytes().size(); ++i)
        image.bytes()[i] = static_cast<std::uint8_t>(i / 3 % 2 == 0 ? 100 : 200);
    const std::string small = pngBytes(image.view(), 160);
    // 133 × 66: width and height stand behind the signature, a length and a type.
    CHECK(static_cast<unsigned char>(small[19]) == 133);
    CHECK(static_cast<unsigned char>(small[23]) == 66);
    const std::string whole = pngBytes(image.view(), 400);
    CHECK(whole.size() > 200 * (400 * 3 + 1) + 3 * 5); // four blocks of at most 65,535 bytes
}

TEST_CASE("base64 pads what is no multiple of three") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("A figure is a well-formed SVG whose bars are as long as their shares") {
    const std::string svg = figureSvg(ShareFigure{"s", {{"a", .5, {.4, .6}}, {"b", 0, {0, .1}}}});
    CHECK(HtmlReader(svg).problem.empty());
    CHECK(svg.find("width=\"190.0\" height=\"16.0\"") != std::string::npos); // half of 380
    CHECK(svg.find("width=\"0.0\" height=\"16.0\"") != std::string::npos);
    CHECK(HtmlReader(figureSvg(HeatFigure{"h", {}, {}, {}})).problem.empty());
    // A name that is too long is cut in its middle, and a foot stands below.
    const std::string longName = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
    const std::string footed =
        figureSvg(ShareFigure{"s", {{longName, .5, {.4, .6}}}}, {}, "made <by> a test");
    CHECK(footed.find(">abcdefghijklm…23456789ABCD</text>") != std::string::npos);
    CHECK(footed.find("made &lt;by&gt; a test") != std::string::npos);
    CHECK(HtmlReader(footed).problem.empty());
    CHECK(HtmlReader(figureSvg(ReliabilityFigure{"r", {}})).problem.empty());
}
