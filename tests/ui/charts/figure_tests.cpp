// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/report/tables.h"
#include "tests/ui/charts/chart_samples.h"
#include "ui/charts/chart_figure.h"
#include "ui/charts/chart_text.h"
#include "ui/workspace/judgement_style.h"

#include <algorithm>
#include <cstdlib>

#include <QImage>
#include <QLocale>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using namespace faultline;
using analysis::GroupBy;
using tests::againstControls;
using tests::chartData;
using tests::overLabels;
using tests::withIntervals;

namespace {

QImage picture(const ui::ChartData& data, const ui::ChartStyle& style, const QSize& size,
               double pixelRatio = 1) {
    QImage image(size * pixelRatio, QImage::Format_RGB32);
    image.fill(Qt::magenta); // shows wherever the figure does not paint
    ui::ChartFigure figure(data, style, size);
    figure.paint(image, ui::ChartFigure::Medium::Pixels);
    return image;
}

QPalette darkPalette() {
    QPalette palette;
    palette.setColor(QPalette::Base, QColor(0x1e, 0x20, 0x24));
    palette.setColor(QPalette::Text, QColor(0xe8, 0xe8, 0xe8));
    return palette;
}

/// Pixels of exactly this colour.
int count(const QImage& image, const QColor& colour) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            found += image.pixel(x, y) == colour.rgb() ? 1 : 0;
    return found;
}

/// The longest unbroken line of this colour, in pixels from left to right, from that row down.
int widest(const QImage& image, const QColor& colour, int fromRow) {
    int most = 0;
    for (int y = fromRow; y < image.height(); ++y) {
        int run = 0;
        for (int x = 0; x < image.width(); ++x) {
            run = image.pixel(x, y) == colour.rgb() ? run + 1 : 0;
            most = std::max(most, run);
        }
    }
    return most;
}

QColor colourOf(const char* slug) {
    return QColor(QString::fromStdString(labels::standardTaxonomy().find(slug)->colour));
}

QColor excludedColour() {
    return ui::judgementStyle(labels::Judgement::excluded(), labels::standardTaxonomy()).fill;
}

} // namespace

TEST_CASE("No chart draws anything at its very border, where it would be cut") {
    const std::vector<std::string> longNames(
        8, "Felis silvestris catus, the domestic cat of any breed whatever");
    const std::vector<ui::ChartData> charts{
        chartData({}),
        chartData({0, 0, 0, 0, 541}),
        chartData({3, 1, 0, 0, 500}),
        chartData({90000, 80000, 70000, 12345, 100000}),
        chartData({0, 0, 0, 5, 0}, GroupBy::Pair),
        chartData({100, 80, 60, 10, 200}, GroupBy::Pair),
        chartData({100, 80, 60, 10, 200}, GroupBy::TrueClass, longNames),
        chartData({}, GroupBy::Pair),
        withIntervals(chartData({100, 80, 60, 10, 200}, GroupBy::Pair)),
        withIntervals(chartData({100, 80, 60, 10, 200}, GroupBy::TrueClass, longNames)),
        withIntervals(chartData({}, GroupBy::Pair)),
        againstControls({100, 80, 60, 10, 200}),
        againstControls({}),
        overLabels({100, 80, 60, 10, 200}),
        overLabels({0, 0, 0, 3, 0}),
        overLabels({}),
    };
    for (const QSize size :
         {QSize(280, 216), QSize(320, 260), QSize(400, 300), QSize(1200, 800), QSize(300, 900)}) {
        for (std::size_t chart = 0; chart < charts.size(); ++chart) {
            for (const auto& style : {ui::exportStyle(size), ui::windowStyle(darkPalette(), QFont())}) {
                CAPTURE(size.width(), size.height(), chart, style.unit);
                const QImage image = picture(charts[chart], style, size);
                int foreign = 0;
                for (int x = 0; x < size.width(); ++x)
                    for (const int y : {0, 1, 2, size.height() - 3, size.height() - 2, size.height() - 1})
                        foreign += image.pixel(x, y) == style.background.rgb() ? 0 : 1;
                for (int y = 0; y < size.height(); ++y)
                    for (const int x : {0, 1, 2, size.width() - 3, size.width() - 2, size.width() - 1})
                        foreign += image.pixel(x, y) == style.background.rgb() ? 0 : 1;
                CHECK(foreign == 0);
            }
        }
    }
}

TEST_CASE("Where nothing has failed no room is left for the strip of all failures, wherever it would stand") {
    const QSize size(300, 260);
    const auto rowsApart = [&](ui::ChartFigure::Order order) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::magenta);
        ui::ChartFigure figure(chartData({}), ui::windowStyle(QPalette(), QFont()), size, order);
        figure.paint(image, ui::ChartFigure::Medium::Pixels);
        const auto topOf = [&](const char* slug) {
            int y = 0;
            while (y < image.height() && count(image.copy(0, y, image.width(), 1), colourOf(slug)) == 0)
                ++y;
            return y;
        };
        return std::abs(topOf("occlusion") - topOf("scale"));
    };
    const int usual = rowsApart(ui::ChartFigure::Order::HeadingFirst);
    CHECK(usual > 4);
    CHECK(std::abs(rowsApart(ui::ChartFigure::Order::ChartFirst) - usual) <= 1);
}

TEST_CASE("Bars are as long as the shares they stand for") {
    const QSize size(900, 600);
    const QImage image = picture(chartData({60, 30, 10, 0, 0}), ui::exportStyle(size), size);
    const int below = size.height() * 3 / 10; // under the strip of all failures
    const double scale = widest(image, colourOf("scale"), below);
    const double background = widest(image, colourOf("background"), below);
    const double occlusion = widest(image, colourOf("occlusion"), below);
    CHECK(background / scale == Approx(0.5).margin(0.02));
    CHECK(occlusion / scale == Approx(1.0 / 6).margin(0.02));
}

TEST_CASE("A chart without labels shows the unlabelled and no mode's bar") {
    const QSize size(600, 400);
    const auto style = ui::exportStyle(size);
    const QImage image = picture(chartData({0, 0, 0, 0, 40}), style, size);
    CHECK(widest(image, style.unlabelled, 0) > size.width() * 8 / 10);
    const QImage nothing = picture(chartData({}), style, size);
    CHECK(widest(image, colourOf("scale"), 0) == widest(nothing, colourOf("scale"), 0)); // the badge alone
    CHECK(widest(nothing, style.unlabelled, 0) == 0);
}

TEST_CASE("The excluded change no mode's share, and are a part of all failures") {
    const QSize size(600, 400);
    const auto style = ui::exportStyle(size);
    const QImage without = picture(chartData({20, 10, 5, 0, 15}), style, size);
    const QImage with = picture(chartData({20, 10, 5, 50, 15}), style, size);
    const int below = size.height() * 3 / 10; // under the strip of all failures
    for (const char* mode : {"scale", "background", "occlusion"})
        CHECK(widest(with, colourOf(mode), below) == widest(without, colourOf(mode), below));
    const double excluded = widest(with, excludedColour(), 0);
    CHECK(excluded / widest(with, style.unlabelled, 0) == Approx(50.0 / 15).margin(0.1));
    CHECK(widest(without, excludedColour(), 0) == 0);
}

TEST_CASE("A stacked bar is all failures of its group, the excluded and the unlabelled among them") {
    const QSize size(900, 300);
    const auto style = ui::exportStyle(size);
    // One group, so that one bar has all of them: 40 % scale, 10 % background, 30 % excluded, 20 %
    // unlabelled.
    const auto data = chartData({40, 10, 0, 30, 20}, GroupBy::TrueClass, {"cat", "dog"});
    analysis::Statistics one = data.statistics;
    one.groups = {{base::ClassId(0), {}, {}, *data.statistics.whole}};
    const QImage image = picture({data.title, data.classes, data.taxonomy, one}, style, size);
    const int below = size.height() / 2; // under the legend
    const double scale = widest(image, colourOf("scale"), below);
    REQUIRE(scale > 100);
    // A mark stands in the middle of a part and parts its lines, but not those above the mark.
    CHECK(widest(image, colourOf("background"), below) / scale == Approx(0.25).margin(0.03));
    CHECK(widest(image, excludedColour(), below) / scale == Approx(0.75).margin(0.03));
    CHECK(widest(image, style.unlabelled, below) / scale == Approx(0.5).margin(0.03));
}

TEST_CASE("A chart takes the window's palette and fills its device at every pixel ratio") {
    const QSize size(360, 280);
    for (const double ratio : {1.0, 1.5, 2.0}) {
        const auto style = ui::windowStyle(darkPalette(), QFont());
        const QImage image = picture(chartData({20, 10, 5, 1, 15}), style, size, ratio);
        CHECK(count(image, Qt::magenta) == 0);
        CHECK(image.pixelColor(1, 1) == QColor(0x1e, 0x20, 0x24));
        CHECK(count(image, style.background) > image.width() * image.height() / 2);
    }
}

TEST_CASE("The same data give the same picture under a German locale") {
    const QSize size(500, 350);
    const auto data = chartData({1234, 617, 100, 3, 2000});
    const QImage before = picture(data, ui::exportStyle(size), size);
    const QString words = ui::chartInWords(data);
    const QLocale locale;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const QImage after = picture(data, ui::exportStyle(size), size);
    const QString wordsAfter = ui::chartInWords(data);
    QLocale::setDefault(locale);
    CHECK(before == after);
    CHECK(words == wordsAfter);
}

TEST_CASE("A chart in words states every number") {
    const QString words = ui::chartInWords(chartData({3, 1, 0, 2, 4}));
    CHECK(words.startsWith(QStringLiteral("Test × Model. 4 of 10 failures labelled, 2 excluded.")));
    CHECK(words.contains(QStringLiteral("Scale 3, 75.0 %, interval ")));
    CHECK(words.contains(QStringLiteral("Occlusion 0, 0.0 %, interval 0.0 to ")));
    CHECK(words.contains(QStringLiteral("excluded 2; unlabelled 4.")));
    CHECK_FALSE(ui::chartInWords(chartData({0, 0, 0, 0, 4})).contains(QStringLiteral("interval")));
    const QString grouped = ui::chartInWords(chartData({3, 1, 0, 2, 4}, GroupBy::TrueClass));
    CHECK(grouped.contains(QStringLiteral("airplane: Scale ")));
}

TEST_CASE("A chart in words says the numbers of the statistics' table") {
    using Json = nlohmann::json;
    for (const auto& data :
         {chartData({1234, 617, 100, 250, 2000}), chartData({3, 1, 0, 2, 4}, GroupBy::TrueClass)}) {
        const auto table = [&](report::TableFormat format) {
            return report::statisticsTable(format, data.statistics, data.classes, data.taxonomy);
        };
        const Json json = Json::parse(table(report::TableFormat::Json));
        const std::string words = ui::chartInWords(data).toStdString();
        // The first line of `faultline stats` is the chart's, too.
        const std::string text = table(report::TableFormat::Text);
        CHECK(ui::labellingProgress(data).toStdString() == text.substr(0, text.find('\n')));
        const auto checkNumbers = [&](const Json& distribution, const std::string& before) {
            std::string expected = before;
            for (std::size_t i = 0; i < distribution["modes"].size(); ++i) {
                const Json& mode = distribution["modes"][i];
                expected += labels::judgementName(labels::categoriesOf(data.taxonomy)[i], data.taxonomy) +
                            " " + base::groupedText(mode["count"]);
                if (distribution["labelled"] > 0)
                    expected += ", " + base::fixedText(100 * mode["share"].get<double>(), 1) +
                                " %, interval " + base::fixedText(100 * mode["low"].get<double>(), 1) +
                                " to " + base::fixedText(100 * mode["high"].get<double>(), 1) + " %";
                expected += "; ";
            }
            expected += "excluded " + base::groupedText(distribution["excluded"]) + "; unlabelled " +
                        base::groupedText(distribution["unlabelled"]);
            CHECK_THAT(words, Catch::Contains(expected));
        };
        checkNumbers(json, "");
        if (json.contains("groups"))
            for (const Json& group : json["groups"])
                checkNumbers(group, group["true"].get<std::string>() + ": ");
    }
}

TEST_CASE("A chart of several annotators adds up nothing that is not theirs together") {
    ui::ChartData data = chartData({3, 1, 0, 2, 4});
    const analysis::Distribution one = *data.statistics.whole;
    data.statistics = {
        std::nullopt, analysis::Grouping::Annotator, {{{}, {}, "Ann", one}, {{}, {}, "Bob", one}}};
    CHECK(ui::labellingProgress(data) == QStringLiteral("10 failures, labelled by 2 annotators"));
    data.statistics.groups.clear();
    CHECK(ui::labellingProgress(data) == QStringLiteral("nobody has labelled a failure yet"));
}

TEST_CASE("Text is wrapped between words and cut only when it must be") {
    const QFont font;
    const int width = ui::textWidth(QStringLiteral("one two"), font);
    CHECK(ui::wrapped(QStringLiteral("one two one two one"), font, width) ==
          QStringList{QStringLiteral("one two"), QStringLiteral("one two"), QStringLiteral("one")});
    CHECK(ui::elided(QStringLiteral("one two"), font, width) == QStringLiteral("one two"));
    const QString cut = ui::elided(QStringLiteral("one two three"), font, width);
    CHECK(cut.endsWith(QChar(0x2026)));
    CHECK(ui::textWidth(cut, font) <= width);
    CHECK(ui::wrapped(QStringLiteral("incomprehensibilities"), font, width).size() == 1);
    CHECK(ui::oneLine(QStringLiteral("a\nb\x1b")) == QStringLiteral("a\uFFFDb\uFFFD"));
}

TEST_CASE("Where a class pair is shortened its whole name can be asked for, elsewhere none") {
    const auto wholeNames = [](const std::vector<std::string>& classes) {
        const ui::ChartData data = chartData({6, 3, 2, 1, 8}, analysis::GroupBy::Pair, classes);
        const QSize size(340, 300);
        const ui::ChartFigure figure(data, ui::windowStyle(QPalette(), QFont()), size);
        QStringList found;
        for (int y = 0; y < size.height(); ++y)
            if (const QString name = figure.wholeNameAt(QPointF(40, y)); !name.isEmpty())
                found << name;
        found.removeDuplicates();
        CHECK(figure.wholeNameAt(QPointF(size.width() - 4, 150)).isEmpty());
        return found;
    };
    CHECK(wholeNames({"cat", "dog", "elk"}).isEmpty());
    const QStringList names = wholeNames({"cat_of_the_northern_hemisphere", "dog_of_the_northern_hemisphere",
                                          "elk_of_the_northern_hemisphere"});
    REQUIRE_FALSE(names.isEmpty());
    CHECK(names.front().contains(QStringLiteral("_of_the_northern_hemisphere → ")));
}

namespace {

/// From the left: the middle of all pixels of exactly this colour below a row.
double middleOf(const QImage& image, const QColor& colour, int fromRow) {
    double sum = 0;
    int found = 0;
    for (int y = fromRow; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == colour.rgb()) {
                sum += x;
                ++found;
            }
    return found == 0 ? -1 : sum / found;
}

} // namespace

TEST_CASE("Against controls each mode has a point at its share, and none without a label") {
    const QSize size(1200, 400);
    const auto style = ui::exportStyle(size);
    const auto onlyFailures = [&](const tests::ChartCounts& counts) {
        ui::ChartData data = againstControls(counts);
        data.statistics.groups.pop_back(); // one row, so that a colour is one point
        data.statistics.groups.push_back({{}, {}, {}, {}, analysis::Role::Control});
        data.statistics.groups.back().distribution = analysis::distributionOf({}, data.taxonomy);
        return picture(data, style, size);
    };
    const int below = size.height() * 3 / 10; // under title and badges
    const double none = middleOf(onlyFailures({0, 50, 50, 0, 0}), colourOf("scale"), below);
    const double half = middleOf(onlyFailures({50, 50, 0, 0, 0}), colourOf("scale"), below);
    const double all = middleOf(onlyFailures({50, 0, 0, 0, 0}), colourOf("scale"), below);
    REQUIRE(none > 0);
    CHECK(half - none == Approx(all - half).margin(2));
    CHECK(all - none > 50);
    CHECK(middleOf(onlyFailures({0, 0, 0, 0, 50}), colourOf("scale"), below) < 0);
}

TEST_CASE("Over the labels a share's curve ends at the share of all") {
    const QSize size(900, 600);
    const QImage image = picture(overLabels({60, 30, 10, 0, 0}), ui::exportStyle(size), size);
    const auto lowest = [&](const QColor& colour, int column) {
        for (int y = size.height() - 1; y > size.height() / 4; --y)
            if (image.pixel(column, y) == colour.rgb())
                return y;
        return -1;
    };
    // Close to the right end, where curves are all but flat.
    const int column = size.width() - 60;
    const int scale = lowest(colourOf("scale"), column), background = lowest(colourOf("background"), column),
              occlusion = lowest(colourOf("occlusion"), column);
    REQUIRE(scale > 0);
    REQUIRE(background > 0);
    REQUIRE(occlusion > 0);
    CHECK(static_cast<double>(occlusion - scale) / (occlusion - background) == Approx(2.5).margin(0.2));
}

TEST_CASE("The new kinds of charts say in words what they show") {
    const QString roles = ui::chartInWords(againstControls({20, 10, 5, 0, 15}));
    CHECK(roles.contains(QStringLiteral("35 of 50 failures and ")));
    CHECK(roles.contains(QStringLiteral("controls: Scale")));
    CHECK(ui::chartCaption(againstControls({1, 1, 1, 0, 0})).contains(QStringLiteral("Goodman")));
    const QString labels = ui::chartInWords(overLabels({20, 10, 5, 0, 15}));
    CHECK(labels.contains(QStringLiteral("Scale 20")));
    CHECK(labels.contains(QStringLiteral("35 steps")));
    CHECK(ui::chartCaption(overLabels({1, 1, 1, 0, 0})).contains(QStringLiteral("not for stopping")));
}

TEST_CASE(
    "A chart of groups asks for the height of a dozen of its rows, and of fewer where there are fewer") {
    std::vector<std::string> names;
    for (char letter = 'a'; letter < 'u'; ++letter)
        names.push_back(std::string(1, letter) + "_of_the_northern_hemisphere_and_more_of_it");
    const auto style = ui::windowStyle(QPalette(), QFont());
    for (const bool hasIntervals : {false, true})
        for (const std::size_t classes : {3U, 12U, 20U}) {
            CAPTURE(hasIntervals, classes);
            auto data = chartData({100, 80, 60, 10, 200}, GroupBy::TrueClass,
                                  {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(classes)});
            if (hasIntervals)
                data = withIntervals(data);
            const auto groups = static_cast<int>(data.statistics.groups.size());
            REQUIRE((classes > 12) == (groups > 12));
            const QSize least(300, ui::ChartFigure(data, style, {300, 100}).leastHeight());
            const ui::ChartFigure figure(data, style, least);
            QStringList rows;
            for (int y = 0; y < least.height(); ++y)
                if (const QString name = figure.wholeNameAt(QPointF(30, y)); !name.isEmpty())
                    rows << name;
            rows.removeDuplicates();
            CHECK(rows.filter(QStringLiteral("hemisphere")).size() == (groups > 12 ? 11 : groups));
            CHECK(figure.hasCaption()); // where it is scrolled all the same
        }
    CHECK(ui::ChartFigure(overLabels({60, 30, 10, 0, 0}), style, {300, 100}).leastHeight() > 150);
}

TEST_CASE("Where the lower part of a chart is scrolled to, its bars come before heading and strip") {
    const auto style = ui::windowStyle(QPalette(), QFont());
    const auto data = chartData({0, 0, 0, 0, 40}); // a mode's colour is its badge's alone
    const QSize size(300, ui::ChartFigure(data, style, {300, 100}).leastHeight());
    using Order = ui::ChartFigure::Order;
    const auto rowOf = [&](Order order, const QColor& colour) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::magenta);
        ui::ChartFigure(data, style, size, order).paint(image, ui::ChartFigure::Medium::Pixels);
        for (int y = 0; y < size.height(); ++y)
            if (widest(image.copy(0, y, size.width(), 1), colour, 0) > 5) // no letter's edge
                return y;
        return -1;
    };
    CHECK(rowOf(Order::HeadingFirst, colourOf("scale")) > rowOf(Order::HeadingFirst, style.unlabelled));
    CHECK(rowOf(Order::ChartFirst, colourOf("occlusion")) < rowOf(Order::ChartFirst, style.unlabelled));
    CHECK(rowOf(Order::ChartFirst, colourOf("scale")) < 3 * style.unit);
    CHECK(rowOf(Order::ChartFirst, style.unlabelled) > 0);
}
