// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/failure_delegate.h"

#include "tests/support/opened_workspace.h"
#include "ui/failures/failure_grid.h"
#include "ui/failures/failure_model.h"
#include "ui/workspace/judgement_style.h"

#include <QPainter>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

namespace {

const QColor paper(250, 250, 250), ink(10, 10, 10), highlight(0, 90, 255);

/// Tiles of a synthetic study, painted one by one.
struct Tiles {
    OpenedWorkspace opened;
    ui::FailureModel model{opened.workspace};
    ui::FailureDelegate delegate{opened.workspace};

    explicit Tiles(int factor = 3) {
        delegate.setMetrics(ui::TileMetrics::at(factor, QFontMetrics(QFont())));
        // Where nothing is current, nothing but labels and selection marks a tile.
        opened.workspace.cursor().select(-1, {});
    }

    [[nodiscard]] QImage paint(int position, QStyle::State state = QStyle::State_Enabled) const {
        QImage image(delegate.metrics().tile, QImage::Format_RGB32);
        image.fill(paper);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.state = state;
        option.palette.setColor(QPalette::Text, ink);
        option.palette.setColor(QPalette::Highlight, highlight);
        option.palette.setColor(QPalette::AlternateBase, paper);
        QPainter painter(&image);
        delegate.paint(&painter, option, model.index(position));
        return image;
    }
    /// The second line of the text: predicted class and confidence.
    [[nodiscard]] QRect secondLine() const {
        const QFontMetrics font{QFont()};
        const ui::TileMetrics& metrics = delegate.metrics();
        return {0, 6 + metrics.imageSide + 5 + font.height(), metrics.tile.width(), font.height()};
    }
};

/// Pixels of exactly this colour.
int count(const QImage& image, const QColor& colour, const QRect& area) {
    int found = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            found += image.pixel(x, y) == colour.rgb() ? 1 : 0;
    return found;
}

/// Pixels that are not paper.
int marked(const QImage& image, const QRect& area) {
    return area.width() * area.height() - count(image, paper, area);
}

} // namespace

TEST_CASE("A labelled failure wears its badge in the upper right corner, an unlabelled one none") {
    Tiles tiles;
    const labels::Judgement judgement = tiles.opened.mode(1);
    const QColor fill = ui::judgementStyle(judgement, tiles.opened.workspace.study().taxonomy()).fill;
    const QRect corner(tiles.delegate.metrics().tile.width() / 2, 0,
                       tiles.delegate.metrics().tile.width() / 2, 30);
    CHECK(count(tiles.paint(0), fill, corner) < 10);
    tiles.opened.label({0}, judgement);
    CHECK(count(tiles.paint(0), fill, corner) > 100);
    CHECK(count(tiles.paint(1), fill, corner) < 10);
}

TEST_CASE(
    "A failure with a note wears a small sheet on its picture, at the lower right, and no other one does") {
    Tiles tiles;
    const QColor sheet(0xff, 0xf4, 0xb8);
    const ui::TileMetrics& metrics = tiles.delegate.metrics();
    const QRect all(QPoint(), metrics.tile);
    const QRect corner(metrics.tile.width() / 2, metrics.imageSide / 2, metrics.tile.width() / 2,
                       metrics.imageSide / 2 + 6);
    CHECK(count(tiles.paint(0), sheet, all) == 0);
    tiles.opened.act([&] {
        tiles.opened.workspace.labelling().label({0}, {std::nullopt, std::string("half a dog")});
    });
    CHECK(count(tiles.paint(0), sheet, corner) > 20);
    CHECK(count(tiles.paint(0), sheet, all) == count(tiles.paint(0), sheet, corner));
    CHECK(count(tiles.paint(1), sheet, all) == 0);
}

TEST_CASE("The current failure alone is framed, and a selected one is filled") {
    Tiles tiles;
    tiles.opened.workspace.cursor().select(2, {});
    const QRect all(QPoint(), tiles.delegate.metrics().tile);
    const QImage current = tiles.paint(2);
    const int edge = all.width() / 2;
    CHECK(count(current, highlight, {edge, 0, 1, 5}) >= 1);
    CHECK(count(current, highlight, {edge, all.height() - 5, 1, 5}) >= 1);
    CHECK(count(current, highlight, all) > all.width() + all.height());
    CHECK(count(tiles.paint(3), highlight, all) == 0);

    const QImage selected = tiles.paint(3, QStyle::State_Enabled | QStyle::State_Selected);
    CHECK(count(selected, highlight, all) == 0);
    CHECK(selected.pixelColor(4, all.height() / 2) != paper);
    CHECK(selected.pixelColor(4, all.height() / 2) != tiles.paint(3).pixelColor(4, all.height() / 2));
}

TEST_CASE("A name that is too long is cut, and the predicted class still begins its line") {
    Tiles tiles;
    ui::TileMetrics narrow = tiles.delegate.metrics();
    const QFontMetrics font{QFont()};
    narrow.imageSide = 32;
    narrow.tile.setWidth(font.horizontalAdvance(QStringLiteral("→ autom 100 %")));
    tiles.delegate.setMetrics(narrow);
    const QRect line = tiles.secondLine();
    const int start = font.horizontalAdvance(QStringLiteral("→ a"));
    for (int position = 0; position < tiles.model.rowCount(); ++position) {
        CAPTURE(position);
        const QImage tile = tiles.paint(position);
        CHECK(marked(tile, {line.left(), line.top(), start + 6, line.height()}) > 20);
        CHECK(marked(tile, {0, 0, 1, tile.height()}) == 0); // nothing reaches the neighbours
        CHECK(marked(tile, {tile.width() - 1, 0, 1, tile.height()}) == 0);
    }
}

TEST_CASE("The line of the predicted class differs where the class does") {
    Tiles tiles;
    const auto& failures = tiles.opened.workspace.items().failures();
    const QRect name(0, tiles.secondLine().top(), tiles.delegate.metrics().tile.width() / 2,
                     tiles.secondLine().height());
    for (int i = 1; i < static_cast<int>(failures.size()); ++i) {
        const bool sameClass = failures[static_cast<std::size_t>(i)].predicted == failures[0].predicted;
        CAPTURE(i, sameClass);
        CHECK((tiles.paint(i).copy(name) == tiles.paint(0).copy(name)) == sameClass);
    }
}

TEST_CASE("Each pixel of a picture is a square of whole pixels, and the smallest tiles have no text") {
    for (const int factor : {1, 3}) {
        CAPTURE(factor);
        Tiles tiles(factor);
        const base::SampleIndex sample = tiles.opened.workspace.items().failure(0).sample;
        REQUIRE(
            tests::eventually([&] { return !tiles.opened.workspace.pixels().reduced(sample, 32).isNull(); }));
        const QImage picture = tiles.opened.workspace.pixels().reduced(sample, 32);
        const QImage tile = tiles.paint(0);
        const int left = (tile.width() - 32 * factor) / 2, top = 6;
        for (int i = 0; i < 32; ++i) {
            CHECK(tile.pixelColor(left + i * factor, top + i * factor) == picture.pixelColor(i, i));
            CHECK(tile.pixelColor(left + i * factor + factor - 1, top + i * factor + factor - 1) ==
                  picture.pixelColor(i, i));
        }
        const QRect below(0, top + 32 * factor, tile.width(), tile.height() - top - 32 * factor);
        CHECK((marked(tile, below) > 0) == (factor > 1));
    }
}

TEST_CASE("The predicted class is cut last: first the confidence leaves its line") {
    const QFontMetrics font{QFont()};
    const ui::TileText text{QStringLiteral("cat_of_the_northern_hemisphere"),
                            QStringLiteral("→ dog_of_the_northern_hemisphere"), QStringLiteral("97 %")};
    const ui::TileText wide = text.fitted(font, text.width(font));
    CHECK(wide.truth == text.truth);
    CHECK(wide.predicted == text.predicted);
    CHECK_FALSE(wide.isConfidenceAbove);

    const ui::TileText narrower = text.fitted(font, font.horizontalAdvance(text.predicted) + 2);
    CHECK(narrower.predicted == text.predicted);
    CHECK(narrower.isConfidenceAbove);
    CHECK(narrower.truth != text.truth);
    CHECK(narrower.truth.startsWith(QStringLiteral("cat")));
    CHECK(narrower.truth.endsWith(QStringLiteral("here")));

    const int little = font.horizontalAdvance(text.predicted) / 2;
    const ui::TileText narrow = text.fitted(font, little);
    CHECK(font.horizontalAdvance(narrow.predicted) <= little);
    CHECK(narrow.predicted.startsWith(QStringLiteral("→ dog")));
    CHECK(narrow.predicted.endsWith(u'e'));
}

TEST_CASE("A tile with long names uses the width that the grid has for it") {
    tests::SyntheticOptions options;
    options.nameEnd = " (juvenile)";
    OpenedWorkspace opened(options);
    ui::FailureGrid grid(opened.workspace);
    grid.resize(340, 400); // two columns with much to spare
    grid.show();
    QCoreApplication::processEvents();
    const QRect cell = grid.visualRect(grid.model()->index(0, 0));
    CHECK(cell.width() > ui::TileMetrics::at(3, QFontMetrics(QFont())).tile.width());
    CHECK(cell.width() == grid.gridSize().width());
    // What is a little too narrow for three columns has three all the same.
    const int tile = ui::TileMetrics::at(3, QFontMetrics(QFont())).tile.width();
    grid.resize(grid.width() - grid.viewport()->width() + 3 * tile - 9, 400);
    QCoreApplication::processEvents();
    CHECK(grid.gridSize().width() < tile);
    CHECK(grid.visualRect(grid.model()->index(2, 0)).top() ==
          grid.visualRect(grid.model()->index(0, 0)).top());
}
