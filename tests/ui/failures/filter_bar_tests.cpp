// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/filter_bar.h"

#include "core/workbench/condition.h"
#include "tests/support/opened_workspace.h"

#include <QAbstractItemView>
#include <QCompleter>
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
    CHECK(keys->count() == 5);
    opened.know(tests::people("cifar10h"));
    opened.know(tests::suspects("list", {opened.workspace.items().failure(2).sample}));
    CHECK(offersOf(bar).contains(QStringLiteral("people<0.5")));
    CHECK(offersOf(bar).contains(QStringLiteral("suspected")));
    REQUIRE(keys->count() == 6);
    keys->setCurrentIndex(5);
    Q_EMIT keys->activated(5);
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
    CHECK(offers.size() == 6 + 2 * 10);
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
    SECTION("a part of a name") {
        shown.type(QStringLiteral("ckgr"));
        shown.press(Qt::Key_Enter);
        CHECK(visible.filter().judgement == shown.opened.mode(1));
    }
    CHECK(fieldOf(shown.bar)->text().isEmpty());
    CHECK(shown.said().isEmpty());
}

TEST_CASE("What is not understood is said in place until the text changes") {
    ShownBar shown;
    shown.type(QStringLiteral("zebra"));
    shown.press(Qt::Key_Return);
    CHECK(shown.said().contains(QStringLiteral("\"zebra\"")));
    CHECK(shown.said().contains(QStringLiteral("shared: RUN")));
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
