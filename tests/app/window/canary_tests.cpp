// SPDX-License-Identifier: GPL-3.0-or-later
// A study, a model's metadata and a data set are a stranger's: whatever they are called, nothing that they
// name is opened and none of it is shown as anything but text.
#include "app/window/settings.h"
#include "core/model/run_header.h"
#include "core/study/sqlite/database.h"
#include "core/workbench/labelling_plan.h"
#include "tests/app/window/window_under_test.h"
#include "ui/failures/filter_field.h"
#include "ui/failures/sort_controls.h"
#include "ui/fitting/export_dialog.h"
#include "ui/labels/label_actions.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/places/kept_filters.h"
#include "ui/queue/guidelines_view.h"
#include "ui/queue/plan_dialog.h"
#include "ui/run/run_details.h"
#include "ui/run/search_page.h"
#include "ui/session/label_file_dialog.h"
#include "ui/session/study_session.h"
#include "ui/shell/keys_page.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/taxonomy/taxonomy_dialog.h"
#include "ui/verdict/verdict_page.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QDialog>
#include <QDockWidget>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPointer>
#include <QSettings>
#include <QTabWidget>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolButton>
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

/// A run whose data set and model have hostile names wherever they have one.
model::RunHeader hostileHeader(const tests::SyntheticOptions& options, const Canary& canary) {
    model::RunHeader header = tests::syntheticHeader(options);
    header.dataset.name = canary.markup("set");
    header.dataset.location = canary.markup("place");
    header.dataset.notes = {canary.markup("remark")};
    header.dataset.unreadable = {canary.markup("broken file")};
    header.dataset.unreadableCount = 1;
    header.dataset.leftOut = {{canary.markup("reason"), 3, canary.markup("example")}};
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
    return header;
}

template <class Value>
Value valueOf(base::Result<Value> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<Value>)
        return std::move(*result);
}

model::BatchReport hostileBatch(const tests::SyntheticOptions& options, const Canary& canary) {
    model::BatchReport batch = tests::syntheticBatch(options, tests::syntheticPredictions(options), 0);
    for (model::SampleDetail& detail : batch.failures)
        detail.path = canary.markup("picture " + std::to_string(detail.sample.value));
    return batch;
}

void finish(study::Study& study, base::RunId run, const tests::SyntheticOptions& options) {
    std::vector<model::SampleDetail> controls;
    for (const model::Prediction& each : tests::syntheticPredictions(options))
        if (!each.isFailure() && controls.size() < 12)
            controls.push_back(tests::syntheticDetail(options, each));
    valueOf(study.runs().finish(run, controls, std::vector<std::uint32_t>(options.classes, 0)));
}

/// Two annotators who differ on the first failures, with notes, and an open plan for them.
void label(study::Study& study, const Canary& canary) {
    const base::RunId run = study.runs().first();
    const auto failures = valueOf(study.runs().failures(run));
    for (const std::size_t who : {0, 1})
        for (std::size_t i = 0; i < 6; ++i) {
            labels::LabelRequest request;
            request.run = run;
            request.annotator = valueOf(study.labels().annotator(canary.markup(who == 0 ? "ann" : "ben"))).id;
            request.samples = {failures[i].sample};
            request.change.judgement =
                labels::Judgement::of(study.labels().taxonomy().modes()[i < 3 ? who : 2].id);
            request.change.note = canary.markup("note");
            valueOf(study.labels().apply(request));
        }
    workbench::PlanRequest request;
    request.options.sight = plans::Sight::Open;
    request.annotators = {canary.markup("ann"), canary.markup("ben")};
    request.guidelines = canary.markup("guideline");
    valueOf(workbench::makePlan(study, run, request));
    valueOf(study.covariates().add(tests::people("people")));
    valueOf(study.covariates().add(tests::suspects("list", {failures[0].sample, failures[1].sample})));
}

/// Two finished runs in which everything that has a name has a hostile one, labelled by two people.
void makeHostileStudy(const std::filesystem::path& path, const Canary& canary) {
    tests::SyntheticOptions options;
    options.batch = options.samples;
    options.origin = tests::Origin::ImageFolder;
    {
        const study::Study made = valueOf(
            study::Study::create(path, hostileHeader(options, canary), hostileBatch(options, canary)));
    }
    {
        auto database = valueOf(study::Database::open(path, study::Database::Mode::Write));
        valueOf(database.writing([&]() -> base::Result<> {
            database.query("UPDATE modes SET name = ?1 || digit, definition = ?2")
                .with(canary.markup("mode"), canary.markup("definition"))
                .run();
            return {};
        }));
    }
    study::Study study = valueOf(study::Study::open(path, study::Access::ReadWrite));
    finish(study, study.runs().first(), options);
    valueOf(study.runs().rename(study.runs().first(), canary.markup("run")));
    tests::SyntheticOptions other = options;
    other.modelSeed = 7;
    finish(study,
           valueOf(study.runs().add(hostileHeader(other, canary), hostileBatch(other, canary),
                                    canary.markup("other run"))),
           other);
    label(study, canary);
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

namespace {

/// A window on the hostile study, which lies in a folder that is called like it.
struct HostileDesk {
    const Canary canary;
    tests::TemporaryFolder folder;
    std::filesystem::path file = place("study", ".faultline");
    std::unique_ptr<app::MainWindow> window;

    HostileDesk() {
        QSettings().clear();
        QSettings().setValue(QStringLiteral("run/askBeforeStop"), false);
        makeHostileStudy(file, canary);
        window = std::make_unique<app::MainWindow>();
        window->resize(1400, 900);
        window->show();
        QApplication::setActiveWindow(window.get());
    }
    /// A file whose path has markup in it.
    [[nodiscard]] std::filesystem::path place(const std::string& word, const std::string& ending) const {
        std::filesystem::path path = folder.path().string() + "/" + canary.markup(word) + ending;
        std::filesystem::create_directories(path.parent_path());
        return path;
    }
    [[nodiscard]] QString text(const std::string& word) const {
        return QString::fromStdString(canary.markup(word));
    }
    void open() const {
        window->open(QString::fromStdString(file.string()));
        REQUIRE(eventually([&] { return workspace().study().isOpen(); }));
        workspace().labelling().setAnnotator(text("ann"));
        REQUIRE(eventually([&] { return workspace().labelling().labelledCount() == 6; }));
    }
    [[nodiscard]] ui::Workspace& workspace() const { return window->workspace(); }
    void act(const std::function<void()>& action) const {
        int acted = 0;
        const auto connection = QObject::connect(&workspace().labelling(), &ui::Labelling::acted,
                                                 window.get(), [&acted] { ++acted; });
        action();
        CHECK(eventually([&acted] { return acted == 1; }));
        QObject::disconnect(connection);
    }
};

} // namespace

TEST_CASE("Whatever a study, a model, a data set or an error says is shown as text, and opens nothing") {
    const HostileDesk desk;
    desk.open();
    app::MainWindow& window = *desk.window;
    ui::Workspace& workspace = desk.workspace();
    const labels::Judgement mode = labels::Judgement::of(workspace.study().taxonomy().modes()[0].id);
    desk.act([&] { workspace.labelling().label({6, 7}, {mode, desk.canary.markup("note")}); });
    desk.act([&] { workspace.labelling().undo(); });
    desk.act([&] { workspace.labelling().redo(); });
    desk.act([&] { workspace.labelling().label({6}, {labels::Judgement::excluded(), std::nullopt}); });
    window.problems().show(desk.text("error"));
    QTest::qWait(100); // pictures and facts arrive
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
    CHECK_FALSE(desk.canary.wasOpened());
}

TEST_CASE("On no page of the window, and on none of its filters, a stranger's text opens anything") {
    const HostileDesk desk;
    desk.open();
    ui::Workspace& workspace = desk.workspace();
    SECTION("the single view of a picture whose path is hostile, beside a filter of all that has a name") {
        workspace.visible().setFilter({workspace.items().failure(0).truth, std::nullopt, std::nullopt});
        desk.window->showPage(QStringLiteral("single"));
    }
    SECTION("what the filter offers, of classes, of modes and of what people said") {
        auto* field = desk.window->findChild<ui::FilterField*>();
        for (const char* typed : {"", "people", "class", "scale"}) {
            field->setText(QString::fromLatin1(typed));
            field->offer();
            QCoreApplication::processEvents();
            CAPTURE(typed);
            CHECK(field->completer()->completionCount() > 0);
            hoverEverything(*field->completer()->popup());
        }
        field->completer()->popup()->hide();
    }
    SECTION("what people said beside a picture, and what it is sorted by") {
        workspace.cursor().setCurrent(0);
        desk.window->findChild<QDockWidget*>(QStringLiteral("inspectorDock"))->raise();
        auto* sorting = desk.window->findChild<ui::SortControls*>()->findChild<QComboBox*>();
        sorting->setCurrentIndex(sorting->count() - 1);
        REQUIRE(eventually([&] {
            return !desk.window->findChild<QLabel*>(QStringLiteral("covariates"))->text().isEmpty();
        }));
        sorting->showPopup();
        QCoreApplication::processEvents();
        hoverEverything(*sorting->view());
        sorting->hidePopup();
    }
    SECTION("a comparison") {
        workspace.cursor().select(0, {0, 1, 2});
        desk.window->showPage(QStringLiteral("compare"));
    }
    SECTION("a session") {
        desk.window->showPage(QStringLiteral("session"));
        REQUIRE(eventually([&] { return workspace.queue().isPlanned(); }));
    }
    SECTION("adjudication, before and after a decision") {
        workspace.labelling().setAnnotator(desk.text("cleo"));
        desk.window->showPage(QStringLiteral("adjudication"));
        REQUIRE(eventually([&] { return workspace.adjudication().isKnown(); }));
        workspace.adjudication().name();
        REQUIRE(eventually([&] { return workspace.adjudication().current() != nullptr; }));
        hoverEverything(*desk.window);
        desk.act([&] {
            workspace.adjudication().say(labels::Judgement::of(workspace.study().taxonomy().modes()[0].id));
        });
    }
    SECTION("the verdict with all its cards") {
        desk.window->showPage(QStringLiteral("verdict"));
        REQUIRE(eventually([&] { return desk.window->findChild<ui::VerdictPage*>()->cards().has_value(); }));
    }
    QTest::qWait(100); // pictures and facts arrive
    hoverEverything(*desk.window);
    CHECK_FALSE(desk.canary.wasOpened());
}

TEST_CASE("The start page, and a run that is sought or refused, show a stranger's text as it is") {
    const HostileDesk desk;
    SECTION("a study that was open last, and one that can't be opened") {
        desk.open();
        desk.workspace().close();
        desk.window->open(QString::fromStdString(desk.folder.path().string()) + u'/' + desk.text("no study"));
        QTest::qWait(50); // it is told there
    }
    SECTION("a request that is refused") {
        ui::EvaluationRequest request;
        request.dataset = desk.text("data");
        request.model = desk.text("model");
        request.study = "/nowhere/" + desk.canary.markup("study");
        desk.window->evaluate(request);
        QTest::qWait(50);
    }
    SECTION("a search for the preprocessing of what lies in hostile places") {
        tests::SyntheticCifar set;
        set.testRecords = 100;
        const auto data = desk.place("data", "");
        tests::writeSyntheticCifar(data, set);
        const auto model = desk.place("model", ".safetensors");
        tests::writeText(model, "what the scripted worker hashes");
        ui::EvaluationRequest request;
        request.dataset = QString::fromStdString(data.string());
        request.model = QString::fromStdString(model.string());
        request.study = desk.place("new", ".faultline");
        request.workerCommand =
            tests::Bench::worker(QStringLiteral("FAULTLINE_SCRIPTED_OPEN=1 FAULTLINE_SCRIPTED_FAULT=slow "
                                                "FAULTLINE_SCRIPTED_AFTER=0"));
        desk.window->evaluate(request);
        REQUIRE(eventually([&] {
            const auto pages = desk.window->findChildren<ui::SearchPage*>();
            return std::any_of(pages.begin(), pages.end(),
                               [](const auto* page) { return page->isSearching() && page->isVisible(); });
        }));
    }
    hoverEverything(*desk.window);
    QList<QPointer<QDialog>> dialogs;
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* dialog = qobject_cast<QDialog*>(widget))
            dialogs.append(dialog);
    for (const QPointer<QDialog>& dialog : dialogs)
        if (!dialog.isNull() && dialog->isVisible())
            hoverEverything(*dialog);
    CHECK_FALSE(desk.canary.wasOpened());
}

TEST_CASE("Every dialog shows a stranger's text as it is") {
    const HostileDesk desk;
    desk.open();
    std::unique_ptr<QDialog> dialog;
    SECTION("a new study of hostile files") {
        auto made = std::make_unique<ui::NewStudyDialog>();
        made->setDataset(desk.text("data"));
        made->setModel(desk.text("model"));
        made->findChild<QToolButton*>(QStringLiteral("optionsShown"))->setChecked(true);
        dialog = std::move(made);
    }
    SECTION("a further run") {
        auto made = std::make_unique<ui::NewStudyDialog>();
        made->setFurtherRun(desk.workspace().study().header(), QString::fromStdString(desk.file.string()));
        dialog = std::move(made);
    }
    SECTION("a plan where one stands") {
        dialog = std::make_unique<ui::PlanDialog>(desk.workspace(), desk.window.get());
    }
    SECTION("failure modes") {
        dialog = std::make_unique<ui::TaxonomyDialog>(desk.workspace(), desk.window.get());
    }
    SECTION("run details") {
        dialog = std::make_unique<ui::RunDetails>(desk.workspace().study().header(), desk.window.get());
    }
    SECTION("where labels go") {
        dialog = std::make_unique<ui::LabelFileDialog>(
            QString::fromStdString(desk.file.parent_path().string()), desk.text("labels"), desk.window.get());
    }
    SECTION("where a chart goes") {
        dialog = std::make_unique<ui::ExportDialog>(
            desk.text("title"), QStringList{QStringLiteral("SVG (*.svg)")},
            QString::fromStdString(desk.file.parent_path().string()), desk.text("chart"), desk.window.get());
    }
    SECTION("the settings, after somebody of that name, with a filter that is kept and a key of its own") {
        desk.workspace().visible().setFilter({base::ClassId(1), std::nullopt, std::nullopt});
        ui::keepFilter(desk.text("kept"), {QStringLiteral("true 1")});
        ui::StudySession::setAnnotator(desk.text("ann"));
        QAction advance;
        const ui::SettingsPage keys{QStringLiteral("Keys"), [&](QWidget* page) {
                                        return new ui::KeysPage(desk.window->keys(), page);
                                    }};
        dialog = std::make_unique<ui::SettingsDialog>(app::featureSettings(advance, desk.workspace()),
                                                      QList<ui::SettingsPage>{keys}, desk.window.get());
        dialog->show();
        QTest::qWait(50);
        CHECK(dialog->findChild<QLineEdit*>(QStringLiteral("annotator"))->text() == desk.text("ann"));
        hoverEverything(*dialog);
        dialog->findChild<QTabWidget*>()->setCurrentIndex(1);
    }
    SECTION("the keys") {
        dialog = std::make_unique<ui::ShortcutSheet>(*desk.window->menuBar(), QList<ui::Page>{},
                                                     desk.window.get());
    }
    dialog->resize(1000, 700);
    dialog->show();
    QTest::qWait(100); // what it looks at in the background
    hoverEverything(*dialog);
    CHECK_FALSE(desk.canary.wasOpened());
}

TEST_CASE("A covariate whose name somebody changed is told of as text, and not taken") {
    const HostileDesk desk;
    {
        auto database = valueOf(study::Database::open(desk.file, study::Database::Mode::Write));
        valueOf(database.writing([&]() -> base::Result<> {
            database.query("UPDATE covariates SET name = ?1 WHERE name = 'people'")
                .with(desk.canary.markup("people"))
                .run();
            return {};
        }));
    }
    desk.open();
    const auto isTold = [&] {
        const auto bars = desk.window->problems().findChildren<ui::MessageBar*>();
        return std::any_of(bars.begin(), bars.end(), [](const auto* bar) {
            return bar->isVisible() && bar->accessibleName().contains(QStringLiteral("<img src="));
        });
    };
    CHECK(eventually(isTold));
    CHECK(desk.workspace().study().covariates().empty());
    hoverEverything(*desk.window);
    desk.window->showPage(QStringLiteral("verdict"));
    QTest::qWait(100);
    hoverEverything(*desk.window);
    CHECK_FALSE(desk.canary.wasOpened());
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
