// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/verdict_page.h"

#include "core/base/random.h"
#include "core/report/figure_svg.h"
#include "core/report/verdict_sections.h"
#include "core/workbench/run_title.h"
#include "tests/support/first_run.h"
#include "tests/support/hostile_names.h"
#include "tests/support/opened_workspace.h"
#include "tests/support/temporary_folder.h"
#include "ui/verdict/card_view.h"
#include "ui/verdict/figure_export.h"
#include "ui/verdict/figure_view.h"
#include "ui/verdict/report_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QXmlStreamReader>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace {

tests::SyntheticOptions manyFailures() {
    tests::SyntheticOptions options;
    options.samples = 600;
    options.failures = 120;
    return options;
}

struct Page {
    OpenedWorkspace opened{manyFailures()};
    ui::VerdictPage page;

    explicit Page(int permutations = 499)
        : page(opened.workspace, nullptr, permutations) {}

    /// Each failure the mode that goes with its predicted class.
    void labelAll() {
        for (std::size_t mode = 0; mode < 3; ++mode) {
            std::vector<int> rows;
            const auto& failures = opened.workspace.items().failures();
            for (int row = 0; row < static_cast<int>(failures.size()); ++row)
                if (failures[static_cast<std::size_t>(row)].predicted.value % 3 == mode)
                    rows.push_back(row);
            opened.label(rows, opened.mode(mode));
        }
    }
    [[nodiscard]] QString text(const QString& name) const { return page.findChild<QLabel*>(name)->text(); }
    [[nodiscard]] ui::CardView* card(const char* key) const {
        return page.findChild<ui::CardView*>(QString::fromLatin1(key));
    }
    [[nodiscard]] QPushButton* button() const {
        return page.findChild<QPushButton*>(QStringLiteral("verdictStateButton"));
    }
};

std::vector<report::Section> sectionsOf(const ui::VerdictPage& page) {
    std::vector<report::Section> all = report::verdictSections(*page.verdict(), *page.cards());
    for (const report::Section& section : report::cardSections(*page.verdict(), *page.cards()))
        all.push_back(section);
    return all;
}

/// They end when they are stopped.
constexpr int hours = 2'000'000'000;

} // namespace

TEST_CASE("The page says the verdict of the command, and what it stands on") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    const report::Verdict& verdict = *page.page.verdict();
    CHECK(verdict.labelled == 120);
    CHECK(page.text(QStringLiteral("verdictWord")) == QStringLiteral("Clustered"));
    CHECK(page.text(QStringLiteral("verdictSentence")).toStdString() == report::verdictSentence(verdict));
    QStringList all;
    for (const auto* label : page.page.findChildren<QLabel*>())
        all << label->text();
    CHECK(all.contains(QStringLiteral("Does the mode go with which wrong class was predicted?")));
    CHECK(all.contains(QStringLiteral("None of these")));
    CHECK(all.contains(QStringLiteral("The labels were not given blind.")));
    page.page.copyAction()->trigger();
    CHECK(QGuiApplication::clipboard()->text().startsWith(
        QString::fromStdString(report::verdictText(verdict, {{report::testsSection(verdict)}}))));
}

TEST_CASE("The cards follow the verdict, with the figures that the command prints") {
    Page page;
    page.labelAll();
    page.page.resize(900, 700);
    page.page.show();
    REQUIRE(eventually([&] { return page.page.cards().has_value(); }));
    const report::Cards& cards = *page.page.cards();
    CHECK(cards.where.failures == 120);
    int above = -1;
    for (const report::Section& section : sectionsOf(page.page)) {
        CAPTURE(section.key);
        auto* card = page.page.findChild<ui::CardView*>(QString::fromStdString(section.key));
        REQUIRE(card);
        CHECK(eventually([&] { return card->y() > above; })); // in the report's order
        above = card->y();
        QStringList words;
        for (const auto* label : card->findChildren<QLabel*>()) {
            words << label->text();
            CHECK(label->textFormat() == Qt::PlainText);
        }
        CHECK(words.contains(QString::fromStdString(section.title)));
        for (const report::SectionTable& table : section.tables)
            for (std::size_t row = 0; row < std::min<std::size_t>(table.rows.size(), 15); ++row)
                for (const std::string& cell : table.rows[row])
                    CHECK(words.contains(QString::fromStdString(cell)));
        CHECK(card->findChildren<ui::FigureView*>().size() == static_cast<int>(section.figures.size()));
    }
    // A large window has two columns of them, and none is wider than lines can be read.
    page.page.resize(1'700, 700);
    CHECK(eventually([&] { return page.card("composition")->y() == page.card("tests")->y(); }));
    CHECK(page.card("composition")->x() > page.card("tests")->geometry().right());
    CHECK(page.card("tests")->width() <= 860);
    page.page.resize(900, 700);
    CHECK(eventually([&] { return page.card("composition")->y() > page.card("tests")->y(); }));
    page.page.copyAction()->trigger();
    CHECK(QGuiApplication::clipboard()->text().toStdString() ==
          report::verdictTable(report::TableFormat::Text, *page.page.verdict(), cards));
    page.opened.label({0}, labels::Judgement());
    CHECK_FALSE(page.page.cards().has_value());
    CHECK(page.card("tests") == nullptr); // what is counted may be there again
    CHECK(page.card("pairs") == nullptr);
}

TEST_CASE("The numbers of a card are copied as a table, all rows of it") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.cards().has_value(); }));
    QStringList told;
    QObject::connect(&page.page, &ui::VerdictPage::told, &page.page,
                     [&](const QString& text) { told << text; });
    for (const report::Section& section : sectionsOf(page.page)) {
        CAPTURE(section.key);
        auto* card = page.page.findChild<ui::CardView*>(QString::fromStdString(section.key));
        auto* button = card->findChild<QToolButton*>(QStringLiteral("copyNumbers"));
        REQUIRE((button != nullptr) == !section.tables.empty());
        if (button == nullptr)
            continue;
        button->click();
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
        for (const report::SectionTable& table : section.tables)
            for (const std::vector<std::string>& row : table.rows) {
                QStringList cells;
                for (const std::string& cell : row)
                    cells << QString::fromStdString(cell);
                CHECK(lines.contains(cells.join(u'\t')));
            }
    }
    CHECK(told.contains(QStringLiteral("The numbers are in the clipboard")));
}

TEST_CASE(
    "The dialog that exports a card's chart stays while the card is made anew, and proposes the study") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.cards().has_value(); }));
    page.page.findChild<QToolButton*>(QStringLiteral("exportFigure"))->click();
    const QPointer<QFileDialog> dialog = page.page.findChild<QFileDialog*>();
    REQUIRE(dialog != nullptr);
    CHECK(QFileInfo(dialog->selectedFiles().front()).completeBaseName().startsWith(QStringLiteral("study ")));
    CHECK(dialog->directory() == QFileInfo(QString::fromStdString(page.opened.path().string())).dir());
    page.opened.label({0}, labels::Judgement::none());
    REQUIRE(page.card("tests") == nullptr); // outdated
    REQUIRE(dialog != nullptr);
    QStringList told;
    QObject::connect(&page.page, &ui::VerdictPage::told, &page.page,
                     [&](const QString& sentence) { told << sentence; });
    const auto file = page.opened.folder() / "chart.svg";
    Q_EMIT dialog->fileSelected(QString::fromStdString(file.string()));
    const std::string svg = tests::readText(file);
    CHECK(svg.starts_with("<svg "));
    CHECK(svg.find("Labels of ada, " + workbench::exportDay()) != std::string::npos);
    CHECK(told.size() == 1);
}

TEST_CASE("A chart of a card is written as SVG, PDF or PNG") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.cards().has_value(); }));
    const auto sections = report::cardSections(*page.page.verdict(), *page.page.cards());
    const auto drawn = std::ranges::find_if(sections, [](const auto& each) { return !each.figures.empty(); });
    REQUIRE(drawn != sections.end());
    CHECK(page.page.findChild<ui::CardView*>(QString::fromStdString(drawn->key))
              ->findChildren<QToolButton*>(QStringLiteral("exportFigure"))
              .size() == static_cast<int>(drawn->figures.size()));
    const report::Figure& figure = drawn->figures.front();
    const tests::TemporaryFolder folder;
    for (const auto& [name, begin] :
         {std::pair("a.svg", "<svg "), std::pair("a.PDF", "%PDF-"), std::pair("a.png", "\x89PNG")}) {
        REQUIRE(ui::exportFigure(figure, "made by a test", folder / name, base::Overwrite::No));
        CHECK(tests::readText(folder / name).starts_with(begin));
        CHECK_FALSE(
            ui::exportFigure(figure, "made by a test", folder / name, base::Overwrite::No)); // it is there
    }
    const auto other = ui::exportFigure(figure, "made by a test", folder / "a.jpg", base::Overwrite::No);
    REQUIRE_FALSE(other);
    CHECK(other.error().message.find(".svg, .pdf or .png") != std::string::npos);
    const QImage picture(QString::fromStdString((folder / "a.png").string()));
    CHECK_FALSE(picture.isNull());
    CHECK(picture.pixelColor(0, 0) == QColor(Qt::white));
    CHECK_FALSE(ui::fileNameOf(figure).empty());
}

TEST_CASE("A card's chart is well-formed whatever classes, modes and who labelled are called") {
    base::Random random(20261128);
    const auto hostile = [&random] { return tests::hostileName(random); };
    const auto checkWellFormed = [&](const report::Figure& figure) {
        QXmlStreamReader reader(QByteArray::fromStdString(report::figureSvg(figure, {}, hostile())));
        int texts = 0;
        while (!reader.atEnd())
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text"))
                ++texts;
        CHECK(reader.errorString().toStdString() == "");
        CHECK(texts > 0);
    };
    for (int round = 0; round < 100; ++round) {
        CAPTURE(round);
        report::ShareFigure shares{hostile(),
                                   {{hostile(), .5, {.4, .6}, hostile()}, {hostile(), .1, {0, .2}}}};
        report::HeatFigure heat{hostile(), {hostile(), hostile()}, {hostile(), hostile()}, {1, 2, 3, 4}};
        checkWellFormed(shares);
        checkWellFormed(heat);
        checkWellFormed(report::ReliabilityFigure{hostile(), {{.9, .8, 1}}});
    }
}

TEST_CASE("A cell of modes and classes opens its failures, as many as it counts") {
    Page page;
    page.labelAll();
    page.page.resize(900, 700);
    page.page.show();
    REQUIRE(eventually([&] { return page.page.cards().has_value(); }));
    const report::Cards::Association& card = page.page.cards()->pairs.at(2);
    REQUIRE(card.by == "predicted");
    auto* figure =
        page.page.findChild<ui::CardView*>(QStringLiteral("pairs-predicted"))->findChild<ui::FigureView*>();
    REQUIRE(figure);
    figure->resize(figure->sizeHint());
    std::vector<workbench::Filter> wanted;
    QObject::connect(&page.page, &ui::VerdictPage::failuresWanted, &page.page,
                     [&](const workbench::Filter& filter) { wanted.push_back(filter); });
    QTest::mouseClick(figure, Qt::LeftButton, {}, QPoint(100, 53)); // a name
    CHECK(wanted.empty());
    for (int column = 0; column < 3; ++column)
        QTest::mouseClick(figure, Qt::LeftButton, {}, QPoint(190 + 47 + 94 * column, 40 + 13));
    REQUIRE(wanted.size() == 3);
    const std::size_t row = report::rowsBySize(card).front();
    std::uint64_t all = 0;
    for (std::size_t column = 0; column < 3; ++column) {
        CHECK_FALSE(wanted[column].truth);
        CHECK(wanted[column].predicted == card.rows[row].predicted);
        page.opened.workspace.visible().setFilter(wanted[column]);
        CHECK(static_cast<std::uint64_t>(page.opened.workspace.visible().count()) ==
              card.table.at(row, column));
        all += card.table.at(row, column);
    }
    CHECK(all > 0);
}

TEST_CASE("Cards that are stopped can be computed again") {
    Page page;
    page.labelAll();
    page.page.show();
    auto* button = page.button();
    QObject::connect(&page.page, &ui::VerdictPage::computed, &page.page,
                     [&] { QTimer::singleShot(0, &page.page, [&] { button->click(); }); });
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    REQUIRE(eventually([&] {
        return button->text() == QStringLiteral("Compute the &cards") || page.page.cards().has_value();
    }));
    if (!page.page.cards().has_value()) // unless they were there before the stop
        button->click();
    CHECK(eventually([&] { return page.page.cards().has_value(); }));
    CHECK(button->isHidden());
}

TEST_CASE("A report is the one that the command writes, and is not offered without a study") {
    Page page;
    page.labelAll();
    ui::ReportFiles& reports = *page.page.reports();
    CHECK(reports.action()->isEnabled());
    QString told, failed;
    QObject::connect(&reports, &ui::ReportFiles::done, &page.page,
                     [&](const QString& words) { told = words; });
    QObject::connect(&reports, &ui::ReportFiles::failed, &page.page,
                     [&](const QString& words) { failed = words; });
    const auto written = page.opened.folder() / "r.html";
    reports.writeTo(QString::fromStdString(written.string()));
    CHECK_FALSE(reports.action()->isEnabled());
    REQUIRE(eventually([&] { return !told.isEmpty() || !failed.isEmpty(); }));
    CHECK(failed.isEmpty());
    CHECK(reports.action()->isEnabled());
    CHECK(std::filesystem::file_size(written) > 20'000);
    reports.writeTo(QStringLiteral("r.doc"));
    CHECK(failed.contains(QStringLiteral("ends in .html, .pdf or .md")));
    failed.clear();
    told.clear();
    const auto pdf = page.opened.folder() / "r.pdf";
    reports.writeTo(QString::fromStdString(pdf.string()));
    REQUIRE(eventually([&] { return !told.isEmpty() || !failed.isEmpty(); }));
    CHECK(failed.isEmpty());
    CHECK(tests::readText(pdf).starts_with("%PDF-"));
    page.opened.workspace.close();
    CHECK_FALSE(reports.action()->isEnabled());
}

TEST_CASE(
    "A figure keeps its proportions, is never larger than it was drawn, and takes the window's colours") {
    const report::ShareFigure shares{"Shares", {{"a", .5, {.4, .6}, {}}}};
    ui::FigureView view{report::Figure(shares)};
    const QSize whole = view.sizeHint();
    CHECK(whole.width() > 300);
    CHECK(view.heightForWidth(whole.width() * 2) == whole.height());
    CHECK(view.heightForWidth(whole.width() / 2) == whole.height() / 2);
    view.resize(whole);
    QPalette red = view.palette();
    red.setColor(QPalette::Highlight, Qt::red);
    view.setPalette(red);
    const QImage drawn = view.grab().toImage();
    CHECK(drawn.pixelColor(200, 14) == QColor(Qt::red)); // in the bar, above its interval
    CHECK(view.accessibleName() == QStringLiteral("Shares"));
}

TEST_CASE("A verdict that no longer holds is not shown, and it is computed anew") {
    Page page;
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    page.opened.label({0}, labels::Judgement());
    CHECK_FALSE(page.page.verdict().has_value());
    CHECK(page.text(QStringLiteral("verdictWord")).isEmpty());
    CHECK_FALSE(page.page.copyAction()->isEnabled());
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    CHECK(page.page.verdict()->labelled == 119);
    CHECK(page.text(QStringLiteral("verdictWord")) == QStringLiteral("Clustered, provisionally"));
    const auto* word = page.page.findChild<QLabel*>(QStringLiteral("verdictWord"));
    CHECK(word->foregroundRole() == QPalette::PlaceholderText); // it may be a welcome one too early
    page.opened.label({0}, page.opened.mode(0));
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    CHECK(word->text() == QStringLiteral("Clustered"));
    CHECK(word->foregroundRole() == QPalette::WindowText);
}

TEST_CASE("What somebody was shown elsewhere leaves the verdict; what they say there makes it anew") {
    const tests::TemporaryFolder folder;
    const auto path = folder / "study.faultline";
    std::optional<study::Study> writer = tests::makeSyntheticStudy(path);
    const base::AnnotatorId ben = writer->labels().annotator("ben").value().id;
    ui::Workspace workspace;
    workspace.open(
        std::make_shared<ui::StudyThread>(study::Study::open(path, study::Access::ReadOnly).value()),
        QStringLiteral("ben"));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    QSignalSpy followed(&workspace, &ui::Workspace::followed);
    const auto followsNow = [&] {
        const auto before = followed.count();
        return eventually([&] {
            workspace.checkPlace();
            return followed.count() > before;
        });
    };
    REQUIRE(followsNow()); // once after opening
    ui::VerdictPage page(workspace, nullptr, 499);
    page.show();
    REQUIRE(eventually([&] { return page.verdict().has_value(); }));
    CHECK(page.verdict()->labelled == 0);

    const std::vector<base::SampleIndex> shown{workspace.items().failures().front().sample};
    REQUIRE(writer->labels().notePainted(writer->runs().first(), ben, shown));
    REQUIRE(followsNow());
    CHECK(page.verdict().has_value());

    labels::LabelRequest request;
    request.annotator = ben;
    request.samples = shown;
    request.change.judgement = labels::Judgement::of(writer->labels().taxonomy().modes().front().id);
    REQUIRE(tests::applyTo(*writer, request));
    CHECK(eventually([&] {
        workspace.checkPlace();
        return page.verdict().has_value() && page.verdict()->labelled == 1;
    }));
}

TEST_CASE(
    "What is counted follows each label, while the tests go on, tell how far they are and are stopped") {
    Page page(hours);
    page.labelAll();
    page.page.show();
    const auto count = [&] {
        const ui::CardView* card = page.card("composition");
        QStringList words;
        if (card != nullptr)
            for (const auto* label : card->findChildren<QLabel*>())
                words << label->text();
        return words.join(u'\n');
    };
    REQUIRE(eventually([&] { return count().contains(QStringLiteral("120 of 120 failures have a label")); }));
    for (const char* key : {"excess", "agreement", "weaknesses", "labels_needed", "cost"})
        CHECK(page.card(key) != nullptr);
    const auto state = [&] { return page.text(QStringLiteral("verdictState")); };
    REQUIRE(eventually([&] { return state().startsWith(QStringLiteral("Testing, with ")); }));
    CHECK(state().endsWith(QStringLiteral(" %…")));
    CHECK(page.text(QStringLiteral("verdictWord")).isEmpty());
    CHECK(page.card("tests") == nullptr);

    page.opened.label({0}, labels::Judgement());
    REQUIRE(eventually([&] { return count().contains(QStringLiteral("119 of 120 failures have a label")); }));
    REQUIRE(eventually([&] { return page.button()->text() == QStringLiteral("S&top"); }));
    page.button()->click();
    CHECK(state() == QStringLiteral("The tests were stopped: there is no verdict."));
    CHECK_FALSE(page.page.verdict().has_value());
    CHECK(count().contains(QStringLiteral("119 of 120")));
    page.button()->click();
    CHECK(state().startsWith(QStringLiteral("Testing, with ")));
    page.opened.label({1}, labels::Judgement());
    REQUIRE(eventually([&] { return count().contains(QStringLiteral("118 of 120 failures have a label")); }));
    CHECK_FALSE(page.page.verdict().has_value());
}

TEST_CASE("Without controls the page says what the shares count, and offers a plan") {
    Page page(hours);
    page.labelAll();
    page.page.show();
    REQUIRE(eventually([&] { return page.card("excess") != nullptr; }));
    QStringList words;
    for (const auto* label : page.card("excess")->findChildren<QLabel*>())
        words << label->text();
    CHECK(words.join(u'\n').contains(QStringLiteral("count attributions, not causes")));
    int wanted = 0;
    QObject::connect(&page.page, &ui::VerdictPage::planWanted, &page.page, [&] { ++wanted; });
    page.card("excess")->findChild<QPushButton*>(QStringLiteral("planControls"))->click();
    CHECK(eventually([&] { return wanted == 1; }));
}

TEST_CASE("Nothing is computed while the page is not seen, and without labels there is a sentence") {
    Page page;
    CHECK_FALSE(page.page.verdict().has_value());
    page.page.show();
    REQUIRE(eventually([&] { return page.page.verdict().has_value(); }));
    CHECK(page.text(QStringLiteral("verdictWord")).startsWith(QStringLiteral("Not enough labels")));
    page.opened.workspace.close();
    CHECK_FALSE(page.page.verdict().has_value());
}
