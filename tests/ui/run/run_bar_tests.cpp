// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/alerts.h"
#include "tests/ui/run/run_fixture.h"
#include "ui/run/run_bar.h"
#include "ui/workspace/evaluation_request.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

QStringList shownTexts(const ui::RunBar& bar) {
    QStringList texts;
    for (const QLabel* label : bar.findChildren<QLabel*>())
        texts << label->text();
    return texts;
}

bool shows(const ui::RunBar& bar, const QString& part) {
    return shownTexts(bar).join(u'\n').contains(part);
}

model::RunHeader header() {
    model::RunHeader header;
    header.positions = 1234;
    header.device = {"cpu", "Some processor", "fp32", "no CUDA <device>", "LibTorch 1.13.1", 2};
    return header;
}

/// A bar that follows an evaluation which is about to begin.
struct Followed {
    const RunFixture fixture;
    ui::Evaluation evaluation;
    ui::RunBar bar;
    QSignalSpy ended{&evaluation, &ui::Evaluation::ended};

    Followed() {
        bar.resize(900, 30);
        bar.show();
        bar.follow(&evaluation);
    }
};

} // namespace

TEST_CASE("The bar names device, precision and why it is no GPU") {
    ui::RunBar bar;
    bar.resize(900, 30);
    bar.show();
    bar.showStudy(header(), {1234, 234, true, {}});
    CHECK(shows(bar, QStringLiteral("CPU · fp32 · no GPU")));
    CHECK(bar.detailsAction()->isEnabled());
    CHECK(shows(bar, QStringLiteral("1,234 images evaluated · 81.04 % correct")));
    QString tips;
    for (const QLabel* label : bar.findChildren<QLabel*>())
        tips += label->toolTip();
    CHECK(tips.contains(QStringLiteral("no CUDA &lt;device&gt;")));
    CHECK_FALSE(bar.resumeAction()->isEnabled());
    CHECK_FALSE(bar.cancelAction()->isEnabled());
}

TEST_CASE("Where no device computed the answers the bar says whose predictions they are") {
    ui::RunBar bar;
    bar.resize(900, 30);
    bar.show();
    model::RunHeader imported = header();
    imported.device = {"none", "computed elsewhere", "unknown", "", "imported", 0};
    imported.model.format = "predictions";
    imported.model.location = "/answers/mine.csv";
    bar.showStudy(imported, {1234, 234, true, {}});
    CHECK(shows(bar, QStringLiteral("Predictions in mine.csv, imported")));
    CHECK_FALSE(shows(bar, QStringLiteral("unknown")));
    imported.options.modelName = "ViT-B/16";
    bar.showStudy(imported, {1234, 234, true, {}});
    CHECK(shows(bar, QStringLiteral("Predictions of ViT-B/16, imported")));
    CHECK_FALSE(shows(bar, QStringLiteral("NONE")));
    imported.options.modelName = std::string(5'000, 'x'); // a stranger's study
    bar.showStudy(imported, {1234, 234, true, {}});
    CHECK(bar.minimumSizeHint().width() < 900);
}

TEST_CASE("An interrupted study offers Resume") {
    ui::RunBar bar;
    bar.resize(900, 30);
    bar.show();
    bar.showStudy(header(), {600, 60, false, {}}, ui::RunBar::GoOn::NotHere); // another window may compute it
    CHECK(shows(bar, QStringLiteral("600 of 1,234 images are evaluated by now")));
    CHECK_FALSE(bar.resumeAction()->isEnabled());
    bar.showStudy(header(), {600, 60, false, {}});
    CHECK(shows(bar, QStringLiteral("The run stopped after 600 of 1,234 images")));
    REQUIRE(bar.resumeAction()->isEnabled());
    CHECK(bar.resumeAction()->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_R));
    QSignalSpy asked(&bar, &ui::RunBar::resumeRequested);
    bar.resumeAction()->trigger();
    CHECK(asked.size() == 1);
    bar.clear();
    CHECK_FALSE(bar.resumeAction()->isEnabled());
}

TEST_CASE_METHOD(Followed, "The bar follows a run to its end, and Cancel stops one") {
    const Alerts alerts;
    evaluation.start(fixture.request({QStringLiteral("FAULT=slow")}));
    CHECK(alerts.say(QStringLiteral("Starting the worker")));
    CHECK(bar.cancelAction()->isEnabled());
    // With a batch that is stored, else there is nothing to resume.
    const QRegularExpression some(QStringLiteral("\\b[1-9][0-9]* of 200 images"));
    REQUIRE(waitUntil([&] { return shownTexts(bar).join(u' ').contains(some); }));
    CHECK(shows(bar, QStringLiteral("CPU · fp32")));
    bar.cancelAction()->trigger();
    REQUIRE(waitUntil([&] { return ended.size() == 1; }));
    CHECK(shows(bar, QStringLiteral("The run stopped after")));
    CHECK(alerts.say(QStringLiteral("The run stopped after")));
    CHECK(bar.resumeAction()->isEnabled());
    CHECK_FALSE(bar.cancelAction()->isEnabled());

    evaluation.start(fixture.request());
    CHECK_FALSE(bar.resumeAction()->isEnabled());
    REQUIRE(waitUntil([&] { return ended.size() == 2; }));
    CHECK(shows(bar, QStringLiteral("200 images, 50 failures")));
    CHECK(alerts.say(QStringLiteral("200 images, 50 failures")));
}

TEST_CASE_METHOD(
    Followed,
    "After a run that left nothing behind the bar is as it was, and tells neither start nor Resume") {
    auto request = fixture.request();
    request.workerCommand = QStringLiteral("no-such-worker");
    SECTION("without a study") {
        evaluation.start(request);
        CHECK(shows(bar, QStringLiteral("Starting the worker")));
        REQUIRE(waitUntil([&] { return ended.size() == 1; }));
        CHECK(shownTexts(bar).join(QString()).isEmpty());
    }
    SECTION("a further run of a study whose own is done") {
        bar.showStudy(header(), {1234, 234, true, {}});
        evaluation.start(request);
        REQUIRE(waitUntil([&] { return ended.size() == 1; }));
        CHECK(shows(bar, QStringLiteral("1,234 images evaluated")));
        CHECK(shows(bar, QStringLiteral("CPU · fp32")));
    }
    SECTION("one that was cancelled before its first batch") {
        evaluation.start(fixture.request({QStringLiteral("FAULT=hang-before-hello")}));
        bar.cancelAction()->trigger();
        REQUIRE(waitUntil([&] { return ended.size() == 1; }));
        CHECK(shownTexts(bar).join(QString()).isEmpty());
    }
    CHECK_FALSE(bar.resumeAction()->isEnabled());
    CHECK_FALSE(bar.cancelAction()->isEnabled());
}

TEST_CASE_METHOD(Followed,
                 "While nothing is finished its minutes are counted on, and then the present count stands") {
    const auto say = [&](bool isStalled) { Q_EMIT evaluation.stalled(isStalled); };
    auto* clock = bar.findChild<QTimer*>(QStringLiteral("stallClock"));
    Q_EMIT evaluation.started();
    Q_EMIT evaluation.progressed({100, 1000, 10, {}});
    REQUIRE(shows(bar, QStringLiteral("100 of 1,000 images")));
    say(true);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(evaluation.stallTime()).count();
    const auto told = [&](auto number) {
        return shows(bar, QStringLiteral("has finished nothing for %1 min").arg(number));
    };
    CHECK(told(minutes));
    REQUIRE(clock->isActive());
    for (int i = 0; i < 2; ++i)
        QMetaObject::invokeMethod(clock, "timeout");
    CHECK(told(minutes + 2));
    Q_EMIT evaluation.progressed({300, 1000, 10, {}});
    CHECK(shows(bar, QStringLiteral("300 of 1,000 images")));
    say(false);
    CHECK(shows(bar, QStringLiteral("300 of 1,000 images")));
    CHECK_FALSE(clock->isActive());

    say(true);
    CHECK(told(minutes));
    say(false); // before anything came of it
    CHECK(shows(bar, QStringLiteral("300 of 1,000 images")));
    say(true);
    Q_EMIT evaluation.ended(ui::EvaluationEnding::Cancelled, {}, {});
    CHECK_FALSE(clock->isActive());
    CHECK_FALSE(shows(bar, QStringLiteral("has finished nothing")));
}

TEST_CASE_METHOD(Followed, "A run whose study was closed tells nothing any more") {
    evaluation.start(fixture.request({QStringLiteral("FAULT=slow")}));
    REQUIRE(waitUntil([&] { return shows(bar, QStringLiteral("of 200 images")); }));
    bar.clear();
    evaluation.cancel();
    REQUIRE(waitUntil([&] { return ended.size() == 1; }));
    CHECK(shownTexts(bar).join(QString()).isEmpty());
    CHECK_FALSE(bar.resumeAction()->isEnabled());
}

TEST_CASE("A message that is too long is elided, whole in the tooltip, and never taken for markup") {
    ui::RunBar bar;
    bar.resize(250, 30);
    bar.show();
    model::RunHeader stating = header();
    stating.model.statedAccuracy = 0.875;
    bar.showStudy(stating, {1234, 234, true, {}});
    CHECK(shows(bar, QStringLiteral("…")));
    QString tips;
    for (const QLabel* label : bar.findChildren<QLabel*>())
        tips += label->toolTip();
    CHECK(tips.contains(QStringLiteral("its file states 87.5")));
    CHECK(tips.contains(QStringLiteral("no CUDA &lt;device&gt;")));
}

TEST_CASE_METHOD(Followed,
                 "While the preprocessing is sought the bar offers to show how, and at no other time") {
    evaluation.start(fixture.request({QStringLiteral("OPEN=1"), QStringLiteral("FAULT=slow"),
                                      QStringLiteral("AFTER=0"), QStringLiteral("MILLISECONDS=20")}));
    CHECK_FALSE(bar.searchAction()->isEnabled());
    REQUIRE(waitUntil([&] { return bar.searchAction()->isEnabled(); }));
    CHECK(shows(bar, QStringLiteral("Finding the preprocessing…")));
    CHECK(shows(bar, QStringLiteral("of at most 1,000 images")));
    REQUIRE(waitUntil([&] { return ended.size() == 1; }));
    CHECK_FALSE(bar.searchAction()->isEnabled());
}
