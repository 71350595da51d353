// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/report/tables.h"
#include "tests/support/hostile_names.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/charts/chart_samples.h"
#include "ui/charts/chart_export.h"

#include <filesystem>

#include <QImage>
#include <QXmlStreamReader>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using Catch::Contains;
using Catch::StartsWith;
using namespace faultline;
using analysis::GroupBy;
using base::Overwrite;
using tests::chartData;

namespace {

constexpr QSize plain(800, 500);

std::string exported(const tests::TemporaryFolder& folder, const char* name, const ui::ChartData& data,
                     const QSize& size = plain) {
    const auto written = ui::exportChart(data, folder / name, size, Overwrite::Yes);
    REQUIRE(written.has_value());
    return tests::readText(folder / name);
}

/// All texts that an SVG shows; fails where it is not well-formed.
QStringList textsOf(const std::string& svg) {
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    QStringList texts;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text"))
            texts << reader.readElementText();
    CHECK(reader.errorString().toStdString() == "");
    return texts;
}

} // namespace

TEST_CASE("An SVG is vector, well-formed, and carries letters, counts and the method as text") {
    const tests::TemporaryFolder folder;
    const std::string svg = exported(folder, "a.svg", chartData({12, 5, 2, 1, 30}));
    CHECK_THAT(svg, Contains("viewBox=\"0 0 800 500\"") && !Contains("<image"));
    const QStringList texts = textsOf(svg);
    for (const char* expected : {"Test × Model", "19 of 50 failures labelled, 1 excluded", "S", "B", "O",
                                 "Scale", "Background", "Occlusion", "12", "63.2 %", "30 unlabelled"}) {
        CAPTURE(expected);
        CHECK(texts.contains(QString::fromUtf8(expected)));
    }
    CHECK_THAT(
        texts.join(QLatin1Char(' ')).toStdString(),
        Contains("Shares are of the labelled failures. Whiskers: 95 % simultaneous intervals (Goodman 1965), "
                 "no finite-population correction."));
}

TEST_CASE("A chart of labels that are no random sample says so, drawn and in words") {
    const tests::TemporaryFolder folder;
    ui::ChartData data = chartData({12, 5, 2, 1, 30});
    data.statistics.sampling = {19, 7, false};
    const QString told = QStringLiteral("7 of 19 labels were given outside the plan: not a random sample");
    CHECK(textsOf(exported(folder, "a.svg", data)).contains(told));
    CHECK(ui::chartInWords(data).contains(told));
    data.statistics.sampling.reset();
    CHECK_FALSE(textsOf(exported(folder, "b.svg", data)).join(QLatin1Char(' ')).contains(u"random sample"));
}

TEST_CASE("Names from a file are plain text in a chart, whatever they contain") {
    const tests::TemporaryFolder folder;
    const std::vector<std::string> names{"<script>alert(1)</script>", "a&b", "3e5", "x\n\x1b[31m"};
    ui::ChartData data = chartData({5, 5, 5, 0, 5}, GroupBy::TrueClass, names);
    data.title = QStringLiteral("<b>]]>&amp;\"");
    const std::string svg = exported(folder, "a.svg", data);
    CHECK_THAT(svg, !Contains("<script>") && !Contains("\x1b"));
    const QStringList texts = textsOf(svg);
    CHECK(texts.contains(QStringLiteral("<b>]]>&amp;\"")));
    CHECK(texts.contains(QStringLiteral("<script>alert(1)</script>")));
    CHECK(texts.contains(QStringLiteral("a&b")));
    CHECK(texts.contains(QStringLiteral("3e5")));
}

TEST_CASE("An SVG is well-formed whatever classes, modes and the title are called") {
    const tests::TemporaryFolder folder;
    base::Random random(20261126);
    const auto hostile = [&random] { return tests::hostileName(random); };
    for (int round = 0; round < 60; ++round) {
        std::vector<std::string> names;
        for (int i = 0; i < 15; ++i)
            names.push_back(hostile());
        ui::ChartData data = chartData({5, 5, 5, 1, 5}, GroupBy::TrueClass, names);
        std::vector<labels::Mode> modes = data.taxonomy.modes();
        for (labels::Mode& mode : modes)
            mode.name = hostile();
        data.taxonomy = labels::Taxonomy::make(modes).value();
        data.title = QString::fromStdString(hostile()) + QChar(0xd800) + QChar(0xffff);
        CAPTURE(round);
        CHECK_FALSE(textsOf(exported(folder, "a.svg", data)).isEmpty()); // fails where a parser does
    }
}

TEST_CASE("Groups that don't fit are summed in one bar, and none is lost") {
    const tests::TemporaryFolder folder;
    const ui::ChartData data = chartData({200, 150, 100, 0, 150}, GroupBy::Pair);
    const std::size_t pairs = data.statistics.groups.size();
    REQUIRE(pairs == 30);
    const auto progressSum = [](const QStringList& texts) {
        int labelled = 0;
        for (const QString& text : texts)
            if (const QStringList parts = text.split(QLatin1Char('/')); parts.size() == 2)
                labelled += parts[0].toInt();
        return labelled;
    };
    const QStringList small = textsOf(exported(folder, "small.svg", data, {400, 300}));
    CHECK(small.filter(QStringLiteral(" → ")).size() > 5);
    CHECK(small.filter(QStringLiteral("other ")).size() == 1);
    CHECK(progressSum(small) == 450);
    const QStringList large = textsOf(exported(folder, "large.svg", data, {800, 2400}));
    CHECK(large.filter(QStringLiteral(" → ")).size() == static_cast<int>(pairs));
    CHECK(large.filter(QStringLiteral("other ")).isEmpty());
    CHECK(progressSum(large) == 450);
}

TEST_CASE("A PDF is one page of vector drawing of the size asked for") {
    const tests::TemporaryFolder folder;
    const std::string pdf = exported(folder, "a.pdf", chartData({12, 5, 2, 1, 30}));
    CHECK_THAT(pdf, StartsWith("%PDF-") && Contains("/Count 1") && !Contains("/Subtype /Image"));
    CHECK_THAT(pdf, Contains("/MediaBox [0 0 600")); // 800 pixels of 1/96 inch in points
}

TEST_CASE("A PNG has the size asked for times its pixel ratio, dark on white") {
    const tests::TemporaryFolder folder;
    const auto data = chartData({12, 5, 2, 1, 30});
    REQUIRE(ui::exportChart(data, folder / "one.PNG", plain, Overwrite::No, 1).has_value());
    REQUIRE(ui::exportChart(data, folder / "two.png", plain, Overwrite::No).has_value());
    const QImage one(QString::fromStdString((folder / "one.PNG").string()));
    const QImage two(QString::fromStdString((folder / "two.png").string()));
    CHECK(one.size() == plain);
    CHECK(two.size() == 2 * plain);
    CHECK(one.pixelColor(0, 0) == QColor(Qt::white));
    CHECK(two.dotsPerMeterX() == Approx(2 * one.dotsPerMeterX()).margin(1));
}

TEST_CASE("The numbers of a chart as CSV are those of the statistics") {
    const tests::TemporaryFolder folder;
    const auto data = chartData({12, 5, 2, 1, 30}, GroupBy::Pair);
    CHECK(exported(folder, "a.csv", data) ==
          report::statisticsTable(report::TableFormat::Csv, data.statistics, data.classes, data.taxonomy));
}

TEST_CASE("The figure shows the numbers of the statistics' table") {
    using Json = nlohmann::json;
    const tests::TemporaryFolder folder;
    const auto tableOf = [](const ui::ChartData& data) {
        return Json::parse(
            report::statisticsTable(report::TableFormat::Json, data.statistics, data.classes, data.taxonomy));
    };
    const auto percent = [](const Json& share) { return base::fixedText(100 * share.get<double>(), 1); };
    const auto checkShown = [](const QStringList& texts, const std::string& expected) {
        CAPTURE(expected);
        CHECK(texts.contains(QString::fromStdString(expected)));
    };

    const ui::ChartData plain = chartData({1234, 617, 100, 250, 2000});
    const QStringList shares = textsOf(exported(folder, "a.svg", plain));
    for (const Json& mode : tableOf(plain)["modes"]) {
        checkShown(shares, base::groupedText(mode["count"]));
        checkShown(shares, percent(mode["share"]) + " %");
        checkShown(shares, percent(mode["low"]) + "–" + percent(mode["high"]));
    }
    const ui::ChartData grouped = chartData({12, 5, 2, 9, 30}, GroupBy::TrueClass);
    const QStringList stacks = textsOf(exported(folder, "b.svg", grouped));
    for (const Json& group : tableOf(grouped)["groups"]) {
        checkShown(stacks, group["true"].get<std::string>());
        checkShown(stacks, base::groupedText(group["labelled"]) + "/" + base::groupedText(group["failures"]));
    }
}

TEST_CASE("A chart is not written where a file stands, under another suffix, or in a size without sense") {
    const tests::TemporaryFolder folder;
    const auto data = chartData({1, 1, 1, 1, 1});
    const auto message = [&](const char* name, const QSize& size, double ratio = 1) {
        const auto written = ui::exportChart(data, folder / name, size, Overwrite::No, ratio);
        REQUIRE_FALSE(written.has_value());
        return written.error().message;
    };
    tests::writeText(folder / "mine.svg", "mine");
    CHECK_THAT(message("mine.svg", plain), Contains("exists already"));
    CHECK(tests::readText(folder / "mine.svg") == "mine");
    CHECK_THAT(message("a.jpg", plain), Contains(".svg, .pdf, .png or .csv"));
    CHECK_THAT(message("a", plain), Contains(".svg, .pdf, .png or .csv"));
    CHECK_THAT(message("a.svg", {0, 500}), Contains("0 × 500"));
    CHECK_THAT(message("a.png", {100'000, 100'000}), Contains("100000 × 100000"));
    CHECK_THAT(message("a.png", plain, 9), Contains("pixel ratio"));
    CHECK_THAT(message("no/folder/a.png", plain), Contains("no/folder/a.png"));
    CHECK_FALSE(std::filesystem::exists(folder / "a.svg"));
}
