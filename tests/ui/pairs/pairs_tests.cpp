// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pairs/pairs_panel.h"

#include "tests/support/opened_workspace.h"
#include "ui/pairs/confusion_painter.h"
#include "ui/pairs/progress_delegate.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLocale>
#include <QPainter>

#include <cmath>
#include <map>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

TEST_CASE("The pair model lists each pair once, most frequent first, with its progress") {
    OpenedWorkspace opened;
    ui::PairModel model(opened.workspace);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    opened.label({0, 1}, opened.mode(0));
    const model::Prediction& first = opened.workspace.items().failure(0);
    REQUIRE(tests::eventually([&] {
        const int row = model.rowOf(first.truth, first.predicted);
        return row >= 0 && model.pairs()[static_cast<std::size_t>(row)].labelled > 0;
    }));
    std::uint32_t failures = 0, labelled = 0, previous = UINT32_MAX;
    for (const analysis::ClassPair& pair : model.pairs()) {
        CHECK(pair.count <= previous);
        previous = pair.count;
        failures += pair.count;
        labelled += pair.labelled;
    }
    CHECK(failures == 12);
    CHECK(labelled == 2);
    CHECK(model.rowOf(base::ClassId(9), base::ClassId(9)) == -1);
    opened.workspace.close();
    CHECK(model.rowCount() == 0);
}

TEST_CASE("The bracket keys step through the pairs and stop at the ends") {
    OpenedWorkspace opened;
    ui::PairsPanel panel(opened.workspace);
    const ui::PairModel model(opened.workspace);
    REQUIRE(model.rowCount() > 1);
    QAction* previous = panel.goActions()[0];
    QAction* next = panel.goActions()[1];
    CHECK(previous->shortcut() == QKeySequence(Qt::Key_BracketLeft));
    const auto shown = [&] {
        const workbench::Filter& filter = opened.workspace.visible().filter();
        return filter.truth && filter.predicted ? model.rowOf(*filter.truth, *filter.predicted) : -1;
    };
    next->trigger();
    CHECK(shown() == 0);
    next->trigger();
    CHECK(shown() == 1);
    previous->trigger();
    previous->trigger();
    CHECK(shown() == 0);
    panel.goActions()[2]->trigger();
    CHECK(opened.workspace.visible().filter().isEmpty());
}

TEST_CASE("A click into the matrix shows that pair, a click on the diagonal nothing") {
    OpenedWorkspace opened;
    ui::PairsPanel panel(opened.workspace);
    auto* matrix = panel.findChild<ui::ConfusionView*>();
    REQUIRE(matrix != nullptr);
    matrix->resize(400, 400); // no two classes share a pixel
    matrix->setFocus();
    // The cursor starts at the diagonal's first cell.
    QTest::keyClick(matrix, Qt::Key_Return);
    CHECK(opened.workspace.visible().filter().isEmpty());
    QTest::keyClick(matrix, Qt::Key_Right);
    QTest::keyClick(matrix, Qt::Key_Return);
    CHECK(opened.workspace.visible().filter().truth == base::ClassId(0));
    CHECK(opened.workspace.visible().filter().predicted == base::ClassId(1));
}

TEST_CASE("The pair model keeps the rules of item models through arrivals, labels and another study") {
    tests::SyntheticOptions options;
    options.completion = tests::Completion::Partial;
    OpenedWorkspace opened(options);
    ui::PairModel model(opened.workspace);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto failuresIn = [&] {
        std::uint32_t failures = 0;
        for (const analysis::ClassPair& pair : model.pairs())
            failures += pair.count;
        return failures;
    };
    const auto all = tests::syntheticPredictions(options);
    for (std::uint32_t first = options.batch; first < options.samples; first += options.batch)
        opened.workspace.takeBatch(tests::syntheticBatch(options, all, first));
    REQUIRE(tests::eventually([&] { return failuresIn() == options.failures; }));
    opened.label({0}, opened.mode(0));
    opened.act([&] { opened.workspace.labelling().undo(); });
    opened.workspace.close();
    CHECK(model.rowCount() == 0);
}

TEST_CASE("A click on a pair filters by it and keeps the other conditions") {
    OpenedWorkspace opened;
    ui::PairsPanel panel(opened.workspace);
    panel.resize(400, 700);
    panel.show();
    REQUIRE(QTest::qWaitForWindowExposed(&panel));
    ui::VisibleFailures& visible = opened.workspace.visible();
    visible.setFilter({std::nullopt, std::nullopt, labels::Judgement()});
    auto* list = panel.findChild<QTreeView*>(QStringLiteral("pairList"));
    const auto* model = static_cast<ui::PairModel*>(list->model());
    REQUIRE(model->rowCount() > 1);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::NoModifier,
                      list->visualRect(model->index(1, 0)).center());
    const analysis::ClassPair& pair = model->pairs()[1];
    CHECK(visible.filter() == workbench::Filter{pair.truth, pair.predicted, labels::Judgement()});
    panel.goActions()[2]->trigger(); // all pairs
    CHECK(visible.filter() == workbench::Filter{std::nullopt, std::nullopt, labels::Judgement()});
}

TEST_CASE("The list marks the pair of the filter, and none where the filter has no pair of it") {
    OpenedWorkspace opened;
    ui::PairsPanel panel(opened.workspace);
    auto* list = panel.findChild<QTreeView*>(QStringLiteral("pairList"));
    const auto* model = static_cast<ui::PairModel*>(list->model());
    const auto marked = [&] {
        const QModelIndexList rows = list->selectionModel()->selectedRows();
        return rows.isEmpty() ? -1 : rows.front().row();
    };
    CHECK(marked() == -1);
    const analysis::ClassPair pair = model->pairs()[1];
    ui::VisibleFailures& visible = opened.workspace.visible();
    visible.setFilter({pair.truth, pair.predicted, std::nullopt});
    CHECK(marked() == 1);
    visible.setFilter({pair.truth, std::nullopt, std::nullopt});
    CHECK(marked() == -1);
    visible.setFilter({base::ClassId(9), base::ClassId(9), std::nullopt});
    CHECK(marked() == -1);
    visible.setFilter({});
    CHECK(marked() == -1);
}

TEST_CASE("Without a study no action of the pairs is enabled") {
    OpenedWorkspace opened;
    const ui::PairsPanel panel(opened.workspace);
    for (const QAction* action : panel.goActions())
        CHECK(action->isEnabled());
    opened.workspace.close();
    for (const QAction* action : panel.goActions())
        CHECK_FALSE(action->isEnabled());
}

TEST_CASE("Counts are grouped in the English way under every locale") {
    tests::SyntheticOptions options;
    options.samples = 2400;
    options.failures = 2400;
    options.classes = 2;
    options.features = 1;
    options.batch = 2400;
    OpenedWorkspace opened(options);
    const ui::PairModel model(opened.workspace);
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    const auto shown = [&](int column) { return model.index(0, column).data().toString(); };
    CHECK(shown(ui::PairModel::Count) == QStringLiteral("1,200"));
    CHECK(shown(ui::PairModel::Labelled) == QStringLiteral("0 / 1,200"));
    CHECK(model.index(0, 0)
              .data(Qt::AccessibleTextRole)
              .toString()
              .contains(QStringLiteral("1,200 failures, 0 labelled")));
    QLocale::setDefault(before);
}

TEST_CASE("The bar under a pair is as long as the share of it that is labelled") {
    OpenedWorkspace opened;
    ui::PairModel model(opened.workspace);
    const ui::ProgressDelegate delegate;
    const auto barOf = [&](int row) {
        QImage image(108, 40, QImage::Format_RGB32);
        image.fill(Qt::white);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.palette.setColor(QPalette::Highlight, Qt::red);
        QPainter painter(&image);
        delegate.paint(&painter, option, model.index(row, ui::PairModel::Labelled));
        int length = 0;
        for (int x = 0; x < image.width(); ++x)
            length += image.pixelColor(x, image.height() - 2) == QColor(Qt::red) ? 1 : 0;
        return length;
    };
    CHECK(barOf(0) == 0);
    const analysis::ClassPair pair = model.pairs()[0];
    std::vector<int> rows;
    for (int row = 0; row < static_cast<int>(opened.workspace.items().failures().size()); ++row)
        if (const model::Prediction& failure = opened.workspace.items().failure(row);
            failure.truth == pair.truth && failure.predicted == pair.predicted)
            rows.push_back(row);
    REQUIRE(rows.size() == pair.count);
    opened.label({rows[0]}, opened.mode(0));
    REQUIRE(tests::eventually([&] { return model.pairs()[0].labelled == 1; }));
    CHECK(barOf(0) == Approx(100.0 / pair.count).margin(1));
    opened.label(rows, opened.mode(0));
    REQUIRE(tests::eventually([&] { return model.pairs()[0].labelled == pair.count; }));
    CHECK(barOf(0) == 100);
    CHECK(barOf(1) == 0);
}

TEST_CASE("Where names are long the predicted class has its room before the true one and the count") {
    tests::SyntheticOptions options;
    options.nameEnd = "_of_the_north";
    OpenedWorkspace opened(options);
    ui::PairsPanel panel(opened.workspace);
    panel.show();
    auto* list = panel.findChild<QTreeView*>();
    const auto width = [&](int column) { return list->columnWidth(column); };
    const auto shownAt = [&](int pixels) {
        panel.resize(pixels, 500);
        QCoreApplication::processEvents();
        CHECK(width(ui::PairModel::Truth) + width(ui::PairModel::Predicted) + width(ui::PairModel::Labelled) +
                  (list->isColumnHidden(ui::PairModel::Count) ? 0 : width(ui::PairModel::Count)) ==
              list->viewport()->width());
    };
    shownAt(700);
    CHECK_FALSE(list->isColumnHidden(ui::PairModel::Count));
    const auto wanted = [&](int column) {
        int widest = 0;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            widest = std::max(widest, list->sizeHintForIndex(list->model()->index(row, column)).width());
        return widest;
    };
    CHECK(width(ui::PairModel::Truth) >= wanted(ui::PairModel::Truth));
    const int tight = wanted(ui::PairModel::Predicted) + wanted(ui::PairModel::Labelled) +
                      wanted(ui::PairModel::Truth) / 2 + 50;
    shownAt(std::max(tight, panel.minimumSizeHint().width()));
    CHECK(list->isColumnHidden(ui::PairModel::Count));
    CHECK(width(ui::PairModel::Predicted) >= wanted(ui::PairModel::Predicted));
    CHECK(list->textElideMode() == Qt::ElideMiddle);
}

TEST_CASE("The numbers of the diagonal are readable in the light and in the dark") {
    const auto luminance = [](const QColor& colour) { // WCAG 2.1
        const auto linear = [](double part) {
            return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
               0.0722 * linear(colour.blueF());
    };
    const auto contrast = [&](const QColor& a, const QColor& b) {
        const double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
        return std::max(first, second) / std::min(first, second);
    };
    for (const auto& [base, text] : {std::pair(QColor(0xff, 0xff, 0xff), QColor(0x1d, 0x1f, 0x21)),
                                     std::pair(QColor(0x1d, 0x1f, 0x21), QColor(0xe9, 0xea, 0xec))}) {
        QPalette palette;
        palette.setColor(QPalette::Base, base);
        palette.setColor(QPalette::WindowText, text);
        const auto colours = ui::diagonalColours(palette);
        CHECK(contrast(colours.fill, colours.number) >= 4.5);
        CHECK(contrast(colours.fill, base) > 1.1); // and it is seen where the diagonal is
    }
}

namespace {

/// A matrix of so many classes, in a view of 340 × 330 pixels.
struct Matrix {
    OpenedWorkspace opened;
    ui::ConfusionView view{opened.workspace};

    explicit Matrix(std::uint16_t classes, std::uint32_t failures = 400)
        : opened(options(classes, failures)) {
        view.resize(340, 330);
        view.show();
    }
    static tests::SyntheticOptions options(std::uint16_t classes, std::uint32_t failures) {
        tests::SyntheticOptions options;
        options.classes = classes;
        options.samples = 3 * failures;
        options.failures = failures;
        return options;
    }
    [[nodiscard]] std::size_t shown() const { return view.shownClasses().size(); }
};

} // namespace

TEST_CASE("Of a hundred classes the most confused are named first, and all come by the keys or the wheel") {
    Matrix matrix(100);
    const std::size_t named = matrix.shown();
    CHECK(named >= 8);
    CHECK(named < 100);
    CHECK(matrix.view.isNamed());
    // Each class is there for a pair that no pair which is left out surpasses.
    std::map<std::pair<base::ClassId, base::ClassId>, int> pairs;
    for (const model::Prediction& failure : matrix.opened.workspace.items().failures())
        ++pairs[{failure.truth, failure.predicted}];
    const std::vector<base::ClassId> first = matrix.view.shownClasses();
    const auto isShown = [&](base::ClassId id) { return std::ranges::find(first, id) != first.end(); };
    int leftOut = 0;
    std::map<base::ClassId, int> largest;
    for (const auto& [pair, count] : pairs) {
        if (!isShown(pair.first) || !isShown(pair.second))
            leftOut = std::max(leftOut, count);
        for (const base::ClassId id : {pair.first, pair.second})
            largest[id] = std::max(largest[id], count);
    }
    for (const base::ClassId id : first)
        CHECK(largest[id] >= leftOut);

    QTest::keyClick(&matrix.view, Qt::Key_Plus);
    CHECK(matrix.shown() < named);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(&matrix.view, Qt::Key_Minus);
    CHECK(matrix.shown() == 100);
    CHECK(std::ranges::is_sorted(matrix.view.shownClasses()));
    CHECK_FALSE(matrix.view.isNamed());
    QTest::keyClick(&matrix.view, Qt::Key_Plus);
    CHECK(matrix.shown() < 100);
}

TEST_CASE("Thousands of classes fold into pixels by the largest count, and no pair is left out") {
    const Matrix matrix(GENERATE(std::uint16_t{1000}, std::uint16_t{20'000}), 60);
    CHECK_FALSE(matrix.view.isNamed());
    const auto& failures = matrix.opened.workspace.items().failures();
    const QImage shown = const_cast<ui::ConfusionView&>(matrix.view).grab().toImage();
    const double ratio = shown.devicePixelRatio();
    const QColor paper = matrix.view.palette().color(QPalette::Base);
    for (const model::Prediction& failure : failures) {
        const QRect area = matrix.view.areaOf(failure.truth, failure.predicted);
        REQUIRE(area.size() == QSize(1, 1));
        CHECK(shown.pixelColor(area.topLeft() * ratio) != paper);
    }
}

TEST_CASE("Of a thousand classes, once fewer are asked for, as many are left as there are pixels") {
    Matrix matrix(1000, 60);
    REQUIRE(matrix.shown() == 1000);
    QTest::keyClick(&matrix.view, Qt::Key_Plus);
    CHECK(matrix.shown() > 200);
    CHECK(matrix.shown() <= 330);
    QTest::keyClick(&matrix.view, Qt::Key_Minus);
    CHECK(matrix.shown() == 1000);
}

TEST_CASE("The cell of the keys stays on its classes, wherever they stand after a change") {
    Matrix matrix(100);
    const std::vector<base::ClassId> named = matrix.view.shownClasses();
    std::optional<std::pair<base::ClassId, base::ClassId>> asked;
    QObject::connect(&matrix.view, &ui::ConfusionView::pairWanted, &matrix.view,
                     [&](base::ClassId truth, base::ClassId predicted) {
                         asked = {truth, predicted};
                     });
    QTest::keyClick(&matrix.view, Qt::Key_Right);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(&matrix.view, Qt::Key_Minus);
    REQUIRE(matrix.view.shownClasses()[1] != named[1]); // they are in the order of their numbers now
    QTest::keyClick(&matrix.view, Qt::Key_Return);
    CHECK(asked == std::pair(named[0], named[1]));
}

TEST_CASE("A click on a pixel that pairs share asks for the most frequent of them") {
    Matrix matrix(1000, 1200);
    std::map<std::pair<int, int>, std::map<std::pair<base::ClassId, base::ClassId>, int>> shared;
    for (const model::Prediction& failure : matrix.opened.workspace.items().failures()) {
        const QPoint at = matrix.view.areaOf(failure.truth, failure.predicted).topLeft();
        ++shared[{at.x(), at.y()}][{failure.truth, failure.predicted}];
    }
    std::optional<std::pair<base::ClassId, base::ClassId>> asked;
    QObject::connect(&matrix.view, &ui::ConfusionView::pairWanted, &matrix.view,
                     [&](base::ClassId truth, base::ClassId predicted) {
                         asked = {truth, predicted};
                     });
    int clicked = 0;
    for (const auto& [at, pairs] : shared) {
        if (pairs.size() < 2 || ++clicked > 20)
            continue;
        asked.reset();
        QTest::mouseClick(&matrix.view, Qt::LeftButton, {}, QPoint(at.first, at.second));
        REQUIRE(asked.has_value());
        int most = 0;
        for (const auto& pair : pairs)
            most = std::max(most, pair.second);
        CHECK(pairs.at(*asked) == most);
    }
    CHECK(clicked > 0);
}

TEST_CASE("Names of classes are whole beside the matrix where there is room") {
    OpenedWorkspace opened;
    ui::ConfusionView view(opened.workspace);
    view.resize(700, 330); // wide: the rows' names have more than a third of the height
    view.show();
    CHECK(view.isNamed());
    CHECK(view.shownClasses().size() == 10);
    const QRect first = view.areaOf(base::ClassId(0), base::ClassId(0));
    CHECK(first.x() >= view.fontMetrics().horizontalAdvance(QStringLiteral("automobile")));
    const QRect last = view.areaOf(base::ClassId(9), base::ClassId(9));
    CHECK(view.rect().contains(last));
}

TEST_CASE("Of a few classes the matrix takes no more than its cells need, and the list has the rest") {
    tests::SyntheticOptions options;
    options.classes = 3;
    OpenedWorkspace opened(options);
    ui::PairsPanel panel(opened.workspace);
    panel.resize(500, 900);
    panel.show();
    QCoreApplication::processEvents();
    const auto& matrix = *panel.findChild<ui::ConfusionView*>();
    const QRect cell = matrix.areaOf(base::ClassId(0), base::ClassId(0));
    CHECK(cell.width() <= 4 * matrix.fontMetrics().height());
    CHECK(cell.width() > 2 * matrix.fontMetrics().height());
    CHECK(matrix.height() < 400);
    CHECK(matrix.rect().contains(matrix.areaOf(base::ClassId(2), base::ClassId(2))));
    CHECK(panel.findChild<QTreeView*>()->height() > 450);
}

TEST_CASE("Where a few classes have long names the matrix is high enough for the part that is theirs") {
    tests::SyntheticOptions options;
    options.classes = 3;
    options.nameEnd = "_of_the_northern_hemisphere";
    OpenedWorkspace opened(options);
    ui::PairsPanel panel(opened.workspace);
    panel.resize(500, 900);
    panel.show();
    QCoreApplication::processEvents();
    const auto& matrix = *panel.findChild<ui::ConfusionView*>();
    REQUIRE(matrix.isNamed());
    const QRect cell = matrix.areaOf(base::ClassId(0), base::ClassId(0));
    CHECK(cell.y() >= matrix.width() / 3 + matrix.fontMetrics().height());
}
