// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <memory>
#include <vector>

#include <QFont>
#include <QPainter>
#include <QString>

class QPagedPaintDevice;

namespace faultline::ui {

/// Sets texts, tables, figures and pictures below each other on A4 pages, and begins a new one where the next
/// does not fit. All texts are plain. Its measures are pixels of 1/96 inch.
class PagePainter {
public:
    /// @param device of any resolution; it gets the painter's pages
    /// @param footer stands below each page, before its number
    PagePainter(QPagedPaintDevice& device, QString footer);

    /// The heading, what comes out, and where the first figure or table begins stay on one page.
    void openSection(const report::Section& section);

    enum class Style { Title, Word, Sentence, Section, Part, Text, Note };
    void text(const std::string& words, Style style);
    void table(const report::SectionTable& table);
    void figure(const report::Figure& figure);
    void gallery(const report::Gallery& gallery);
    [[nodiscard]] int pages() const { return m_page; }

private:
    struct Look {
        QFont font;
        QColor colour;
        double above, below; ///< room
    };
    struct Columns {
        double type;                ///< size
        std::vector<double> widths; ///< dots
    };
    [[nodiscard]] Look lookOf(Style style) const;
    [[nodiscard]] QFont font(double size, QFont::Weight weight = QFont::Normal) const;
    [[nodiscard]] double scaled(double pixels) const { return pixels * m_scale; }
    [[nodiscard]] bool isAtTop() const;
    /// With the room around it, on a page that has begun.
    [[nodiscard]] double heightOf(const std::string& words, Style style);
    /// Begins a new page where there is not so much room.
    void ensure(double height);
    void beginPage();
    void paintFooter();
    /// The height of the words within that width, painted at (x, y) where `isPainted`.
    double paragraph(const QString& words, const QFont& font, double x, double y, double width,
                     Qt::Alignment alignment, bool isPainted);
    void row(const std::vector<QString>& cells, const report::SectionTable& table,
             const std::vector<double>& widths, const QFont& font, bool isHeading);
    [[nodiscard]] Columns fittingColumns(const report::SectionTable& table) const;
    [[nodiscard]] std::vector<double> columnWidths(const report::SectionTable& table,
                                                   const QFont& font) const;

    QPagedPaintDevice& m_device;
    QPainter m_painter;
    QString m_footer;
    double m_scale;                   ///< device dots a pixel
    double m_width = 0, m_height = 0; ///< of a page without margins, dots
    double m_y = 0;                   ///< dots below the top
    int m_page = 1;
};

} // namespace faultline::ui
