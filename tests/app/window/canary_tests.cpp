// SPDX-License-Identifier: GPL-3.0-or-later
// A study, a model's metadata and a data set are a stranger's: whatever they are called, nothing that they
// name is opened and none of it is shown as anything but text.
#include "app/window/main_window.h"
#include "core/model/run_header.h"
#include "core/study/sqlite/database.h"
#include "core/workbench/labelling_plan.h"
#include "tests/support/opened_workspace.h"
#include "ui/labels/label_actions.h"
#include "ui/queue/guidelines_view.h"
#include "ui/run/run_details.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/shell/shortcut_sheet.h"

#include <QAbstractItemView>
#include <QDialog>
#include <QDockWidget>
#include <QHelpEvent>
#include <QLabel>
#include <QMenuBar>
#include <QPointer>
#include <QSettings>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolTip>

#include <sys/inotify.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;

namespace {

/// A picture that tells when it is opened.
class Canary {
public:
    Canary()
        : m_notify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
        QImage picture(4, 4, QImage::Format_RGB32);
        picture.fill(Qt::red);
        REQUIRE(picture.save(QString::fromStdString(path().string())));
        REQUIRE(::inotify_add_watch(m_notify, path().c_str(), IN_OPEN) >= 0);
    }
    ~Canary() { ::close(m_notify); }
    Canary(const Canary&) = delete;
    Canary& operator=(const Canary&) = delete;

    /// A string of a stranger.
    [[nodiscard]] std::string markup(const std::string& word) const {
        return "<img src=\"" + path().string() + "\"> <b>" + word + "</b> & x";
    }
    /// Whether it was opened since it was asked last.
    [[nodiscard]] bool wasOpened() const {
        char events[4096];
        return ::read(m_notify, events, sizeof events) > 0;
    }

private:
    [[nodiscard]] std::filesystem::path path() const { return m_folder / "canary.png"; }
    tests::TemporaryFolder m_folder;
    int m_notify;
};

/// A finished run in which everything that has a name has a hostile one.
study::Study hostileStudy(const std::filesystem::path& path, const Canary& canary) {
    const tests::SyntheticOptions options;
    model::RunHeader header = tests::syntheticHeader(options);
    header.dataset.name = canary.markup("set");
    header.dataset.location = canary.markup("place");
    header.dataset.notes = {canary.markup("remark")};
    for (std::size_t i = 0; i < header.dataset.classes.size(); ++i)
        header.dataset.classes[i] = canary.markup("class " + std::to_string(i));
    header.model.classes = header.dataset.classes;
    header.model.format = canary.markup("format");
    header.model.architecture = canary.markup("architecture");
    header.model.location = canary.markup("file");
    header.model.metadata = {{canary.markup("key"), canary.markup("value")}};
    header.device.name = canary.markup("card");
    header.device.reason = canary.markup("reason");
    header.device.backend = canary.markup("library");
    auto made = study::Study::create(path, header,
                                     tests::syntheticBatch(options, tests::syntheticPredictions(options), 0));
    if (!made)
        throw std::runtime_error(made.error().message);
    { const study::Study closed = std::move(*made); }
    {
        auto database = study::Database::open(path, study::Database::Mode::Write).value();
        const auto changed = database.writing([&]() -> base::Result<> {
            database.query("UPDATE modes SET name = ?1 || digit, definition = ?2")
                .with(canary.markup("mode"), canary.markup("definition"))
                .run();
            return {};
        });
        if (!changed)
            throw std::runtime_error(changed.error().message);
    }
    auto study = study::Study::open(path, study::Access::ReadWrite);
    if (!study)
        throw std::runtime_error(study.error().message);
    return std::move(*study);
}

/// Asks for the tip at a place; the tip is text or nothing.
void hover(QWidget& widget, const QPoint& place) {
    QHelpEvent event(QEvent::ToolTip, place, widget.mapToGlobal(place));
    QApplication::sendEvent(&widget, &event);
    QCoreApplication::processEvents();
    if (QToolTip::isVisible()) {
        INFO(QToolTip::text().toStdString());
        QTextDocument shown;
        shown.setHtml(QToolTip::text());
        CHECK_FALSE(shown.toPlainText().contains(QChar::ObjectReplacementCharacter));
        QToolTip::hideText();
    }
}

void hoverEverything(QWidget& window) {
    QList<QPointer<QWidget>> widgets; // a tip is one, too, and leaves
    for (QWidget* widget : window.findChildren<QWidget*>())
        widgets.append(widget);
    for (const QPointer<QWidget>& widget : widgets) {
        if (widget.isNull() || !widget->isVisible())
            continue;
        for (int i = 1; i < 4; ++i)
            for (int j = 1; j < 4; ++j)
                if (!widget.isNull())
                    hover(*widget, {widget->width() * i / 4, widget->height() * j / 4});
        if (widget.isNull())
            continue;
        if (auto* view = qobject_cast<QAbstractItemView*>(widget.data());
            view != nullptr && view->model() != nullptr)
            for (int row = 0; row < std::min(5, view->model()->rowCount(view->rootIndex())); ++row)
                hover(*view->viewport(),
                      view->visualRect(view->model()->index(row, 0, view->rootIndex())).center());
        const auto* label = qobject_cast<QLabel*>(widget.data());
        if (label != nullptr && label->text().contains(QStringLiteral("<img"))) {
            INFO(label->text().toStdString());
            CHECK(label->textFormat() == Qt::PlainText);
        }
    }
}

} // namespace

TEST_CASE("The canary sings where a text is guessed to be HTML") {
    const Canary canary;
    QLabel label(QString::fromStdString(canary.markup("word")));
    label.show();
    CHECK(eventually([&] { return canary.wasOpened(); }));
}

TEST_CASE("Whatever a study, a model, a data set or an error says is shown as text, and opens nothing") {
    const Canary canary;
    const tests::TemporaryFolder folder;
    QSettings().clear();
    const auto file = folder / "a study.faultline";
    {
        study::Study study = hostileStudy(file, canary);
        REQUIRE(study.runs().rename(study.runs().first(), canary.markup("run")));
    }
    app::MainWindow window;
    window.resize(1400, 900);
    window.show();
    QApplication::setActiveWindow(&window);
    ui::Workspace& workspace = window.workspace();
    window.open(QString::fromStdString(file.string()));
    REQUIRE(eventually([&] { return workspace.study().isOpen(); }));
    workspace.labelling().setAnnotator(QString::fromStdString(canary.markup("ann")));
    const auto act = [&](auto&& action) {
        int acted = 0;
        const auto connection = QObject::connect(&workspace.labelling(), &ui::Labelling::acted, &workspace,
                                                 [&acted] { ++acted; });
        action();
        CHECK(eventually([&acted] { return acted == 1; }));
        QObject::disconnect(connection);
    };
    const labels::Judgement mode = labels::Judgement::of(workspace.study().taxonomy().modes()[0].id);
    act([&] { workspace.labelling().label({0, 1}, {mode, canary.markup("note")}); });
    act([&] { workspace.labelling().undo(); });
    act([&] { workspace.labelling().redo(); });
    act([&] { workspace.labelling().label({0}, {labels::Judgement::excluded(), std::nullopt}); });
    window.problems().show(QString::fromStdString(canary.markup("error")));
    QTest::qWait(100); // pictures and facts arrive
    hoverEverything(window);
    window.showPage(QStringLiteral("single"));
    hoverEverything(window);
    for (QDockWidget* dock : window.findChildren<QDockWidget*>()) {
        dock->raise();
        QCoreApplication::processEvents();
        hoverEverything(*dock);
    }
    // Every action's tip, and what is made of actions.
    for (const QAction* action : window.findChildren<QAction*>())
        if (action->toolTip().contains(QStringLiteral("<img"))) {
            INFO(action->toolTip().toStdString());
            CHECK_FALSE(Qt::mightBeRichText(action->toolTip()));
        }
    QTextBrowser texts;
    texts.show();
    texts.setHtml(ui::ShortcutSheet::html(*window.menuBar()));
    QCoreApplication::processEvents();
    CHECK_FALSE(texts.toPlainText().contains(QChar::ObjectReplacementCharacter));
    texts.setHtml(ui::RunDetails::html(workspace.study().header()));
    QCoreApplication::processEvents();
    CHECK_FALSE(texts.toPlainText().contains(QChar::ObjectReplacementCharacter));
    CHECK(texts.toPlainText().contains(QStringLiteral("<b>architecture</b>")));
    CHECK_FALSE(canary.wasOpened());
}

TEST_CASE("Guidelines of a stranger open no picture, no link and no HTML") {
    const Canary canary;
    const tests::TemporaryFolder folder;
    QSettings().clear();
    const auto file = folder / "a study.faultline";
    {
        study::Study study = tests::makeSyntheticStudy(file);
        const std::string path = canary.markup("");
        const std::string place = path.substr(10, path.find('"', 10) - 10); // of the picture alone
        workbench::PlanRequest request;
        request.guidelines = "# Look\n\n" + canary.markup("word") + "\n\n![x](" + place + ") ![y](file://" +
                             place + ")\n\n[z](" + place +
                             ") ![w](data:image/png;base64,AAAA) ![v](qrc:" + place + ")\n\n<" + place +
                             ">\n";
        REQUIRE(workbench::makePlan(study, study.runs().first(), request).has_value());
    }
    app::MainWindow window;
    window.resize(1400, 900);
    window.show();
    window.open(QString::fromStdString(file.string()));
    auto* guidelines = window.findChild<ui::GuidelinesView*>();
    REQUIRE(guidelines != nullptr);
    REQUIRE(eventually([&] { return guidelines->isVisible(); }));
    CHECK(guidelines->toPlainText().contains(QStringLiteral("<b>word</b>")));
    QTest::qWait(50);
    hoverEverything(window);
    QTest::mouseClick(guidelines->viewport(), Qt::LeftButton, {}, {20, 20});
    CHECK_FALSE(canary.wasOpened());
}
