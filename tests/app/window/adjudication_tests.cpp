// SPDX-License-Identifier: GPL-3.0-or-later
// The adjudicator's page, by keys in a shown window: what it hides, what it stores, and how it ends.
#include "tests/app/window/window_under_test.h"

#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "ui/consensus/adjudication_view.h"
#include "ui/labels/label_panel.h"
#include "ui/shell/message_bar.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QLabel>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::How;
using labels::Judgement;
using tests::Bench;
using tests::eventually;

namespace {

const QString adjudicationPage = QStringLiteral("adjudication");

/// Who labels which failure of a study how; and then a window on it.
struct Dispute {
    Bench bench;
    std::vector<base::SampleIndex> failures;

    /// Ada and Ben differ on the first three failures, Ben notes something there; they agree on the fourth.
    explicit Dispute(const std::function<void(study::Study&)>& prepare = {},
                     const tests::SyntheticOptions& options = {}) {
        study::Study study = tests::makeSyntheticStudy(bench.study(), options);
        const auto all = study.runs().failures(study.runs().first());
        for (const model::Prediction& each : all.value())
            failures.push_back(each.sample);
        for (std::size_t i = 0; i < 4; ++i) {
            say(study, "ada-lovelace", failures[i], mode(0));
            say(study, "ben-nevis", failures[i], i < 3 ? mode(1) : mode(0), "seen from afar");
        }
        if (prepare)
            prepare(study);
    }
    static Judgement mode(std::size_t number) {
        return Judgement::of(labels::standardTaxonomy().modes().at(number).id);
    }
    static void say(study::Study& study, const std::string& who, base::SampleIndex sample,
                    const Judgement& judgement, const std::string& note = {}) {
        labels::LabelRequest request;
        request.run = study.runs().first();
        request.annotator = study.labels().annotator(who).value().id;
        request.samples = {sample};
        request.change.judgement = judgement;
        if (!note.empty())
            request.change.note = note;
        REQUIRE(study.labels().apply(request));
    }
    /// Opens the study as that annotator.
    void open(const QString& annotator = QStringLiteral("cleo")) const {
        bench.window->open(Bench::text(bench.study()));
        REQUIRE(eventually([&] { return workspace().study().isOpen(); }));
        workspace().labelling().setAnnotator(annotator);
        REQUIRE(eventually([&] { return workspace().labelling().annotators().contains(annotator); }));
    }
    /// Opens the page by its key, and makes the annotator an adjudicator by the button that is offered.
    void begin() const {
        bench.press(Qt::Key_F8);
        REQUIRE(bench.window->page() == adjudicationPage);
        REQUIRE(eventually([&] { return session().isKnown(); }));
        if (!session().isNamed()) {
            auto* button = view().findChild<QAbstractButton*>(QStringLiteral("becomeAdjudicator"));
            CHECK(eventually([&] { return button->hasFocus(); })); // the one thing that can be done
            bench.press(Qt::Key_Space);
        }
        REQUIRE(eventually([&] { return session().isNamed(); }));
        CHECK(bench.window->focusWidget() == &view()); // so that the next key decides
    }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    [[nodiscard]] ui::AdjudicationSession& session() const { return workspace().adjudication(); }
    [[nodiscard]] ui::AdjudicationView& view() const {
        return *bench.window->findChild<ui::AdjudicationView*>();
    }
    [[nodiscard]] base::SampleIndex here() const { return session().current()->sample; }
    /// Presses a key and waits until what it does is stored.
    void decide(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
        bool isStored = false;
        const auto connection = QObject::connect(&workspace().labelling(), &ui::Labelling::acted,
                                                 bench.window.get(), [&] { isStored = true; });
        bench.press(key, modifiers);
        REQUIRE(eventually([&] { return isStored; }));
        QObject::disconnect(connection);
    }
    [[nodiscard]] std::vector<labels::Label> decisions() const {
        const auto study = study::Study::open(bench.study(), study::Access::ReadOnly);
        return study->labels().decisions(study->runs().first()).value();
    }
    [[nodiscard]] QString text(const char* name) const {
        return view().findChild<QLabel*>(QString::fromLatin1(name))->text();
    }
};

/// An open plan that asks for everything of Ada, Ben and Dora, who has not begun.
void waitForDora(study::Study& study) {
    workbench::PlanRequest request;
    request.options.controls = {plans::ControlChoice::Kind::Count, 0};
    request.options.overlap = 12;
    request.options.repeats = 0;
    request.options.sight = plans::Sight::Open;
    request.annotators = {"ada-lovelace", "ben-nevis", "dora"};
    REQUIRE(workbench::makePlan(study, study.runs().first(), request));
}

/// Every text in and below a widget, shown or not.
QString textsOf(const QWidget& root) {
    QStringList texts{root.accessibleName()};
    for (const auto* widget : root.findChildren<QWidget*>()) {
        texts << widget->accessibleName() << widget->accessibleDescription() << widget->toolTip()
              << widget->statusTip();
        if (const auto* label = qobject_cast<const QLabel*>(widget))
            texts << label->text();
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            texts << button->text();
        if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model())
            for (int row = 0; row < view->model()->rowCount(); ++row)
                for (int column = 0; column < view->model()->columnCount(); ++column)
                    for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole})
                        texts << view->model()->index(row, column).data(role).toString();
    }
    for (const auto* action : root.findChildren<QAction*>())
        texts << action->text() << action->toolTip();
    return texts.join(QLatin1Char('\n'));
}

bool tellsAnybody(const QString& texts) {
    return texts.contains(QStringLiteral("ada-lovelace")) || texts.contains(QStringLiteral("ben-nevis"));
}

} // namespace

TEST_CASE("Who is no adjudicator sees no label of others on the page, and decides nothing there") {
    const Dispute dispute;
    dispute.open();
    dispute.bench.press(Qt::Key_F8);
    REQUIRE(eventually([&] { return dispute.session().isKnown(); }));
    CHECK(dispute.session().items().empty());
    CHECK(dispute.text("adjudicationIdle").startsWith(QStringLiteral("cleo is no adjudicator")));
    const QString texts = textsOf(dispute.view());
    CHECK_FALSE(tellsAnybody(texts));
    CHECK_FALSE(texts.contains(QStringLiteral("seen from afar")));
    CHECK(dispute.workspace().cursor().current() == -1); // a key must not label what is not seen
    dispute.bench.press(Qt::Key_1);
    dispute.begin();
    CHECK(dispute.session().differing().open() == 3);
    CHECK(dispute.decisions().empty());
    CHECK(dispute.workspace().labelling().labelledCount() == 0);
}

TEST_CASE("Each label and note is shown, and whose it is only after the decision") {
    const Dispute dispute;
    dispute.open();
    dispute.begin();
    const base::SampleIndex first = dispute.here();
    const QString before = textsOf(dispute.view());
    CHECK_FALSE(tellsAnybody(before));
    CHECK(before.contains(QStringLiteral("Label 1: Scale")) !=
          before.contains(QStringLiteral("Label 2: Scale")));
    CHECK(before.contains(QStringLiteral("Note: seen from afar")));
    CHECK(before.contains(QStringLiteral("≠ They disagree")));
    dispute.decide(Qt::Key_2);
    CHECK(dispute.here() != first);
    // Beside the next item, of which nobody is told.
    const QString told = dispute.text("lastDecided");
    CHECK(told == QStringLiteral("#%1  ·  You: Background. ada-lovelace: Scale, ben-nevis: Background")
                      .arg(first.value));
    CHECK_FALSE(tellsAnybody(textsOf(dispute.view()).remove(told)));
    dispute.bench.press(Qt::Key_Backspace);
    REQUIRE(dispute.here() == first);
    CHECK(dispute.text("lastDecided").isEmpty()); // its cards tell
    const QString after = textsOf(dispute.view());
    CHECK(after.contains(QStringLiteral("ada-lovelace: Scale")));
    CHECK(after.contains(QStringLiteral("ben-nevis: Background")));
    CHECK(after.contains(QStringLiteral("✓ Decided: Background, by cleo")));
    dispute.decide(Qt::Key_0); // takes it back, and stays
    CHECK(dispute.here() == first);
    CHECK_FALSE(tellsAnybody(textsOf(dispute.view())));
    CHECK(dispute.decisions().empty());
}

TEST_CASE("One key decides and goes on; undo leads back, at the end of the queue too") {
    const Dispute dispute;
    dispute.open();
    dispute.begin();
    std::vector<base::SampleIndex> asked;
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_U, Qt::Key_X}) {
        asked.push_back(dispute.here());
        REQUIRE(eventually([&] { return dispute.view().pictures().front()->zoom().has_value(); }));
        dispute.decide(key);
    }
    CHECK(dispute.session().current() == nullptr);
    CHECK(dispute.text("adjudicationIdle")
              .startsWith(QStringLiteral("All 3 that differ are decided. Backspace")));
    CHECK(
        dispute.text("lastDecided").startsWith(QStringLiteral("#%1  ·  You: Excluded").arg(asked[2].value)));
    CHECK_FALSE(tellsAnybody(textsOf(dispute.view()).remove(dispute.text("lastDecided"))));
    auto decisions = dispute.decisions();
    REQUIRE(decisions.size() == 3);
    for (const labels::Label& decision : decisions) {
        CHECK(decision.given.how == How::Adjudication);
        CHECK(decision.given.zoom.value_or(0) >= 1);
        CHECK(decision.judgement == (decision.sample == asked[0]   ? Dispute::mode(0)
                                     : decision.sample == asked[1] ? Judgement::none()
                                                                   : Judgement::excluded()));
    }
    dispute.decide(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return dispute.session().current() != nullptr; }));
    CHECK(dispute.here() == asked[2]);
    CHECK(dispute.session().differing().open() == 1);
    dispute.decide(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return dispute.session().differing().open() == 2; }));
    CHECK(dispute.here() == asked[1]);
    dispute.decide(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    REQUIRE(eventually([&] { return dispute.session().differing().open() == 1; }));
    CHECK(dispute.here() == asked[2]);
    dispute.bench.press(Qt::Key_Backspace);
    CHECK(dispute.here() == asked[1]);
    dispute.decide(Qt::Key_3); // think again
    CHECK(dispute.here() == asked[2]);
    CHECK(dispute.session().items().size() == 3); // what was decided twice counts once
    CHECK(dispute.decisions().size() == 2);
}

TEST_CASE("The picture is there and stays, whatever a plan asks on the page of the session") {
    tests::SyntheticOptions options;
    options.samples = 2'000;
    options.failures = 300; // more than the grid has shown, whose small pictures are kept
    const Dispute dispute(
        [](study::Study& study) {
            const auto all = study.runs().failures(study.runs().first()).value();
            for (std::size_t i = 150; i < 153; ++i) {
                Dispute::say(study, "ada-lovelace", all[i].sample, Dispute::mode(0));
                Dispute::say(study, "ben-nevis", all[i].sample, Dispute::mode(1));
            }
            workbench::PlanRequest request;
            request.options.controls = {plans::ControlChoice::Kind::Count, 0};
            request.options.sight = plans::Sight::Open;
            request.options.order = plans::Order::Shared; // begins each time with one that nobody disputes
            REQUIRE(workbench::makePlan(study, study.runs().first(), request));
        },
        options);
    dispute.open();
    REQUIRE(eventually([&] { return dispute.workspace().queue().place().has_value(); }));
    dispute.begin();
    REQUIRE(eventually([&] { return dispute.session().current() != nullptr; }));
    int arrivals = 0;
    QObject::connect(&dispute.workspace().pixels(), &ui::PixelSource::arrived, dispute.bench.window.get(),
                     [&] { ++arrivals; });
    const auto isQuiet = [&] { // pages that ask for one in turn never come to an end
        arrivals = 0;
        QTest::qWait(100);
        return arrivals == 0;
    };
    for (int item = 0; item < 6; ++item) {
        CAPTURE(item, dispute.here().value);
        REQUIRE(dispute.here() != dispute.workspace().queue().place()->sample);
        CHECK(eventually(isQuiet));
        CHECK_FALSE(dispute.view().pictures().front()->imageSize().isEmpty());
        dispute.bench.press(Qt::Key_Space);
    }
}

TEST_CASE("The picture stays where it is, however many had said something of the last item") {
    const Dispute dispute([&](study::Study& study) {
        const auto all = study.runs().failures(study.runs().first()).value();
        for (int i = 0; i < 6; ++i)
            for (std::size_t item = 0; item < 3; ++item)
                Dispute::say(study, "someone with a long name " + std::to_string(i), all[item].sample,
                             Dispute::mode(static_cast<std::size_t>(i) % 3));
    });
    dispute.open();
    dispute.begin();
    QCoreApplication::processEvents();
    const QRect before = dispute.view().pictures().front()->geometry();
    dispute.decide(Qt::Key_2);
    QCoreApplication::processEvents();
    CHECK(dispute.text("lastDecided").count(QStringLiteral("someone")) == 6);
    CHECK(dispute.view().pictures().front()->geometry() == before);
    // Nor does what stands above it make the page wider than a small screen.
    CHECK(dispute.view().minimumSizeHint().width() < 500);
}

TEST_CASE("Keys that are faster than the disk leave the page as it is stored") {
    const Dispute dispute;
    dispute.open();
    dispute.begin();
    for (const auto& [key, modifiers] :
         std::vector<std::pair<Qt::Key, Qt::KeyboardModifiers>>{{Qt::Key_1, {}},
                                                                {Qt::Key_2, {}},
                                                                {Qt::Key_Z, Qt::ControlModifier},
                                                                {Qt::Key_3, {}},
                                                                {Qt::Key_Space, {}},
                                                                {Qt::Key_U, {}},
                                                                {Qt::Key_Z, Qt::ControlModifier},
                                                                {Qt::Key_Backspace, {}},
                                                                {Qt::Key_1, {}}})
        dispute.bench.press(key, modifiers);
    REQUIRE(eventually([&] {
        const auto stored = dispute.decisions();
        const auto& items = dispute.session().items();
        return std::all_of(items.begin(), items.end(), [&](const workbench::DisputedItem& item) {
            const auto found = std::ranges::find(stored, item.sample, &labels::Label::sample);
            return item.decision.has_value() == (found != stored.end()) &&
                   (!item.decision || item.decision->judgement == found->judgement);
        });
    }));
}

TEST_CASE("A decision changes nobody's label, and what is labelled afterwards is no decision") {
    const Dispute dispute;
    dispute.open(QStringLiteral("ben-nevis"));
    REQUIRE(eventually([&] { return dispute.workspace().labelling().labelledCount() == 4; }));
    dispute.begin();
    const base::SampleIndex first = dispute.here();
    dispute.decide(Qt::Key_1);
    dispute.bench.press(Qt::Key_G);
    const int row = dispute.workspace().items().rowOf(first);
    CHECK(dispute.workspace().labelling().judgement(row) == Dispute::mode(1));
    CHECK(dispute.workspace().labelling().labelledCount() == 4);
    dispute.workspace().cursor().setCurrent(row);
    dispute.decide(Qt::Key_3);
    CHECK(dispute.workspace().labelling().judgement(row) == Dispute::mode(2));
    REQUIRE(dispute.decisions().size() == 1);
    CHECK(dispute.decisions().front().judgement == Dispute::mode(0));
}

TEST_CASE("What is incomplete looks different from what disagrees, and comes only where it is asked for") {
    const Dispute dispute([](study::Study& study) {
        waitForDora(study);
        for (std::size_t i = 0; i < 2; ++i) {
            const auto failures = study.runs().failures(study.runs().first()).value();
            Dispute::say(study, "dora", failures[i].sample, Dispute::mode(0));
        }
    });
    dispute.open();
    dispute.begin();
    REQUIRE(dispute.session().differing().open() == 3);
    const auto* state = dispute.view().findChild<QLabel*>(QStringLiteral("adjudicationState"));
    QStringList states;
    std::vector<int> shapes;
    const auto look = [&] {
        states << state->text();
        shapes.push_back(state->frameShape());
        CHECK(dispute.view().accessibleName().contains(state->text()));
    };
    const base::SampleIndex first = dispute.here();
    for (int i = 0; i < 3; ++i) {
        look();
        dispute.bench.press(Qt::Key_Space);
    }
    CHECK(dispute.here() == first); // those that differ are gone through again, the others not unasked
    CHECK(dispute.text("adjudicationProgress") == QStringLiteral("0 of 3 that differ"));
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_2, Qt::Key_3})
        dispute.decide(key);
    CHECK(dispute.session().current() == nullptr);
    CHECK(dispute.text("adjudicationIdle") ==
          QStringLiteral("All 3 that differ are decided. Backspace goes back.\n\n1 lacks an answer, and so "
                         "far nobody differs on it."));
    const auto* offer = dispute.view().findChild<QAbstractButton*>(QStringLiteral("goThroughIncomplete"));
    CHECK(offer->isVisible());
    CHECK_FALSE(offer->hasFocus()); // the key that led here may be struck once more
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_Space, Qt::Key_U})
        dispute.bench.press(key);
    CHECK(dispute.session().current() == nullptr);
    dispute.bench.press(Qt::Key_Backspace);
    REQUIRE(dispute.session().current() != nullptr);
    CHECK(dispute.session().current()->isDisagreeing()); // back passes over it, too
    dispute.bench.press(Qt::Key_Space);
    CHECK(dispute.session().current() == nullptr);
    CHECK(dispute.decisions().size() == 3);

    for (int tab = 0; tab < 40 && !offer->hasFocus(); ++tab)
        dispute.bench.press(Qt::Key_Tab);
    REQUIRE(offer->hasFocus());
    dispute.bench.press(Qt::Key_Space);
    REQUIRE(dispute.session().current() != nullptr);
    CHECK(dispute.bench.window->focusWidget() == &dispute.view()); // so that the next key decides
    look();
    CHECK(dispute.text("adjudicationProgress") == QStringLiteral("0 of 1 incomplete"));
    CHECK(states == QStringList{QStringLiteral("≠ They disagree; 1 answer is missing"),
                                QStringLiteral("≠ They disagree"), QStringLiteral("≠ They disagree"),
                                QStringLiteral("… Incomplete: 1 answer is missing")});
    CHECK(shapes[0] == QFrame::Panel);
    CHECK(shapes[3] == QFrame::Box);
    // Where one that differs is open again both come by, and the count is of the kind that is seen.
    const base::SampleIndex lacking = dispute.here();
    dispute.bench.press(Qt::Key_Backspace);
    const base::SampleIndex reopened = dispute.here();
    CHECK(dispute.text("adjudicationProgress") == QStringLiteral("3 of 3 that differ"));
    dispute.decide(Qt::Key_0);
    CHECK(dispute.here() == reopened);
    CHECK(dispute.text("adjudicationProgress") == QStringLiteral("2 of 3 that differ"));
    dispute.bench.press(Qt::Key_Space);
    CHECK(dispute.here() == lacking);
    CHECK(dispute.text("adjudicationProgress") == QStringLiteral("0 of 1 incomplete"));
    CHECK(textsOf(*dispute.bench.window->findChild<ui::LabelPanel*>())
              .contains(QStringLiteral("0 of 1 decided")));
    dispute.bench.press(Qt::Key_Space);
    CHECK(dispute.here() == reopened);
    dispute.decide(Qt::Key_3);
    CHECK(dispute.here() == lacking);
    dispute.decide(Qt::Key_U);
    CHECK(dispute.text("adjudicationIdle")
              .startsWith(QStringLiteral("All 3 that differ are decided, and 1 on which nobody differs.")));
    CHECK_FALSE(offer->isVisible());
}

TEST_CASE("Where nobody differs the page says so, offers what lacks an answer, and tells what became of it") {
    const Dispute dispute([](study::Study& study) {
        const auto all = study.runs().failures(study.runs().first()).value();
        for (std::size_t i = 0; i < 3; ++i)
            Dispute::say(study, "ben-nevis", all[i].sample, Dispute::mode(0));
        waitForDora(study);
    });
    dispute.open();
    dispute.begin();
    REQUIRE(dispute.session().differing().all == 0);
    REQUIRE(dispute.session().incomplete().open() == 4);
    CHECK(dispute.text("adjudicationIdle") ==
          QStringLiteral("There is no item on which two annotators differ.\n\n4 lack an answer, and so far "
                         "nobody differs on them."));
    auto* offer = dispute.view().findChild<QAbstractButton*>(QStringLiteral("goThroughIncomplete"));
    offer->setFocus();
    // Where nothing can be decided any more the keys are the page's.
    const auto elsewhere = dispute.bench.folder() / "elsewhere";
    std::filesystem::rename(dispute.bench.study(), elsewhere);
    REQUIRE(eventually([&] { return dispute.workspace().study().isLost(); }));
    CHECK_FALSE(offer->isEnabled());
    CHECK(dispute.bench.window->focusWidget() == &dispute.view());
    std::filesystem::rename(elsewhere, dispute.bench.study());
    REQUIRE(eventually([&] { return !dispute.workspace().study().isLost(); }));
    REQUIRE(offer->isEnabled());
    offer->click();
    for (int i = 0; i < 4; ++i)
        dispute.decide(Qt::Key_1);
    CHECK(dispute.text("adjudicationIdle") ==
          QStringLiteral("There is no item on which two annotators differ; 4 on which nobody differs are "
                         "decided. Backspace goes back."));
}

TEST_CASE("An item on which nobody differs any more is left, where it was not asked for otherwise") {
    const Dispute dispute(waitForDora);
    dispute.open();
    dispute.begin();
    const base::SampleIndex agreed = dispute.here();
    bool isSaid = false;
    dispute.workspace().study().thread()->post(
        dispute.bench.window.get(),
        [agreed](study::Study& study) {
            labels::LabelRequest request;
            request.run = study.runs().first();
            request.annotator = study.labels().annotator("ben-nevis").value().id;
            request.samples = {agreed};
            request.change.judgement = Dispute::mode(0); // as Ada
            return study.labels().apply(request).has_value();
        },
        [&](bool isDone) { isSaid = isDone; });
    REQUIRE(eventually([&] { return isSaid; }));
    dispute.session().reload();
    REQUIRE(eventually([&] { return dispute.session().differing().all == 2; }));
    REQUIRE(dispute.session().current() != nullptr);
    CHECK(dispute.here() != agreed);
    CHECK(dispute.session().current()->isDisagreeing());
}

TEST_CASE("The page of who is no adjudicator yet is left backwards by keys") {
    const Dispute dispute;
    dispute.open();
    dispute.bench.press(Qt::Key_F8);
    const auto* button = dispute.view().findChild<QAbstractButton*>(QStringLiteral("becomeAdjudicator"));
    REQUIRE(eventually([&] { return button->hasFocus(); }));
    const auto isInPage = [&] {
        const QWidget* here = QApplication::focusWidget();
        return here == &dispute.view() || dispute.view().isAncestorOf(here);
    };
    for (int step = 0; step < 3 && isInPage(); ++step)
        dispute.bench.press(Qt::Key_Backtab);
    CHECK_FALSE(isInPage());
}

TEST_CASE("In a blind plan the page may be asked for, and tells nothing of what one has still to answer") {
    const Dispute dispute([](study::Study& study) {
        workbench::PlanRequest request;
        request.options.controls = {plans::ControlChoice::Kind::Count, 0};
        request.options.repeats = 0;
        REQUIRE(workbench::makePlan(study, study.runs().first(), request));
    });
    dispute.open();
    REQUIRE(eventually([&] { return dispute.workspace().queue().isBlind(); }));
    dispute.begin();
    CHECK(dispute.session().items().empty());
    CHECK(dispute.session().withheld() > 0);
    CHECK(dispute.text("adjudicationIdle").contains(QStringLiteral("wait until you have answered them")));
    CHECK_FALSE(tellsAnybody(textsOf(dispute.view())));
    CHECK_FALSE(textsOf(dispute.view()).contains(QStringLiteral("seen from afar")));
    dispute.bench.press(Qt::Key_G);
    CHECK(dispute.bench.window->page() == adjudicationPage);
    dispute.bench.press(Qt::Key_F7);
    const auto answered = dispute.workspace().queue().place()->sample;
    dispute.decide(Qt::Key_3);
    dispute.bench.press(Qt::Key_F8);
    const auto isDisputed = std::ranges::find(dispute.failures, answered) - dispute.failures.begin() < 3;
    REQUIRE(eventually([&] {
        return dispute.session().isKnown() && dispute.session().differing().open() == (isDisputed ? 1U : 0U);
    }));
}

TEST_CASE("A decision is blind where the prediction was not shown, and a later label of its maker is not") {
    const Dispute dispute([](study::Study& study) {
        workbench::PlanRequest request;
        request.options.controls = {plans::ControlChoice::Kind::Count, 0};
        request.options.overlap = 12;
        request.options.repeats = 0;
        request.annotators = {"ada-lovelace", "ben-nevis"};
        REQUIRE(workbench::makePlan(study, study.runs().first(), request));
    });
    dispute.open();
    dispute.begin();
    REQUIRE(dispute.session().differing().open() == 3);
    const base::SampleIndex first = dispute.here();
    dispute.decide(Qt::Key_1);
    dispute.decide(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return dispute.session().differing().open() == 3; }));
    REQUIRE(dispute.here() == first);
    dispute.decide(Qt::Key_2);
    REQUIRE(dispute.decisions().size() == 1);
    CHECK(dispute.decisions().front().given.blind == labels::Blind::Yes);
    CHECK(dispute.workspace().disclosure().isShown(first));
    // No notice of undoing told what the model predicted.
    for (const QString& line : textsOf(*dispute.bench.window).split(QLatin1Char('\n')))
        if (line.contains(QStringLiteral("Undone")))
            CHECK_FALSE(line.contains(QStringLiteral("→")));
}

TEST_CASE("Another annotator sees nothing of what the adjudicator saw") {
    const Dispute dispute;
    dispute.open();
    dispute.begin();
    dispute.decide(Qt::Key_1);
    dispute.workspace().labelling().setAnnotator(QStringLiteral("dora"));
    REQUIRE(eventually([&] { return dispute.session().isKnown() && !dispute.session().isNamed(); }));
    CHECK(dispute.session().items().empty());
    CHECK_FALSE(tellsAnybody(textsOf(dispute.view())));
    dispute.bench.press(Qt::Key_1);
    CHECK(dispute.decisions().size() == 1);
}

TEST_CASE("My differences list what was decided otherwise, for the present annotator alone") {
    const Dispute dispute([](study::Study& study) {
        const auto run = study.runs().first();
        const auto failures = study.runs().failures(run).value();
        const auto dora = workbench::nameAdjudicator(study, "dora").value();
        REQUIRE(workbench::decide(study, run, dora, failures[0].sample, Dispute::mode(0)));
        REQUIRE(workbench::decide(study, run, dora, failures[1].sample, Dispute::mode(2)));
    });
    dispute.open(QStringLiteral("ben-nevis"));
    dispute.bench.press(Qt::Key_F8, Qt::ShiftModifier);
    CHECK(dispute.bench.window->page() == adjudicationPage);
    const auto* table = dispute.view().findChild<QAbstractItemView*>(QStringLiteral("differences"));
    REQUIRE(eventually([&] { return table->model()->rowCount() == 2; }));
    CHECK(table->isVisible());
    CHECK(dispute.bench.window->focusWidget() == table);
    const auto cell = [&](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    const bool isFirst = cell(0, 0) == QStringLiteral("#%1").arg(dispute.failures[0].value);
    CHECK(cell(isFirst ? 0 : 1, 3) == QStringLiteral("Scale"));
    CHECK(cell(isFirst ? 1 : 0, 3) == QStringLiteral("Occlusion"));
    CHECK(cell(0, 2) == QStringLiteral("Background"));
    CHECK(cell(0, 4) == QStringLiteral("dora"));
    CHECK(cell(0, 5) == QStringLiteral("seen from afar"));
    // Keys decide nothing while the list is seen.
    dispute.bench.press(Qt::Key_1);
    CHECK_FALSE(dispute.session().isActive());
    CHECK(dispute.workspace().cursor().current() == -1);
    dispute.workspace().labelling().setAnnotator(QStringLiteral("ada-lovelace"));
    REQUIRE(eventually([&] { return table->model()->rowCount() == 1; }));
    dispute.bench.press(Qt::Key_F8, Qt::ShiftModifier);
    CHECK(dispute.session().isActive());
    CHECK(dispute.decisions().size() == 2);
    dispute.bench.press(Qt::Key_F8, Qt::ShiftModifier);
    REQUIRE(eventually([&] { return table->isVisible() && table->hasFocus(); }));
    const QString item = cell(0, 0);
    dispute.bench.press(Qt::Key_Return);
    CHECK(dispute.bench.window->page() == QStringLiteral("single"));
    const int row = dispute.workspace().cursor().current();
    REQUIRE(row >= 0);
    CHECK(item == QStringLiteral("#%1").arg(dispute.workspace().items().failure(row).sample.value));
}

TEST_CASE("Of an item that is wanted it is told why it can't be shown, and what is taken off to show it") {
    const Dispute dispute;
    dispute.open();
    const auto notice = [&] {
        const ui::MessageBar& bar = dispute.bench.window->notices();
        return bar.isVisible() ? bar.accessibleName() : QString();
    };
    base::SampleIndex control(0);
    while (std::ranges::find(dispute.failures, control) != dispute.failures.end())
        control = base::SampleIndex(control.value + 1);
    dispute.bench.press(Qt::Key_F8, Qt::ShiftModifier);
    REQUIRE(dispute.bench.window->page() == adjudicationPage);
    Q_EMIT dispute.view().itemWanted(control);
    CHECK(notice().startsWith(QStringLiteral("#%1 is a control").arg(control.value)));
    CHECK(dispute.bench.window->page() == adjudicationPage);

    const base::SampleIndex failure = dispute.failures[0];
    const int row = dispute.workspace().items().rowOf(failure);
    REQUIRE(row >= 0);
    const auto truth = dispute.workspace().items().failure(row).truth.value;
    const base::ClassId another(static_cast<std::uint16_t>((truth + 1) % 10));
    dispute.workspace().visible().setFilter({another, std::nullopt, std::nullopt});
    REQUIRE(dispute.workspace().visible().positionOf(row) < 0);
    Q_EMIT dispute.view().itemWanted(failure);
    CHECK(dispute.bench.window->page() == QStringLiteral("single"));
    CHECK(dispute.workspace().cursor().current() == row);
    CHECK(notice() == QStringLiteral("The filter, which hid #%1, is taken off").arg(failure.value));
    dispute.bench.press(Qt::Key_F8, Qt::ShiftModifier);
    REQUIRE(dispute.bench.window->page() == adjudicationPage);
    Q_EMIT dispute.view().itemWanted(dispute.failures[1]);
    CHECK(dispute.bench.window->page() == QStringLiteral("single"));
    CHECK(notice().isEmpty()); // nothing was taken off
}

TEST_CASE("Everything on the adjudicator's page that takes the focus has an accessible name") {
    const Dispute dispute;
    dispute.open();
    dispute.begin();
    for (const auto* widget : dispute.view().findChildren<QWidget*>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        CAPTURE(widget->metaObject()->className());
        CHECK_FALSE((widget->accessibleName().isEmpty() && (button == nullptr || button->text().isEmpty())));
    }
    CHECK_FALSE(dispute.view().accessibleName().isEmpty());
}

TEST_CASE("Whose labels the chart and the class pairs count is chosen and named") {
    const Dispute dispute([](study::Study& study) {
        const auto run = study.runs().first();
        const auto failures = study.runs().failures(run).value();
        const auto dora = workbench::nameAdjudicator(study, "dora").value();
        REQUIRE(workbench::decide(study, run, dora, failures[0].sample, Dispute::mode(0)));
    });
    dispute.open();
    auto* box = dispute.bench.window->findChild<QComboBox*>(QStringLiteral("chartLabels"));
    const auto* pairs = dispute.bench.window->findChild<QLabel*>(QStringLiteral("pairsWhose"));
    const auto* list = dispute.bench.window->findChild<QAbstractItemView*>(QStringLiteral("pairList"));
    const auto labelled = [&] {
        int count = 0;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            count += list->model()->index(row, 3).data().toString().section(QLatin1Char('/'), 0, 0).toInt();
        return count;
    };
    const auto chart = [&] {
        for (const auto* widget : dispute.bench.window->findChildren<QWidget*>())
            if (widget->accessibleName() == QStringLiteral("Distribution of failure modes"))
                return widget->accessibleDescription();
        return QString();
    };
    REQUIRE(eventually([&] { return chart().contains(QStringLiteral("Labels of cleo")); }));
    CHECK(labelled() == 0);
    CHECK(pairs->text().isEmpty());
    const auto choose = [&](const QString& consensus) {
        const int index = box->findData(consensus);
        REQUIRE(index >= 0);
        box->setCurrentIndex(index);
        Q_EMIT box->activated(index);
    };
    choose(QStringLiteral("majority"));
    REQUIRE(eventually([&] { return labelled() == 1; }));
    CHECK(chart().contains(QStringLiteral("the majority of the annotators")));
    CHECK(pairs->text().contains(QStringLiteral("the majority of the annotators")));
    choose(QStringLiteral("adjudicated"));
    REQUIRE(eventually([&] { return labelled() == 2; }));
    CHECK(chart().contains(QStringLiteral("the adjudicator's decisions")));
    choose(QStringLiteral("annotator:ben-nevis"));
    REQUIRE(eventually([&] { return labelled() == 4; }));
    CHECK(chart().contains(QStringLiteral("Labels of ben-nevis")));
    // What is not possible is told, and one's own labels stay.
    choose(QStringLiteral("dawid-skene"));
    REQUIRE(eventually([&] { return labelled() == 0; }));
    REQUIRE(eventually([&] { return box->currentData().toString().isEmpty(); }));
    CHECK(textsOf(*dispute.bench.window).contains(QStringLiteral("needs three annotators")));
}

TEST_CASE(
    "An adjudicator's key that is held decides one item, also where its repeats are told as new presses") {
    const Dispute dispute;
    dispute.open();
    dispute.begin();
    const auto all = dispute.session().differing().open();
    REQUIRE(all > 1);
    dispute.bench.hold(Qt::Key_1, 10);
    REQUIRE(eventually([&] { return dispute.session().differing().open() == all - 1; }));
    QTest::qWait(100); // a decision too many would be stored by now
    CHECK(dispute.session().differing().open() == all - 1);
    CHECK(dispute.decisions().size() == 1);
}
