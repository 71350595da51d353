// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figure_svg.h"

#include "core/base/printable.h"
#include "core/base/text.h"

#include <algorithm>
#include <vector>

namespace faultline::report {

namespace {

constexpr double nameWidth = 190, rowHeight = 26; // pixels
constexpr double wideCell = 94, narrowCell = 44, heatTop = 40;

double cellWidth(const HeatFigure& figure) {
    constexpr std::size_t mostWide = 6;
    return figure.columns.size() > mostWide ? narrowCell : wideCell;
}

std::string at(double value) {
    return base::fixedText(value, 1);
}

/// Cut in its middle, as far as there is no room for it: the ends of names differ as well.
std::string shortened(const std::string& name, std::size_t most) {
    std::string text = base::printable(name);
    if (displayWidth(text) <= most)
        return text;
    std::vector<std::string> letters;
    for (const char byte : text) {
        if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80U || letters.empty())
            letters.emplace_back();
        letters.back() += byte;
    }
    const std::size_t room = most - 1;
    std::string head, tail;
    std::size_t next = 0, last = letters.size();
    while (next < last && displayWidth(head + letters[next]) <= (room + 1) / 2)
        head += letters[next++];
    while (last > next && displayWidth(head + letters[last - 1] + tail) <= room)
        tail.insert(0, letters[--last]);
    return head + "…" + tail;
}

/// Its whole is in a title where it is cut.
std::string text(double x, double y, const std::string& words, const char* anchor, const std::string& colour,
                 std::size_t most = 60) {
    const std::string shown = shortened(words, most);
    const std::string element = "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" text-anchor=\"" + anchor +
                                "\" fill=\"" + colour + "\">" + escapedMarkup(shown) + "</text>";
    return shown == base::printable(words)
               ? element
               : "<g><title>" + escapedMarkup(words) + "</title>" + element + "</g>";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& colour, double width = 1) {
    return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) +
           "\" stroke=\"" + colour + "\" stroke-width=\"" + at(width) + "\"/>";
}

std::string rectangle(double x, double y, double width, double height, const std::string& colour,
                      double opacity = 1) {
    return "<rect x=\"" + at(x) + "\" y=\"" + at(y) + "\" width=\"" + at(width) + "\" height=\"" +
           at(height) + "\" fill=\"" + colour + "\" fill-opacity=\"" + base::fixedText(opacity, 3) + "\"/>";
}

class Drawing {
public:
    Drawing(const FigureColours& colours, const std::string& foot)
        : m_colours(colours)
        , m_foot(foot) {}

    std::string operator()(const ShareFigure& figure) const {
        constexpr double plot = 380, top = 8;
        const double height = top + rowHeight * static_cast<double>(figure.bars.size());
        const auto x = [](double share) { return nameWidth + plot * std::clamp(share, 0.0, 1.0); };
        std::string content;
        for (int percent = 0; percent <= 100; percent += 25) {
            content += line(x(percent / 100.0), top, x(percent / 100.0), height, m_colours.line);
            content += text(x(percent / 100.0), height + 16, std::to_string(percent) + " %", "middle",
                            m_colours.muted);
        }
        double y = top;
        for (const ShareFigure::Bar& bar : figure.bars) {
            const double middle = y + rowHeight / 2;
            content += text(nameWidth - 8, middle + 4, bar.name, "end", m_colours.ink, 26);
            content += rectangle(x(0), y + 5, x(bar.share) - x(0), rowHeight - 10,
                                 bar.colour.empty() ? m_colours.accent : escapedMarkup(bar.colour));
            content += line(x(bar.interval.low), middle, x(bar.interval.high), middle, m_colours.ink, 1.5);
            for (const double end : {bar.interval.low, bar.interval.high})
                content += line(x(end), middle - 5, x(end), middle + 5, m_colours.ink, 1.5);
            y += rowHeight;
        }
        return framed(figure.title, nameWidth + plot + 30, height + 24, content);
    }

    std::string operator()(const HeatFigure& figure) const {
        const double width = cellWidth(figure);
        constexpr double top = heatTop;
        const double largest =
            figure.values.empty() ? 0 : *std::max_element(figure.values.begin(), figure.values.end());
        std::string content;
        for (std::size_t column = 0; column < figure.columns.size(); ++column)
            content += text(nameWidth + width * (static_cast<double>(column) + 0.5), top - 8,
                            figure.columns[column], "middle", m_colours.muted, width < wideCell ? 5 : 13);
        for (std::size_t row = 0; row < figure.rows.size(); ++row) {
            const double y = top + rowHeight * static_cast<double>(row);
            content += text(nameWidth - 8, y + 17, figure.rows[row], "end", m_colours.ink, 26);
            for (std::size_t column = 0; column < figure.columns.size(); ++column) {
                const std::size_t i = row * figure.columns.size() + column;
                const double x = nameWidth + width * static_cast<double>(column);
                const double strength = largest > 0 ? figure.values[i] / largest : 0;
                constexpr double strongest = 0.6; // the ink on it stays readable
                content +=
                    rectangle(x + 1, y + 1, width - 2, rowHeight - 2, m_colours.accent, strongest * strength);
                content += text(x + width / 2, y + 17, base::fixedText(figure.values[i], 0), "middle",
                                m_colours.ink);
                if (!figure.isMarked.empty() && figure.isMarked[i] != 0)
                    content += "<rect x=\"" + at(x + 1.5) + "\" y=\"" + at(y + 1.5) + "\" width=\"" +
                               at(width - 3) + "\" height=\"" + at(rowHeight - 3) +
                               "\" fill=\"none\" stroke=\"" + m_colours.ink + "\" stroke-width=\"2\"/>";
            }
        }
        return framed(figure.title, nameWidth + width * static_cast<double>(figure.columns.size()) + 10,
                      top + rowHeight * static_cast<double>(figure.rows.size()) + 6, content);
    }

    std::string operator()(const ReliabilityFigure& figure) const {
        constexpr double side = 260, left = 56, top = 10;
        const auto x = [](double value) { return left + side * std::clamp(value, 0.0, 1.0); };
        const auto y = [](double value) { return top + side * (1 - std::clamp(value, 0.0, 1.0)); };
        std::string content;
        for (int percent = 0; percent <= 100; percent += 25) {
            const double at = percent / 100.0;
            content += line(x(at), y(0), x(at), y(1), m_colours.line);
            content += line(x(0), y(at), x(1), y(at), m_colours.line);
            content += text(x(at), y(0) + 16, std::to_string(percent), "middle", m_colours.muted);
            content += text(left - 6, y(at) + 4, std::to_string(percent), "end", m_colours.muted);
        }
        content += line(x(0), y(0), x(1), y(1), m_colours.muted);
        for (const ReliabilityFigure::Point& point : figure.points) {
            const double radius = 3 + 7 * std::clamp(point.weight, 0.0, 1.0);
            content += "<circle cx=\"" + at(x(point.confidence)) + "\" cy=\"" + at(y(point.accuracy)) +
                       "\" r=\"" + at(radius) + "\" fill=\"" + m_colours.accent + "\"/>";
        }
        content += text(x(0.5), y(0) + 36, "confidence %", "middle", m_colours.ink);
        content += "<g transform=\"translate(14 " + at(y(0.5)) + ") rotate(-90)\">" +
                   text(0, 0, "right %", "middle", m_colours.ink) + "</g>";
        return framed(figure.title, left + side + 20, top + side + 46, content);
    }

private:
    [[nodiscard]] std::string framed(const std::string& title, double width, double height,
                                     const std::string& content) const {
        constexpr double footHeight = 24;
        const double whole = m_foot.empty() ? height : height + footHeight;
        const std::string foot = m_foot.empty() ? std::string()
                                                : text(8, height + 16, m_foot, "start", m_colours.muted,
                                                       static_cast<std::size_t>(width / 7)); // letters
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + at(width) + " " +
               at(whole) + "\" width=\"" + at(width) + "\" height=\"" + at(whole) +
               "\" font-family=\"sans-serif\" font-size=\"13\"><title>" + escapedMarkup(title) + "</title>" +
               content + foot + "</svg>";
    }

    const FigureColours& m_colours;
    const std::string& m_foot;
};

} // namespace

std::optional<std::pair<std::size_t, std::size_t>> heatCellAt(const HeatFigure& figure, double x, double y) {
    const double column = (x - nameWidth) / cellWidth(figure), row = (y - heatTop) / rowHeight;
    if (!(column >= 0 && row >= 0 && column < static_cast<double>(figure.columns.size()) &&
          row < static_cast<double>(figure.rows.size())))
        return std::nullopt;
    return std::pair(static_cast<std::size_t>(row), static_cast<std::size_t>(column));
}

std::string escapedMarkup(std::string_view words) {
    std::string escaped;
    for (const char letter : base::printable(words))
        switch (letter) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            escaped += letter;
        }
    return escaped;
}

std::string figureSvg(const Figure& figure, const FigureColours& colours, const std::string& foot) {
    return std::visit(Drawing(colours, foot), figure);
}

} // namespace faultline::report
