// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paper/page_painter.h"

#include "core/base/printable.h"
#include "core/report/figure_svg.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <QFontMetricsF>
#include <QImage>
#include <QPagedPaintDevice>
#include <QSvgRenderer>
#include <QTextLayout>

namespace faultline::ui {

namespace {

constexpr double pixelsPerInch = 96;
constexpr double footerHeight = 28;
constexpr double cellGap = 12, cellPadding = 3; // of tables
constexpr double roomBelowHeading = 90;
constexpr int picturesPerRow = 6;
constexpr double pictureSide = 96;
const QColor ink(0x1f, 0x23, 0x28), muted(0x59, 0x63, 0x6e), rule(0xd1, 0xd9, 0xe0);

struct Drawn {
    std::unique_ptr<QSvgRenderer> renderer;
    QSizeF size; ///< dots
};

/// As large as it is meant to be, or as a page has room for.
Drawn drawn(const report::Figure& figure, double scale, const QSizeF& room) {
    auto svg = std::make_unique<QSvgRenderer>(QByteArray::fromStdString(report::figureSvg(figure)));
    const QSizeF natural = svg->viewBoxF().size();
    if (natural.isEmpty())
        return {std::move(svg), {}};
    const double factor = std::min({scale, room.width() / natural.width(), room.height() / natural.height()});
    return {std::move(svg), natural * factor};
}

QString shown(const std::string& words) {
    return QString::fromStdString(base::printable(words));
}

} // namespace

PagePainter::PagePainter(QPagedPaintDevice& device, QString footer)
    : m_device(device)
    , m_painter(&device)
    , m_footer(std::move(footer))
    , m_scale(device.logicalDpiX() / pixelsPerInch)
    , m_width(device.width())
    , m_height(device.height() - m_scale * footerHeight) {
    m_painter.setRenderHint(QPainter::LosslessImageRendering); // a picture keeps its pixels
    paintFooter();
}

QFont PagePainter::font(double size, QFont::Weight weight) const {
    QFont font(QStringLiteral("sans-serif"));
    font.setPixelSize(static_cast<int>(std::lround(scaled(size))));
    font.setWeight(weight);
    return font;
}

PagePainter::Look PagePainter::lookOf(Style style) const {
    switch (style) {
    case Style::Title:
        return {font(15, QFont::DemiBold), muted, 0, 8};
    case Style::Word:
        return {font(28, QFont::Bold), ink, 0, 4};
    case Style::Sentence:
        return {font(15), ink, 0, 8};
    case Style::Section:
        return {font(18, QFont::Bold), ink, 26, 8};
    case Style::Part:
        return {font(13, QFont::Bold), ink, 12, 5};
    case Style::Note:
        return {font(11.5), muted, 2, 6};
    case Style::Text:
        break;
    }
    return {font(13), ink, 2, 5};
}

bool PagePainter::isAtTop() const {
    return m_y == 0;
}

void PagePainter::ensure(double height) {
    if (m_y + height > m_height && !isAtTop())
        beginPage();
}

void PagePainter::beginPage() {
    m_device.newPage();
    ++m_page;
    m_y = 0;
    paintFooter();
}

void PagePainter::paintFooter() {
    const QFont small = font(10);
    m_painter.setFont(small);
    m_painter.setPen(muted);
    const QString number = QString::number(m_page);
    const QFontMetricsF metrics(small, &m_device);
    const double y = m_height + scaled(footerHeight) - metrics.descent();
    const double room = m_width - metrics.horizontalAdvance(number) - scaled(cellGap);
    m_painter.drawText(QPointF(0, y), metrics.elidedText(m_footer, Qt::ElideMiddle, room));
    m_painter.drawText(QPointF(m_width - metrics.horizontalAdvance(number), y), number);
}

double PagePainter::paragraph(const QString& words, const QFont& font, double x, double y, double width,
                              Qt::Alignment alignment, bool isPainted) {
    QTextLayout layout(words, font, &m_device);
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    double height = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        line.setPosition(QPointF(0, height));
        height += line.height();
    }
    layout.endLayout();
    if (isPainted)
        layout.draw(&m_painter, QPointF(x, y));
    return height;
}

double PagePainter::heightOf(const std::string& words, Style style) {
    const Look look = lookOf(style);
    return scaled(look.above + look.below) +
           paragraph(shown(words), look.font, 0, 0, m_width, Qt::AlignLeft, false);
}

void PagePainter::openSection(const report::Section& section) {
    double height = heightOf(section.title, Style::Section);
    for (const std::string& finding : section.findings)
        height += heightOf(finding, Style::Text);
    if (!section.figures.empty())
        height += drawn(section.figures.front(), m_scale, QSizeF(m_width, m_height)).size.height();
    else if (!section.tables.empty() || !section.galleries.empty())
        height += scaled(roomBelowHeading);
    ensure(std::min(height, m_height));
    text(section.title, Style::Section);
    for (const std::string& finding : section.findings)
        text(finding, Style::Text);
}

void PagePainter::text(const std::string& words, Style style) {
    if (words.empty())
        return;
    const Look look = lookOf(style);
    if (!isAtTop())
        m_y += scaled(look.above);
    const QString line = shown(words);
    const double height = paragraph(line, look.font, 0, 0, m_width, Qt::AlignLeft, false);
    // A heading never stands alone at the end of a page.
    ensure(height + (style == Style::Part ? scaled(roomBelowHeading) : 0));
    m_painter.setPen(look.colour);
    paragraph(line, look.font, 0, m_y, m_width, Qt::AlignLeft, true);
    m_y += height + scaled(look.below);
    if (style == Style::Section) {
        m_painter.setPen(QPen(rule, scaled(1)));
        m_painter.drawLine(QPointF(0, m_y - scaled(5)), QPointF(m_width, m_y - scaled(5)));
    }
}

std::vector<double> PagePainter::columnWidths(const report::SectionTable& table, const QFont& font) const {
    const QFontMetricsF metrics(font, &m_device);
    std::vector<double> widths;
    for (const report::TextColumn& column : table.columns)
        widths.push_back(metrics.horizontalAdvance(shown(column.title)));
    for (const auto& row : table.rows)
        for (std::size_t i = 0; i < std::min(row.size(), widths.size()); ++i)
            widths[i] = std::max(widths[i], metrics.horizontalAdvance(shown(row[i])));
    for (double& width : widths)
        width += scaled(1); // a line that fits exactly may be broken
    return widths;
}

void PagePainter::row(const std::vector<QString>& cells, const report::SectionTable& table,
                      const std::vector<double>& widths, const QFont& font, bool isHeading) {
    const auto alignmentOf = [&](std::size_t column) {
        return table.columns[column].alignment == report::Alignment::Right ? Qt::AlignRight : Qt::AlignLeft;
    };
    double height = 0;
    for (std::size_t i = 0; i < cells.size(); ++i)
        height = std::max(height, paragraph(cells[i], font, 0, 0, widths[i], alignmentOf(i), false));
    height += 2 * scaled(cellPadding);
    m_painter.setPen(isHeading ? muted : ink);
    double x = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        paragraph(cells[i], font, x, m_y + scaled(cellPadding), widths[i], alignmentOf(i), true);
        x += widths[i] + scaled(cellGap);
    }
    m_y += height;
    m_painter.setPen(QPen(rule, scaled(0.75)));
    m_painter.drawLine(QPointF(0, m_y), QPointF(x - scaled(cellGap), m_y));
}

PagePainter::Columns PagePainter::fittingColumns(const report::SectionTable& table) const {
    // Many columns get a smaller type, and what still is too wide is broken.
    constexpr double usual = 11.5;
    constexpr std::size_t many = 8;
    const double smallest = table.columns.size() > many ? 7 : 9.5;
    const double room = m_width - scaled(cellGap) * static_cast<double>(table.columns.size() - 1);
    const auto sum = [](const std::vector<double>& all) {
        return std::accumulate(all.begin(), all.end(), 0.0);
    };
    Columns columns{usual, columnWidths(table, font(usual, QFont::DemiBold))};
    while (sum(columns.widths) > room && columns.type > smallest) {
        columns.type -= 0.5;
        columns.widths = columnWidths(table, font(columns.type, QFont::DemiBold));
    }
    const double narrowest = scaled(8);
    while (sum(columns.widths) > room + 1) { // the widest give way first, down to the next one
        std::vector<double>& widths = columns.widths;
        const double widest = *std::max_element(widths.begin(), widths.end());
        if (widest <= narrowest)
            break;
        double next = narrowest;
        for (const double width : widths)
            if (width < widest)
                next = std::max(next, width);
        const auto count = static_cast<double>(std::count(widths.begin(), widths.end(), widest));
        const double narrowed = std::max(next, widest - (sum(widths) - room) / count);
        std::replace(widths.begin(), widths.end(), widest, narrowed);
    }
    return columns;
}

void PagePainter::table(const report::SectionTable& table) {
    if (table.columns.empty())
        return;
    const Columns columns = fittingColumns(table);
    if (!table.caption.empty())
        text(table.caption, Style::Part);
    std::vector<QString> heading;
    for (const report::TextColumn& column : table.columns)
        heading.push_back(shown(column.title));
    const QFont usual = font(columns.type), bold = font(columns.type, QFont::DemiBold);
    ensure(scaled(60));
    row(heading, table, columns.widths, bold, true);
    for (const auto& each : table.rows) {
        std::vector<QString> cells;
        double height = 0;
        for (std::size_t i = 0; i < std::min(each.size(), columns.widths.size()); ++i) {
            cells.push_back(shown(each[i]));
            height = std::max(height,
                              paragraph(cells.back(), usual, 0, 0, columns.widths[i], Qt::AlignLeft, false));
        }
        if (m_y + height + 2 * scaled(cellPadding) > m_height && !isAtTop()) {
            beginPage();
            row(heading, table, columns.widths, bold, true);
        }
        row(cells, table, columns.widths, usual, false);
    }
    m_y += scaled(10);
}

void PagePainter::figure(const report::Figure& figure) {
    const Drawn svg = drawn(figure, m_scale, QSizeF(m_width, m_height));
    if (svg.size.isEmpty())
        return;
    ensure(svg.size.height());
    svg.renderer->render(&m_painter, QRectF(QPointF(0, m_y), svg.size));
    m_y += svg.size.height() + scaled(10);
}

void PagePainter::gallery(const report::Gallery& gallery) {
    text(gallery.title, Style::Part);
    const QFont small = font(9);
    const double step = m_width / picturesPerRow, width = step - scaled(8);
    for (std::size_t first = 0; first < gallery.pictures.size(); first += picturesPerRow) {
        const std::size_t end = std::min(gallery.pictures.size(), first + picturesPerRow);
        double captions = 0;
        bool hasPictures = false;
        for (std::size_t i = first; i < end; ++i) {
            captions = std::max(captions, paragraph(shown(gallery.pictures[i].caption), small, 0, 0, width,
                                                    Qt::AlignLeft, false));
            hasPictures = hasPictures || !gallery.pictures[i].png.empty();
        }
        const double pictures = hasPictures ? scaled(pictureSide + 4) : 0;
        ensure(pictures + captions);
        for (std::size_t i = first; i < end; ++i) {
            const report::Gallery::Picture& each = gallery.pictures[i];
            const double x = step * static_cast<double>(i - first);
            const QImage picture = QImage::fromData(reinterpret_cast<const uchar*>(each.png.data()),
                                                    static_cast<int>(each.png.size()), "PNG");
            if (!picture.isNull()) {
                const QSizeF size =
                    QSizeF(picture.size()).scaled(QSizeF(1, 1) * scaled(pictureSide), Qt::KeepAspectRatio);
                // Viewers smooth what they enlarge, so the pixels are large before.
                const int whole = std::max(1, 512 / std::max(picture.width(), picture.height()));
                m_painter.drawImage(QRectF(QPointF(x, m_y), size), picture.scaled(picture.size() * whole));
            }
            m_painter.setPen(muted);
            paragraph(shown(each.caption), small, x, m_y + pictures, width, Qt::AlignLeft, true);
        }
        m_y += pictures + captions + scaled(8);
    }
}

} // namespace faultline::ui
