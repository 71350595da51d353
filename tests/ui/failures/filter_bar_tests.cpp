// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_bar.h"

#include "core/workbench/condition.h"
#include "tests/support/opened_workspace.h"
#include "ui/failures/sort_menu.h"
#include "ui/failures/sort_words.h"
#include "ui/places/kept_filters.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QInputDialog>
#include <QLabel>
#include <QSettings>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTranslator>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

namespace {

QList<QToolButton*> chipsOf(ui::FilterBar& bar) {
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return bar.findChildren<QToolButton*>(QStringLiteral("filterChip"));
}

QLineEdit* fieldOf(ui::FilterBar& bar) {
    return bar.findChild<QLineEdit*>(QStringLiteral("filterField"));
}

QStringList offersOf(ui::FilterBar& bar) {
    const QAbstractItemModel* model = fieldOf(bar)->completer()->model();
    QStringList offers;
    for (int row = 0; row < model->rowCount(); ++row)
        offers << model->data(model->index(row, 0)).toString();
    return offers;
}

/// Puts the window into a language that no condition is written in, as long as it lives.
class ForeignWindow : public QTranslator {
public:
    ForeignWindow() { QCoreApplication::installTranslator(this); }
    ~ForeignWindow() override { QCoreApplication::removeTranslator(this); }
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char*, const char* source, const char*, int) const override {
        return QStringLiteral("¡") + QString::fromUtf8(source);
    }
};

} // namespace

TEST_CASE("Typed conditions become chips, and a chip's click removes its condition") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    CHECK(bar.take(QStringLiteral("true: cat")));
    CHECK(bar.take(QStringLiteral(" Predicted: DOG ")));
    CHECK(bar.take(QStringLiteral("unlabelled")));
    CHECK(visible.filter() == workbench::Filter{base::ClassId(3), base::ClassId(5), labels::Judgement()});
    REQUIRE(chipsOf(bar).size() == 3);

    chipsOf(bar).front()->click();
    REQUIRE(tests::eventually([&] { return !visible.filter().truth; }));
    CHECK(visible.filter() == workbench::Filter{std::nullopt, base::ClassId(5), labels::Judgement()});
    CHECK(chipsOf(bar).size() == 2);
}

TEST_CASE("Modes and excluded are conditions, and nonsense is none") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    CHECK(bar.take(QStringLiteral("Background")));
    CHECK(visible.filter().judgement == opened.mode(1));
    CHECK(bar.take(QStringLiteral("excluded")));
    CHECK(visible.filter().judgement == labels::Judgement::excluded());
    CHECK_FALSE(bar.take(QStringLiteral("zebra")));
    CHECK_FALSE(bar.take(QStringLiteral("#notanumber")));
    CHECK(visible.filter().judgement == labels::Judgement::excluded());
}

TEST_CASE("What people said is a condition and an order, as soon as it is known") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    auto* keys = bar.findChild<QComboBox*>(QStringLiteral("sortKey"));
    CHECK_FALSE(bar.take(QStringLiteral("people<0.7")));
    CHECK(keys->count() == 9);
    opened.know(tests::people("cifar10h"));
    opened.know(tests::suspects("list", {opened.workspace.items().failure(2).sample}));
    CHECK(offersOf(bar).contains(QStringLiteral("people<0.5")));
    CHECK(offersOf(bar).contains(QStringLiteral("suspected")));
    REQUIRE(keys->count() == 10);
    keys->setCurrentIndex(9);
    Q_EMIT keys->activated(9);
    CHECK(visible.sorting().key == workbench::SortKey::People);
    const auto share = [&](int position) {
        return tests::agreeing(opened.workspace.items().failure(visible.rowAt(position)).sample.value);
    };
    for (int i = 1; i < visible.count(); ++i)
        CHECK(share(i - 1) <= share(i));
    CHECK(bar.take(QStringLiteral("people<0.7")));
    for (int i = 0; i < visible.count(); ++i)
        CHECK(share(i) < 7);
    CHECK(chipsOf(bar).size() == 1);
    CHECK(bar.take(QStringLiteral("suspected")));
    CHECK(chipsOf(bar).size() == 2);
    chipsOf(bar).front()->click();
    REQUIRE(tests::eventually([&] { return !visible.filter().people; }));
    REQUIRE(visible.count() == 1);
    CHECK(visible.rowAt(0) == 2);
}

TEST_CASE("An index goes to its failure, out of the filter where it must") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    opened.workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement::excluded()});
    REQUIRE(opened.workspace.visible().count() == 0);
    const auto index = opened.workspace.items().failure(7).sample.value;
    CHECK(bar.take(QStringLiteral("#%1").arg(index)));
    CHECK(opened.workspace.cursor().current() == 7);
    CHECK(opened.workspace.visible().filter().isEmpty());
}

TEST_CASE("What is typed and what is offered is understood in every language of the window") {
    const ForeignWindow foreign;
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    CHECK(bar.take(QStringLiteral("true: cat")));
    CHECK(bar.take(QStringLiteral("unlabelled")));
    CHECK(visible.filter() == workbench::Filter{base::ClassId(3), std::nullopt, labels::Judgement()});
    REQUIRE(chipsOf(bar).size() == 2);
    CHECK(chipsOf(bar).front()->text().startsWith(QStringLiteral("¡True: cat")));

    Q_EMIT opened.workspace.opened(); // the offers are those of the study that was opened
    const QStringList offers = offersOf(bar);
    CHECK(offers.size() == 6 + 2 * 10 + 7);
    for (const QString& offer : offers) {
        CAPTURE(offer.toStdString());
        CHECK(bar.take(offer));
    }
}

TEST_CASE("What is refused says why, with names from a file as plain text") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    CHECK_FALSE(bar.take(QStringLiteral("<b>zebra</b>")));
    CHECK(fieldOf(bar)->toolTip().contains(QStringLiteral("&lt;b&gt;zebra")));
    CHECK(fieldOf(bar)->accessibleDescription().contains(QStringLiteral("<b>zebra")));
    CHECK_FALSE(bar.take(QStringLiteral("#59999")));
    CHECK(fieldOf(bar)->toolTip().contains(QStringLiteral("59999")));
    CHECK(bar.take(QStringLiteral("cat")));
    CHECK(fieldOf(bar)->toolTip().isEmpty());
    CHECK(opened.workspace.visible().filter().truth == base::ClassId(3));
}

TEST_CASE(
    "A word that is no condition is told in one line with the nearest one, the grammar when asked for") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    bar.show();
    Q_EMIT opened.workspace.opened();
    auto* refusal = bar.findChild<QLabel*>(QStringLiteral("filterRefusal"));
    auto* grammar = bar.findChild<QLabel*>(QStringLiteral("filterGrammar"));
    auto* asked = bar.findChild<QToolButton*>(QStringLiteral("filterGrammarShown"));
    CHECK_FALSE(bar.take(QStringLiteral("cat or Sclae")));
    CHECK(refusal->text().toLower() ==
          QStringLiteral("there is neither a class nor a mode \"sclae\". the nearest is: scale"));
    CHECK_FALSE(grammar->isVisible());
    asked->setFocus();
    QTest::keyClick(asked, Qt::Key_Space);
    CHECK(grammar->isVisible());
    CHECK(grammar->text().startsWith(QStringLiteral("Write true: CLASS")));
    CHECK_FALSE(bar.take(QStringLiteral("qqqqqqqq")));
    CHECK(refusal->text() == QStringLiteral("There is neither a class nor a mode \"qqqqqqqq\"."));
    CHECK_FALSE(bar.take(QStringLiteral("#59999"))); // its own sentence, and no grammar
    CHECK_FALSE(asked->isVisible());
    CHECK_FALSE(grammar->isVisible());
}

namespace {

/// A bar that has the keys.
struct ShownBar {
    OpenedWorkspace opened;
    ui::FilterBar bar{opened.workspace};

    ShownBar() {
        Q_EMIT opened.workspace.opened(); // the offers are those of the study that was opened
        bar.resize(600, bar.sizeHint().height());
        bar.show();
        QApplication::setActiveWindow(&bar);
        fieldOf(bar)->setFocus();
    }
    void type(const QString& text) { QTest::keyClicks(fieldOf(bar), text); }
    void press(Qt::Key key) { QTest::keyClick(fieldOf(bar), key); }
    [[nodiscard]] QAbstractItemView* popup() { return fieldOf(bar)->completer()->popup(); }
    /// What is said in sight below the field.
    [[nodiscard]] QString said() const {
        for (const auto* label : bar.findChildren<QLabel*>())
            if (label->isVisible() && label->accessibleName().startsWith(QStringLiteral("Why")))
                return label->text();
        return {};
    }
};

} // namespace

TEST_CASE("Enter takes what was typed where it is a condition, else the first offer for it") {
    ShownBar shown;
    ui::VisibleFailures& visible = shown.opened.workspace.visible();
    SECTION("a condition, though an offer that has it in it stands before") {
        shown.type(QStringLiteral("predicted: cat"));
        shown.press(Qt::Key_Return);
        CHECK(visible.filter().predicted == base::ClassId(3));
    }
    SECTION("the beginning of one") {
        shown.type(QStringLiteral("predicted: do"));
        shown.press(Qt::Key_Return);
        CHECK(visible.filter().predicted == base::ClassId(5));
    }
    SECTION("the beginning of a word, though another one that only has it in it stands before") {
        shown.type(QStringLiteral("ca"));
        CHECK(shown.popup()->model()->index(0, 0).data().toString() == QStringLiteral("true: cat"));
        shown.press(Qt::Key_Return);
        CHECK(visible.filter().truth == base::ClassId(3)); // and not the mode Scale
    }
    SECTION("a part of a name") {
        shown.type(QStringLiteral("ckgr"));
        shown.press(Qt::Key_Enter);
        CHECK(visible.filter().judgement == shown.opened.mode(1));
    }
    CHECK(fieldOf(shown.bar)->text().isEmpty());
    CHECK(shown.said().isEmpty());
}

TEST_CASE("Behind or and not the last condition is offered and completed, and those before it stay") {
    ShownBar shown;
    shown.type(QStringLiteral("not predicted: cat or do"));
    REQUIRE(shown.popup()->isVisible());
    // Of the form that it goes on with, though another offer stands before it.
    CHECK(shown.popup()->model()->index(0, 0).data().toString() == QStringLiteral("predicted: dog"));
    SECTION("the first offer, by Enter") {
        shown.press(Qt::Key_Return);
        const auto& clauses = shown.opened.workspace.visible().filter().clauses;
        REQUIRE(clauses.size() == 1);
        CHECK(clauses[0] == workbench::Clause{workbench::Clause::Sense::NoneOf,
                                              {workbench::PredictedClass{base::ClassId(3)},
                                               workbench::PredictedClass{base::ClassId(5)}}});
        CHECK(chipsOf(shown.bar).front()->text().startsWith(
            QStringLiteral("Not: Predicted: cat or Predicted: dog")));
    }
    SECTION("one that is chosen from the list") {
        QTest::keyClick(shown.popup(), Qt::Key_Down);
        CHECK(fieldOf(shown.bar)->text() == QStringLiteral("not predicted: cat or predicted: dog"));
    }
    SECTION("one of another form, where none of this one has it in it") {
        fieldOf(shown.bar)->clear();
        shown.type(QStringLiteral("predicted: cat or ckgr"));
        shown.press(Qt::Key_Return);
        CHECK(chipsOf(shown.bar).front()->text().startsWith(QStringLiteral("Predicted: cat or Background")));
    }
}

TEST_CASE("A filter is kept under a name, offered where it is understood, shown and removed") {
    QSettings().clear();
    tests::SyntheticOptions few;
    few.classes = 3;
    ShownBar shown;
    ui::VisibleFailures& visible = shown.opened.workspace.visible();
    for (const char* text : {"cat or dog", "confidence<0.9", "since: 2 d"})
        REQUIRE(shown.bar.take(QString::fromLatin1(text)));
    const workbench::Filter kept = visible.filter();
    ui::KeptFilterMenu& menu = shown.bar.keptFilters();
    Q_EMIT menu.aboutToShow();
    const auto entry = [&menu](const QString& text) {
        Q_EMIT menu.aboutToShow();
        for (QAction* action : menu.actions())
            if (action->text() == text)
                return action;
        return static_cast<QAction*>(nullptr);
    };
    QTimer::singleShot(0, qApp, [] {
        auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
        dialog->setTextValue(QStringLiteral("cat or pets & more/1"));
        dialog->accept();
    });
    entry(QStringLiteral("&Keep this filter…"))->trigger();
    CHECK(offersOf(shown.bar).front() == QStringLiteral("filter: cat or pets & more/1"));

    visible.setFilter({});
    shown.type(QStringLiteral("pets"));
    shown.press(Qt::Key_Return);
    CHECK(visible.filter().clauses.size() == kept.clauses.size());
    CHECK(visible.filter().clauses[0] == kept.clauses[0]);
    visible.setFilter({});
    shown.type(QStringLiteral("filter: cat or pets & more/1")); // whatever words the name has
    shown.press(Qt::Key_Return);
    CHECK(visible.filter().clauses.size() == kept.clauses.size());
    visible.setFilter({});
    REQUIRE(entry(QStringLiteral("cat or pets && more/1")) != nullptr);
    entry(QStringLiteral("cat or pets && more/1"))->trigger();
    CHECK(visible.filter().clauses.size() == kept.clauses.size());
    CHECK_FALSE(shown.bar.take(QStringLiteral("filter: zebra")));
    CHECK(shown.said().contains(QStringLiteral("there are cat or pets & more/1")));

    OpenedWorkspace other(few); // it has neither cats nor dogs
    CHECK(ui::KeptFilterMenu(other.workspace).names().isEmpty());

    auto* removal = menu.findChild<QMenu*>(QString(), Qt::FindDirectChildrenOnly);
    REQUIRE(removal != nullptr);
    removal->actions().front()->trigger();
    CHECK(menu.names().isEmpty());
    CHECK(ui::keptFilters().isEmpty());
    CHECK_FALSE(offersOf(shown.bar).contains(QStringLiteral("filter: cat or pets & more/1")));
}

TEST_CASE("The menu says in words what is sorted by and which way, and follows the bar") {
    OpenedWorkspace opened;
    ui::FilterBar bar(opened.workspace);
    ui::SortMenu menu(opened.workspace);
    const auto checked = [&menu] {
        Q_EMIT menu.aboutToShow();
        QStringList texts;
        for (const QAction* action : menu.actions())
            if (action->isChecked())
                texts << action->text();
        return texts;
    };
    const auto choose = [&menu](const QString& text) {
        Q_EMIT menu.aboutToShow();
        for (QAction* action : menu.actions())
            if (action->text() == text)
                return action->trigger();
        FAIL(text.toStdString());
    };
    CHECK(checked() == QStringList{QStringLiteral("Arrival"), QStringLiteral("Oldest first")});
    choose(QStringLiteral("Confidence"));
    choose(QStringLiteral("Highest first"));
    CHECK(checked() == QStringList{QStringLiteral("Confidence"), QStringLiteral("Highest first")});
    CHECK(bar.findChild<QComboBox*>(QStringLiteral("sortKey"))->currentText() ==
          QStringLiteral("Confidence"));
    CHECK(bar.findChild<QToolButton*>(QStringLiteral("sortDirection"))->accessibleName() ==
          QStringLiteral("Sort direction: Highest first"));
}

TEST_CASE("Sorted by brightness the pictures are measured once, and stand as they look") {
    OpenedWorkspace opened;
    const ui::FilterBar bar(opened.workspace);
    ui::VisibleFailures& visible = opened.workspace.visible();
    ui::sortBy(opened.workspace, QStringLiteral("brightness"));
    ui::sortIn(opened.workspace, workbench::SortDirection::Descending);
    REQUIRE(tests::eventually([&] { return opened.workspace.looks().of(0) != nullptr; }));
    for (int position = 1; position < visible.count(); ++position) {
        const auto* before = opened.workspace.looks().of(visible.rowAt(position - 1));
        const auto* after = opened.workspace.looks().of(visible.rowAt(position));
        REQUIRE(before != nullptr);
        REQUIRE(after != nullptr);
        CHECK(before->brightness >= after->brightness);
    }
    CHECK(visible.staleCount() == 0);
    CHECK_FALSE(opened.workspace.looks().isMeasuring());
}

TEST_CASE("What is not understood is said in place until the text changes") {
    ShownBar shown;
    shown.type(QStringLiteral("zebra"));
    shown.press(Qt::Key_Return);
    CHECK(shown.said().contains(QStringLiteral("\"zebra\"")));
    CHECK(shown.bar.findChild<QToolButton*>(QStringLiteral("filterGrammarShown"))->isVisible());
    CHECK(fieldOf(shown.bar)->text() == QStringLiteral("zebra"));
    shown.type(QStringLiteral("x"));
    CHECK(shown.said().isEmpty());
}

TEST_CASE("Esc leaves the field with one press, also while offers are open") {
    ShownBar shown;
    int left = 0;
    QObject::connect(&shown.bar, &ui::FilterBar::left, &shown.bar, [&left] { ++left; });
    shown.type(QStringLiteral("c"));
    SECTION("offers are open") {
        REQUIRE(shown.popup()->isVisible());
        QTest::keyClick(shown.popup(), Qt::Key_Escape);
    }
    SECTION("offers are closed") {
        shown.popup()->hide();
        shown.press(Qt::Key_Escape);
    }
    CHECK(left == 1);
    CHECK(fieldOf(shown.bar)->text().isEmpty());
    CHECK_FALSE(shown.popup()->isVisible());
}

TEST_CASE("Where a class and a mode have one name both full forms are offered, and neither is guessed") {
    tests::SyntheticOptions options;
    options.classes = 10;
    OpenedWorkspace opened(options);
    const std::vector<std::string> classes{"cat", "scale"};
    const workbench::Vocabulary vocabulary{classes, opened.workspace.study().taxonomy()};
    const auto offers = workbench::offeredConditions(vocabulary, classes.size());
    for (const char* form : {"true: scale", "mode: scale"})
        CHECK(std::count(offers.begin(), offers.end(), std::string(form)) == 1);
    CHECK(workbench::isAmbiguous("scale", vocabulary));
}
