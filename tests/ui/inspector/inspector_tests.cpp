// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspector.h"

#include "core/model/run_header.h"
#include "tests/support/opened_workspace.h"
#include "ui/inspector/single_view.h"
#include "ui/workspace/number_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QAction>
#include <QLabel>
#include <QListView>
#include <QSignalSpy>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

TEST_CASE("The facts of a failure agree with its prediction") {
    OpenedWorkspace opened;
    ui::SampleDetails details(opened.workspace);
    std::optional<ui::SampleFacts> facts;
    QObject::connect(&details, &ui::SampleDetails::ready, &details,
                     [&](const ui::SampleFacts& ready) { facts = ready; });
    opened.workspace.cursor().setCurrent(3);
    REQUIRE(eventually([&] { return facts.has_value(); }));
    const model::Prediction& failure = opened.workspace.items().failure(3);
    CHECK(facts->sample == failure.sample);
    REQUIRE(facts->top.size() == 5);
    CHECK(facts->top[0].id == failure.predicted);
    CHECK(facts->top[0].probability == Approx(*failure.confidence).margin(1e-5));
    CHECK(facts->top[0].probability - facts->top[1].probability == Approx(*failure.margin).margin(1e-5));
    CHECK(facts->history.isEmpty());
}

TEST_CASE("What others said of an image is told after its label, and nothing where nothing is known") {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    const auto* others = inspector.findChild<QLabel*>(QStringLiteral("covariates"));
    REQUIRE(others != nullptr);
    inspector.show();
    opened.workspace.cursor().setCurrent(3);
    CHECK_FALSE(others->isVisible());
    opened.know(tests::people("people"));
    CHECK(others->isVisible());
    CHECK(others->text() == QStringLiteral("shown after the label"));
    opened.label({3}, opened.mode(0));
    const model::Prediction& failure = opened.workspace.items().failure(3);
    CHECK(others->text().startsWith(QStringLiteral("%1 of 10 people said %2")
                                        .arg(static_cast<int>(tests::agreeing(failure.sample.value)))
                                        .arg(opened.workspace.study().className(failure.truth))));
    CHECK_FALSE(others->text().contains(QStringLiteral("uspected")));
    opened.know(tests::suspects("list", {failure.sample}));
    CHECK(others->text().contains(QStringLiteral("suspected label error: said to be ")));
}

TEST_CASE("The history tells who labelled what, newest first") {
    OpenedWorkspace opened;
    ui::SampleDetails details(opened.workspace);
    QStringList history;
    QObject::connect(&details, &ui::SampleDetails::ready, &details,
                     [&](const ui::SampleFacts& facts) { history = facts.history; });
    opened.label({0}, opened.mode(0));
    opened.label({0}, labels::Judgement::excluded());
    REQUIRE(eventually([&] { return history.size() == 2; }));
    CHECK(history[0].contains(QStringLiteral("Excluded")));
    CHECK(history[1].contains(QStringLiteral("ada")));
    CHECK(history[1].contains(QStringLiteral("Scale")));
}

TEST_CASE("Facts of a failure that is no longer current are not shown") {
    OpenedWorkspace opened;
    ui::SampleDetails details(opened.workspace);
    std::vector<base::SampleIndex> told;
    QObject::connect(&details, &ui::SampleDetails::ready, &details,
                     [&](const ui::SampleFacts& facts) { told.push_back(facts.sample); });
    for (int row = 1; row < 8; ++row)
        opened.workspace.cursor().setCurrent(row);
    REQUIRE(eventually([&] { return !told.empty(); }));
    QCoreApplication::processEvents();
    CHECK(told == std::vector<base::SampleIndex>{opened.workspace.items().failure(7).sample});
}

TEST_CASE("A fitted picture is drawn sharp: each image pixel is one square of one colour") {
    ui::ImageView view;
    QImage image(2, 2, QImage::Format_RGB888);
    image.setPixelColor(0, 0, Qt::red);
    image.setPixelColor(1, 0, Qt::green);
    image.setPixelColor(0, 1, Qt::blue);
    image.setPixelColor(1, 1, Qt::white);
    view.resize(100, 100);
    view.setSmoothing(ui::Smoothing::Nearest);
    view.setImage(image);
    const QImage shown = view.grab().toImage();
    CHECK(shown.pixelColor(49, 49) == QColor(Qt::red));
    CHECK(shown.pixelColor(50, 49) == QColor(Qt::green));
    CHECK(shown.pixelColor(49, 50) == QColor(Qt::blue));

    view.setSmoothing(ui::Smoothing::Smooth);
    const QColor between = view.grab().toImage().pixelColor(49, 25);
    CHECK(between.red() > 20);
    CHECK(between.green() > 20);
}

TEST_CASE("Without a choice small pictures are smooth, and others are sharp") {
    ui::ImageView view;
    view.resize(200, 200);
    const int side = GENERATE(63, 64);
    QImage image(side, side, QImage::Format_RGB888);
    image.fill(Qt::black);
    for (int y = 0; y < side; ++y)
        for (int x = side / 2; x < side; ++x)
            image.setPixelColor(x, y, Qt::white);
    bool isSmooth = side > 63;
    QObject::connect(&view, &ui::ImageView::smoothnessShown, &view, [&](bool now) { isSmooth = now; });
    view.setImage(image);
    CHECK(isSmooth == (side == 63));
    const QImage shown = view.grab().toImage();
    bool hasBetween = false;
    for (int x = 0; x < shown.width(); ++x)
        hasBetween =
            hasBetween || (shown.pixelColor(x, 100).red() > 20 && shown.pixelColor(x, 100).red() < 235);
    CHECK(hasBetween == (side == 63));
    view.setSmoothing(ui::Smoothing::Nearest);
    CHECK_FALSE(isSmooth);
}

TEST_CASE("Whole-pixel zoom uses the largest whole factor that fits") {
    ui::ImageView view;
    QImage image(32, 32, QImage::Format_RGB888);
    image.fill(Qt::red);
    view.resize(100, 100);
    view.setImage(image);
    view.setMagnification(ui::Magnification::WholePixels);
    const QImage shown = view.grab().toImage();
    CHECK(shown.pixelColor(2, 2) == QColor(Qt::red)); // 3 × 32 = 96: from 2 to 97
    CHECK(shown.pixelColor(1, 50) != QColor(Qt::red));
    CHECK(shown.pixelColor(98, 50) != QColor(Qt::red));
}

TEST_CASE("The single view steps with the arrows and says where it is") {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    ui::SingleView single(opened.workspace, inspector.picture(), inspector.details());
    single.show();
    QTest::keyClick(&single, Qt::Key_Right);
    CHECK(opened.workspace.cursor().current() == 1);
    QTest::keyClick(&single, Qt::Key_End);
    CHECK(opened.workspace.cursor().current() == 11);
    CHECK(single.accessibleName().startsWith(QStringLiteral("12 of 12")));
    single.viewActions()[0]->trigger();
    CHECK(inspector.picture().magnification() == ui::Magnification::WholePixels);
}

TEST_CASE("The single view says the confidence and the three most probable classes") {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    ui::SingleView single(opened.workspace, inspector.picture(), inspector.details());
    single.show();
    opened.workspace.cursor().setCurrent(3);
    const auto* line = single.findChild<QLabel*>(QStringLiteral("singleAnswer"));
    const model::Prediction& failure = opened.workspace.items().failure(3);
    const QString predicted = opened.workspace.study().className(failure.predicted);
    REQUIRE(eventually([&] { return line->text().count(u'%') == 3; }));
    CHECK(line->text().startsWith(QStringLiteral("confidence: %1 ").arg(predicted)));
    // Each once; and on demand the picture has the room, while it is said where it stands.
    QAction* information = single.viewActions()[2];
    CHECK(information->isChecked());
    information->trigger();
    CHECK_FALSE(line->isVisible());
    CHECK(single.accessibleName().startsWith(QStringLiteral("4 of 12  ·  #%1").arg(failure.sample.value)));
    information->trigger();
    CHECK(line->isVisible());
    // Of the next one nothing is said before it is read.
    opened.workspace.cursor().setCurrent(4);
    CHECK(line->text().count(u'%') == 1);
}

TEST_CASE("A confidence that was stated elsewhere is said beside what the outputs say") {
    const tests::TemporaryFolder folder;
    const tests::SyntheticOptions options;
    model::RunHeader header = tests::syntheticHeader(options);
    header.model.format = "predictions";
    model::BatchReport report = tests::syntheticBatch(options, tests::syntheticPredictions(options), 0);
    const auto stated = std::ranges::find_if(report.predictions, &model::Prediction::isFailure);
    REQUIRE(stated != report.predictions.end());
    stated->confidence = 0.05F; // the first of ten classes has more
    ui::Workspace workspace;
    auto made = study::Study::create(folder / "a.faultline", header, report);
    REQUIRE(made.has_value());
    workspace.open(std::make_shared<ui::StudyThread>(std::move(*made)), QStringLiteral("ada"));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    QAction takeOver;
    ui::Inspector inspector(workspace, takeOver);
    ui::SingleView single(workspace, inspector.picture(), inspector.details());
    single.show();
    workspace.cursor().setCurrent(1);
    workspace.cursor().setCurrent(0);
    const auto* line = single.findChild<QLabel*>(QStringLiteral("singleAnswer"));
    REQUIRE(eventually([&] { return line->text().count(u'%') == 4; }));
    CHECK(line->text().startsWith(
        QStringLiteral("confidence %1 %, by the outputs: ").arg(ui::percentText(0.05F))));
}

TEST_CASE("What the network cut off is told, and nothing where it saw all") {
    const QImage wide(512, 256, QImage::Format_RGB888);
    model::Preprocessing photo;
    photo.resize = 256;
    photo.crop = 224;
    CHECK(ui::cropOf(wide, photo) == QRectF(144, 16, 224, 224));
    CHECK(ui::cropOf(wide, {}).isEmpty());
    photo.crop = 256;
    CHECK(ui::cropOf(QImage(32, 32, QImage::Format_RGB888), photo).isEmpty());
    CHECK(ui::cropOf({}, photo).isEmpty());
}

TEST_CASE("What predictions made elsewhere don't tell is called not known") {
    const tests::TemporaryFolder folder;
    const tests::SyntheticOptions options;
    model::RunHeader header = tests::syntheticHeader(options);
    header.model.format = "predictions";
    header.model.answers = model::AnswersAre::ClassesOnly;
    model::BatchReport report = tests::syntheticBatch(options, tests::syntheticPredictions(options), 0);
    for (model::SampleDetail& detail : report.failures)
        detail.logits.clear();
    std::vector<model::Prediction*> failures;
    for (model::Prediction& prediction : report.predictions) {
        prediction.margin.reset();
        if (prediction.isFailure())
            failures.push_back(&prediction);
    }
    REQUIRE(failures.size() >= 2);
    failures[0]->confidence.reset();
    failures[1]->confidence = 0.5F;
    ui::Workspace workspace;
    auto made = study::Study::create(folder / "a.faultline", header, report);
    REQUIRE(made.has_value());
    workspace.open(std::make_shared<ui::StudyThread>(std::move(*made)), QStringLiteral("ada"));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    QAction takeOver;
    ui::Inspector inspector(workspace, takeOver);
    const auto confidence = [&](int row) {
        workspace.cursor().setCurrent(row);
        for (const QLabel* label : inspector.findChildren<QLabel*>())
            if (label->accessibleName() == QStringLiteral("Confidence"))
                return label->text();
        return QString();
    };
    CHECK(confidence(0) == QStringLiteral("not known"));
    CHECK(confidence(1) == QStringLiteral("50.0 %, margin not known"));
    CHECK(inspector.findChild<ui::TopClasses*>()->isHidden()); // no room for what is not known
}

TEST_CASE("The inspector shows the current failure's classes, index, note and history") {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    const auto fact = [&](const QString& name) {
        for (const QLabel* label : inspector.findChildren<QLabel*>())
            if (label->accessibleName() == name)
                return label->text();
        return QString();
    };
    const auto hasTitle = [&](const QString& title) {
        for (const QLabel* label : inspector.findChildren<QLabel*>())
            if (label->text() == title)
                return true;
        return false;
    };
    const auto history = [&] {
        return inspector.findChild<QListView*>()->model()->index(0, 0).data().toString();
    };
    opened.workspace.cursor().setCurrent(2);
    const model::Prediction& failure = opened.workspace.items().failure(2);
    const ui::OpenStudy& study = opened.workspace.study();
    CHECK(hasTitle(
        QStringLiteral("%1 → %2").arg(study.className(failure.truth), study.className(failure.predicted))));
    CHECK(fact(QStringLiteral("Sample")).startsWith(QStringLiteral("#%1 of ").arg(failure.sample.value)));
    CHECK(fact(QStringLiteral("Note")) == QStringLiteral("–"));
    REQUIRE(eventually([&] { return history() == QStringLiteral("Not labelled yet"); }));
    const QString top = inspector.findChild<ui::TopClasses*>()->accessibleDescription();
    CHECK(top.startsWith(study.className(failure.predicted)));
    CHECK(top.count(QLatin1Char(',')) == 4); // five of them

    opened.act([&] { opened.workspace.labelling().label({2}, {opened.mode(0), "half a <b>dog</b>"}); });
    CHECK(fact(QStringLiteral("Note")) == QStringLiteral("half a <b>dog</b>"));
    CHECK(eventually([&] { return history().contains(QStringLiteral("ada")); }));

    opened.workspace.cursor().setCurrent(3);
    CHECK(fact(QStringLiteral("Note")) == QStringLiteral("–"));
    CHECK(eventually([&] { return history() == QStringLiteral("Not labelled yet"); }));
}

TEST_CASE("Where nothing passes the filter the inspector and the single view are empty and say so") {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    ui::SingleView single(opened.workspace, inspector.picture(), inspector.details());
    REQUIRE(eventually([&] { return !inspector.picture().image().isNull(); }));
    opened.workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement::excluded()});
    REQUIRE(opened.workspace.cursor().current() == -1);
    CHECK(inspector.picture().image().isNull());
    CHECK(single.findChild<QLabel*>()->text() == QStringLiteral("No failure is selected"));
    QTest::keyClick(&single, Qt::Key_Right);
    QTest::keyClick(&single, Qt::Key_End);
    CHECK(opened.workspace.cursor().current() == -1);
}

TEST_CASE("The inspector offers a label of another run by a button with its key, only while there is one") {
    OpenedWorkspace opened;
    QAction takeOver(QStringLiteral("Take over Scale from run base"));
    takeOver.setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
    takeOver.setEnabled(false);
    ui::Inspector inspector(opened.workspace, takeOver);
    auto* button = inspector.findChild<QToolButton*>(QStringLiteral("takeOver"));
    REQUIRE(button != nullptr);
    CHECK(button->isHidden());
    takeOver.setEnabled(true);
    CHECK_FALSE(button->isHidden());
    CHECK(button->text() == QStringLiteral("Ctrl+Shift+L  Take over Scale from run base"));
    int triggered = 0;
    QObject::connect(&takeOver, &QAction::triggered, &inspector, [&triggered] { ++triggered; });
    button->click();
    CHECK(triggered == 1);
}

TEST_CASE("The inspector shows where a picture came from, and no row where nobody knows") {
    tests::SyntheticOptions options;
    options.origin = GENERATE(tests::Origin::ImageFolder, tests::Origin::Unknown);
    OpenedWorkspace opened(options);
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    inspector.resize(240, 700);
    inspector.show();
    opened.workspace.cursor().setCurrent(2);
    const bool isKnown = options.origin == tests::Origin::ImageFolder;
    const QString path = opened.workspace.items().path(2);
    CHECK(path.endsWith(QStringLiteral(".png")) == isKnown);
    QStringList files;
    for (const auto* label : inspector.findChildren<QLabel*>())
        if (label->isVisible() && label->accessibleName() == QStringLiteral("File"))
            files << label->text();
    CHECK(files == (isKnown ? QStringList{path} : QStringList()));
}

TEST_CASE("The inspector says of a picture's measures how many failures have less of them") {
    OpenedWorkspace opened;
    QAction takeOver;
    ui::Inspector inspector(opened.workspace, takeOver);
    inspector.show();
    const QLabel* measures = nullptr;
    for (const auto* label : inspector.findChildren<QLabel*>())
        if (label->accessibleName() == QStringLiteral("Picture"))
            measures = label;
    REQUIRE(measures != nullptr);
    std::vector<double> brightness;
    for (int row = 0; row < 12; ++row) {
        std::optional<double> known;
        ui::SampleDetails details(opened.workspace);
        QObject::connect(&details, &ui::SampleDetails::ready, &details,
                         [&](const ui::SampleFacts& facts) { known = facts.measures.brightness; });
        opened.workspace.cursor().setCurrent(row == 0 ? 1 : 0);
        opened.workspace.cursor().setCurrent(row);
        REQUIRE(eventually([&] { return known.has_value(); }));
        brightness.push_back(*known);
    }
    for (const int row : {3, 8}) {
        opened.workspace.cursor().setCurrent(row);
        const auto less = std::ranges::count_if(
            brightness, [&](double each) { return each < brightness[static_cast<std::size_t>(row)]; });
        const QString begin = QStringLiteral("brighter than %1 % of the failures, more contrast than ")
                                  .arg(std::lround(100.0 * static_cast<double>(less) / 12));
        CHECK(eventually([&] { return measures->text().startsWith(begin); }));
        CHECK(measures->toolTip().contains(QStringLiteral("brightness 0.")));
    }
}
