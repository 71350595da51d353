// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/paper/report_pdf.h"

#include "core/report/png_bytes.h"
#include "tests/ui/paper/pdf_text.h"

#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::pdfText;
using tests::withoutBlanks;

namespace {

/// A section of each kind of content; a table and a gallery that no page holds.
report::Document sample() {
    report::Document document{"a study, run 1", "Clustered", "The failures cluster by their modes.", {}};
    report::Section tables{"tables",   "Tables & <numbers>", {"A finding with \x01 and 猫."}, {}, {}, {},
                           "Meaning.", "Assumption."};
    report::SectionTable table{"A caption", {{"class"}, {"count", report::Alignment::Right}}, {}};
    for (int i = 0; i < 120; ++i)
        table.rows.push_back({"class number " + std::to_string(i), std::to_string(i * 1000)});
    report::SectionTable wide{"Many columns", {}, {{}}};
    for (int i = 0; i < 21; ++i) {
        wide.columns.push_back({"column " + std::to_string(i), report::Alignment::Right});
        wide.rows[0].push_back("12,345");
    }
    tables.tables = {table, wide};
    document.sections.push_back(tables);
    report::Section figures{"figures", "Figures"};
    figures.figures = {report::ShareFigure{"Shares", {{"Scale", 0.5, {0.4, 0.6}, "#aa3300"}}},
                       report::HeatFigure{"Heat", {"row"}, {"column"}, {3}, {1}},
                       report::ReliabilityFigure{"Reliability", {{0.5, 0.4, 1}}}};
    document.sections.push_back(figures);
    report::Section examples{"examples", "Examples"};
    report::Gallery gallery{"Scale: 24 of 30", {}};
    const std::string png = report::pngBytes(base::Image::blank(32, 32).view());
    for (int i = 0; i < 24; ++i)
        gallery.pictures.push_back({"image " + std::to_string(i) + ": cat → dog", png});
    examples.galleries = {gallery, {"Without pictures", {{"image 7: dog → cat"}}}};
    document.sections.push_back(examples);
    return document;
}

const ui::PdfIdentity identity{*base::parsedIso("2026-11-24T06:47:51.123Z"), "study"};

} // namespace

TEST_CASE("A report as PDF holds every text of the document, and its figures are vectors") {
    const report::Document document = sample();
    const tests::PdfText found = pdfText(ui::reportPdf(document, identity));
    CHECK(found.isSound);
    REQUIRE(found.pages.size() > 3);
    const QString all = found.pages.join(QString());
    const auto holds = [&](const std::string& text) {
        CAPTURE(text);
        CHECK(all.contains(withoutBlanks(QString::fromStdString(text))));
    };
    for (const std::string& text : {document.title, document.word, document.sentence})
        holds(text);
    for (const report::Section& section : document.sections) {
        holds(section.title);
        holds(section.meaning);
        holds(section.assumption);
        for (const report::SectionTable& table : section.tables) {
            holds(table.caption);
            for (const auto& row : table.rows)
                for (const std::string& cell : row)
                    holds(cell);
        }
        for (const report::Gallery& gallery : section.galleries)
            for (const report::Gallery::Picture& picture : gallery.pictures)
                holds(picture.caption);
    }
    for (const QString& page : found.pages) { // each page says which it is
        CHECK(page.startsWith(withoutBlanks(QString::fromStdString(document.title)) +
                              QString::number(found.pages.indexOf(page) + 1)));
    }
    CHECK(found.pictures == 24);
    report::Document figures = document;
    figures.sections = {document.sections.at(1)};
    report::Document without = figures;
    without.sections.front().figures.clear();
    const tests::PdfText drawn = pdfText(ui::reportPdf(figures, identity));
    CHECK(drawn.pictures == 0);
    CHECK(drawn.lines > pdfText(ui::reportPdf(without, identity)).lines + 30);
}

TEST_CASE("The same document gives the same bytes, with the date and the identifier that it is given") {
    const QByteArray pdf = ui::reportPdf(sample(), identity);
    CHECK(pdf.contains("/CreationDate (D:20261124064751Z)"));
    CHECK(pdf == ui::reportPdf(sample(), identity));
    const ui::PdfIdentity other{identity.date, "another study"};
    const QByteArray elsewhere = ui::reportPdf(sample(), other);
    CHECK(elsewhere != pdf);
    CHECK(elsewhere.size() == pdf.size());
    CHECK(pdf.count("/ID [<") == 1);
}

TEST_CASE("A date of another length moves what stands behind it, and the file stays sound") {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        QPainter painter(&writer);
        painter.drawText(100, 100, QStringLiteral("text"));
    }
    QByteArray pdf = buffer.data();
    REQUIRE(pdfText(pdf).isSound);
    const QByteArray here = ui::withIdentity(pdf, identity);
    const qsizetype begin = pdf.indexOf("(D:") + 1, end = pdf.indexOf(')', begin);
    pdf.replace(begin, end - begin, "D:1997");
    CHECK_FALSE(pdfText(pdf).isSound); // the test would see it
    CHECK(pdfText(here).isSound);
}
