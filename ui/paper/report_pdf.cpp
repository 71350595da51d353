// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paper/report_pdf.h"

#include "core/base/printable.h"
#include "ui/paper/fixed_hash_order.h"
#include "ui/paper/page_painter.h"

#include <QBuffer>
#include <QPageSize>
#include <QPdfWriter>

namespace faultline::ui {

namespace {

void paintSection(PagePainter& page, const report::Section& section) {
    using Style = PagePainter::Style;
    page.openSection(section);
    for (const report::Figure& figure : section.figures)
        page.figure(figure);
    for (const report::SectionTable& table : section.tables)
        page.table(table);
    for (const report::Gallery& gallery : section.galleries)
        page.gallery(gallery);
    page.text(section.meaning, Style::Note);
    page.text(section.assumption, Style::Note);
}

} // namespace

QByteArray reportPdf(const report::Document& document, const PdfIdentity& identity) {
    const FixedHashOrder fixed;
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        const QString title = QString::fromStdString(base::printable(document.title));
        QPdfWriter pdf(&buffer);
        pdf.setTitle(title);
        pdf.setCreator(QStringLiteral("Faultline"));
        pdf.setResolution(1200);
        pdf.setPageSize(QPageSize(QPageSize::A4));
        pdf.setPageMargins(QMarginsF(16, 16, 16, 12), QPageLayout::Millimeter);
        PagePainter page(pdf, title);
        page.text(document.title, PagePainter::Style::Title);
        page.text(document.word, PagePainter::Style::Word);
        page.text(document.sentence, PagePainter::Style::Sentence);
        for (const report::Section& section : document.sections)
            paintSection(page, section);
    }
    return withIdentity(buffer.data(), identity);
}

} // namespace faultline::ui
