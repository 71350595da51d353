// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/new_study_dialog.h"

#include "core/model/run_header.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/torch_files.h"
#include "tests/ui/start/private_home.h"
#include "ui/new_study/field_note.h"
#include "ui/new_study/path_field.h"
#include "ui/new_study/run_options_form.h"
#include "ui/new_study/study_outlook.h"
#include "ui/places/paths.h"
#include "ui/places/run_sources.h"
#include "ui/places/run_speeds.h"
#include "ui/workspace/evaluation_request.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

QString text(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

bool eventually(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, 60'000);
}

ui::PathField* field(const ui::NewStudyDialog& dialog, const char* name) {
    return dialog.findChild<ui::PathField*>(QString::fromLatin1(name));
}

QLineEdit* pathEdit(const ui::NewStudyDialog& dialog, const char* name) {
    return field(dialog, name)->edit();
}

QString faultAt(const ui::NewStudyDialog& dialog, const char* name) {
    return field(dialog, name)->note().fault();
}

QString outlook(const ui::NewStudyDialog& dialog) {
    return dialog.findChild<QLabel*>(QStringLiteral("outlook"))->text();
}

bool canStart(const ui::NewStudyDialog& dialog) {
    return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->isEnabled();
}

template <class Widget>
bool isOffered(const ui::NewStudyDialog& dialog, const char* name) {
    const auto* widget = dialog.findChild<Widget*>(QString::fromLatin1(name));
    return widget != nullptr && widget->isVisibleTo(widget->parentWidget());
}

/// A dialog whose data set and model are there.
struct Filled {
    Filled() {
        QSettings().clear();
        writeSyntheticCifar(folder / "my set");
        std::filesystem::create_symlink(ui::bundledModelFile().toStdString(), folder / "net.safetensors");
        dialog.setDataset(text(folder / "my set"));
        dialog.setModel(text(folder / "net.safetensors"));
    }
    void show() {
        dialog.show();
        QApplication::setActiveWindow(&dialog);
        REQUIRE(eventually([&] { return dialog.isActiveWindow() && isKnown(); }));
    }
    /// Both have been looked at.
    [[nodiscard]] bool isKnown() const {
        return outlook(dialog).startsWith(QStringLiteral("What will happen:"));
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }

    PrivateHome home;
    TemporaryFolder folder;
    ui::NewStudyDialog dialog;
};

} // namespace

TEST_CASE("The defaults need no more than a data set") {
    Filled filled;
    REQUIRE(eventually([&] { return filled.isKnown(); }));
    CHECK(filled.dialog.problem().isEmpty());
    CHECK(canStart(filled.dialog));
    const auto request = filled.dialog.request();
    CHECK(request.dataset == text(filled.folder / "my set"));
    CHECK(request.model == text(filled.folder / "net.safetensors"));
    CHECK(request.options == model::RunOptions());
    CHECK(request.workerCommand.isEmpty());
    CHECK(QString::fromStdString(request.study.string()) ==
          ui::studiesFolder() + QStringLiteral("/my set test × net.faultline"));
}

TEST_CASE("The bundled model is offered") {
    const PrivateHome home;
    const ui::NewStudyDialog dialog;
    CHECK(dialog.request().model == ui::bundledModelFile());
    CHECK(QFileInfo::exists(dialog.request().model));
}

TEST_CASE("What lacks is said in place, and the run can't start") {
    Filled filled;
    QString part;
    SECTION("no data set") {
        filled.dialog.setDataset({});
        part = QStringLiteral("Choose the data set");
    }
    SECTION("a data set that is not there") {
        filled.dialog.setDataset(QStringLiteral("/nowhere/set"));
        part = QStringLiteral("/nowhere/set");
    }
    SECTION("a model that is not there") {
        filled.dialog.setModel(QStringLiteral("/nowhere/net.safetensors"));
        part = QStringLiteral("/nowhere/net.safetensors");
    }
    SECTION("no study") {
        pathEdit(filled.dialog, "study")->clear();
        part = QStringLiteral("Say where to keep the study");
    }
    SECTION("a study in a folder that is not there") {
        pathEdit(filled.dialog, "study")->setText(QStringLiteral("/nowhere/a.faultline"));
        part = QStringLiteral("There is no folder /nowhere");
    }
    SECTION("a folder as study") {
        pathEdit(filled.dialog, "study")->setText(text(filled.folder.path()));
        part = QStringLiteral("is a folder");
    }
    CHECK(eventually([&] { return filled.dialog.problem().contains(part); }));
    CHECK_FALSE(canStart(filled.dialog));
    bool shown = false;
    for (const QLabel* label : filled.dialog.findChildren<QLabel*>())
        shown = shown || QString(label->text()).remove(QChar(0x200b)).contains(part);
    CHECK(shown);
}

TEST_CASE("With a worker on another computer its paths are taken as they are") {
    Filled filled;
    filled.dialog.setDataset(QStringLiteral("/remote/set"));
    filled.dialog.setModel(QStringLiteral("/remote/net.safetensors"));
    REQUIRE(eventually([&] { return !faultAt(filled.dialog, "model").isEmpty(); }));
    REQUIRE_FALSE(canStart(filled.dialog));
    filled.dialog.findChild<QLineEdit*>(QStringLiteral("worker"))
        ->setText(QStringLiteral(" ssh gpubox faultline-worker "));
    CHECK(canStart(filled.dialog));
    CHECK(faultAt(filled.dialog, "model").isEmpty());
    CHECK(outlook(filled.dialog).contains(QStringLiteral("ssh gpubox faultline-worker looks at")));
    CHECK(filled.dialog.request().workerCommand == QStringLiteral("ssh gpubox faultline-worker"));
}

TEST_CASE("What is wrong with a path is said at its field once that is left, and what was typed stays") {
    Filled filled;
    filled.show();
    QLineEdit* dataset = pathEdit(filled.dialog, "dataset");
    dataset->setFocus();
    dataset->selectAll();
    QTest::keyClicks(dataset, QStringLiteral("/nowhere/set"));
    QTest::qWait(0);
    CHECK(faultAt(filled.dialog, "dataset").isEmpty()); // nobody has finished typing
    Filled::press(Qt::Key_Tab);
    REQUIRE(eventually([&] { return !faultAt(filled.dialog, "dataset").isEmpty(); }));
    CHECK(faultAt(filled.dialog, "dataset").startsWith(QStringLiteral("There is no data set /nowhere/set")));
    CHECK(faultAt(filled.dialog, "model").isEmpty());
    CHECK(dataset->text() == QStringLiteral("/nowhere/set"));
    CHECK_FALSE(canStart(filled.dialog));
    dataset->setFocus();
    dataset->selectAll();
    QTest::keyClicks(dataset, text(filled.folder / "my set"));
    Filled::press(Qt::Key_Tab);
    CHECK(eventually([&] { return canStart(filled.dialog); }));
    CHECK(faultAt(filled.dialog, "dataset").isEmpty());
}

TEST_CASE("A fault goes with its cause: the path is looked at again when its field is left or the dialog "
          "comes back") {
    Filled filled;
    filled.show();
    QLineEdit* dataset = pathEdit(filled.dialog, "dataset");
    const auto later = filled.folder / "later";
    dataset->setFocus();
    dataset->selectAll();
    QTest::keyClicks(dataset, text(later));
    Filled::press(Qt::Key_Tab);
    REQUIRE(eventually([&] { return !faultAt(filled.dialog, "dataset").isEmpty(); }));
    REQUIRE_FALSE(canStart(filled.dialog));
    writeSyntheticCifar(later);
    SECTION("the field is left once more") {
        dataset->setFocus();
        Filled::press(Qt::Key_Tab);
    }
    SECTION("the dialog comes back") {
        filled.dialog.reject();
        filled.dialog.open();
    }
    SECTION("Enter, which starts then") {
        const QSignalSpy accepted(&filled.dialog, &QDialog::accepted);
        dataset->setFocus();
        Filled::press(Qt::Key_Return);
        CHECK(eventually([&] { return accepted.size() == 1; }));
    }
    CHECK(eventually([&] { return filled.isKnown(); }));
    CHECK(faultAt(filled.dialog, "dataset").isEmpty());
    CHECK(canStart(filled.dialog));
}

TEST_CASE("A fault stands until another look at its path is over, whichever field is left") {
    Filled filled;
    filled.show();
    filled.dialog.setDataset(QStringLiteral("/nowhere/set"));
    filled.dialog.setModel(QStringLiteral("/nowhere/net.pt"));
    REQUIRE(eventually([&] {
        return !faultAt(filled.dialog, "dataset").isEmpty() && !faultAt(filled.dialog, "model").isEmpty();
    }));
    const auto* note = &field(filled.dialog, "dataset")->note();
    int gone = 0;
    const auto watch =
        QObject::connect(qApp, &QApplication::focusChanged, note, [&] { gone += note->isVisible() ? 0 : 1; });
    for (const char* name : {"model", "dataset", "model"}) {
        pathEdit(filled.dialog, name)->setFocus();
        Filled::press(Qt::Key_Tab);
        CHECK_FALSE(faultAt(filled.dialog, "dataset").isEmpty());
        CHECK_FALSE(faultAt(filled.dialog, "model").isEmpty());
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
    }
    QObject::disconnect(watch);
    CHECK(gone == 0);
    CHECK_FALSE(canStart(filled.dialog));
}

TEST_CASE("Where CIFAR-10 lacks the dialog says how the window gets it, and nothing of commands") {
    Filled filled;
    filled.dialog.setDataset(QStringLiteral("/nowhere/set"));
    REQUIRE(eventually([&] { return !faultAt(filled.dialog, "dataset").isEmpty(); }));
    CHECK(faultAt(filled.dialog, "dataset") ==
          QStringLiteral("There is no data set /nowhere/set; correct the path; File → CIFAR-10 × ResNet-18 "
                         "fetches CIFAR-10"));
    filled.dialog.showRefusal(
        {base::ErrorKind::NotFound, "there is no data set /nowhere/set; correct the path"});
    CHECK(faultAt(filled.dialog, "dataset").contains(QStringLiteral("File → CIFAR-10 × ResNet-18")));
}

TEST_CASE("A data set is chosen as a folder or as a file") {
    Filled filled;
    filled.show();
    const auto* browse = field(filled.dialog, "dataset")->findChild<QPushButton*>();
    REQUIRE(browse->menu() != nullptr);
    REQUIRE(browse->menu()->actions().size() == 2);
    for (QAction* each : browse->menu()->actions()) {
        each->trigger();
        auto* files = field(filled.dialog, "dataset")->findChild<QFileDialog*>();
        REQUIRE(files != nullptr);
        const bool isFolder = each->text().contains(QStringLiteral("older"));
        CHECK(files->fileMode() == (isFolder ? QFileDialog::Directory : QFileDialog::ExistingFile));
        CHECK(isFolder != files->nameFilters().join(u' ').contains(QStringLiteral("*.npy")));
        files->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

TEST_CASE("What is refused is said at its field, and the keys are there") {
    Filled filled;
    filled.show();
    const auto worker = [&] { return filled.dialog.findChild<QLineEdit*>(QStringLiteral("worker")); };
    SECTION("a worker that can't be used, behind Options") {
        worker()->setText(QStringLiteral("ssh gpubox worker"));
        CHECK_FALSE(worker()->isVisible());
        filled.dialog.showRefusal({base::ErrorKind::Worker, "the worker can't be started"});
        CHECK(worker()->isVisible());
        CHECK(worker()->hasFocus());
        const auto fault = [&] {
            for (const auto* note : filled.dialog.findChildren<ui::FieldNote*>())
                if (!note->fault().isEmpty())
                    return note->fault();
            return QString();
        };
        CHECK(fault() == QStringLiteral("The worker can't be started"));
        QTest::keyClicks(worker(), QStringLiteral("2"));
        CHECK(fault().isEmpty());
    }
    SECTION("a path of another computer") {
        worker()->setText(QStringLiteral("ssh gpubox worker"));
        filled.dialog.setDataset(QStringLiteral("/remote"));
        filled.dialog.setModel(QStringLiteral("/remote/net.pt"));
        filled.dialog.findChild<QCheckBox*>(QStringLiteral("trust"))->setChecked(true);
        filled.dialog.showRefusal({base::ErrorKind::NotFound, "there is no model /remote/net.pt"});
        CHECK(faultAt(filled.dialog, "model") == QStringLiteral("There is no model /remote/net.pt"));
        CHECK(faultAt(filled.dialog, "dataset").isEmpty());
        CHECK(pathEdit(filled.dialog, "model")->hasFocus());
        CHECK(canStart(filled.dialog)); // it may be there by now
        QTest::keyClicks(pathEdit(filled.dialog, "model"), QStringLiteral("2"));
        CHECK(faultAt(filled.dialog, "model").isEmpty());
    }
}

TEST_CASE("Enter in a field that was not left looks first, and starts nothing that is wrong") {
    Filled filled;
    filled.show();
    const QSignalSpy accepted(&filled.dialog, &QDialog::accepted);
    QLineEdit* model = pathEdit(filled.dialog, "model");
    writeText(filled.folder / "text.safetensors", "weights");
    model->setFocus();
    model->selectAll();
    QTest::keyClicks(model, text(filled.folder / "text.safetensors"));
    Filled::press(Qt::Key_Return);
    REQUIRE(eventually([&] { return !faultAt(filled.dialog, "model").isEmpty(); }));
    CHECK(filled.dialog.isVisible());
    CHECK(accepted.isEmpty());
    CHECK(model->hasFocus());
    model->selectAll();
    QTest::keyClicks(model, text(filled.folder / "net.safetensors"));
    Filled::press(Qt::Key_Return);
    CHECK(eventually([&] { return accepted.size() == 1; }));
    CHECK_FALSE(filled.dialog.isVisible());
}

TEST_CASE("A model for other classes is a fault of the model, until the classes are told apart") {
    Filled filled;
    std::filesystem::create_directories(filled.folder / "c100");
    writeBytes(filled.folder / "c100/test.bin", syntheticCifar100Records(20, 1));
    filled.dialog.setDataset(text(filled.folder / "c100"));
    REQUIRE(eventually([&] { return !faultAt(filled.dialog, "model").isEmpty(); }));
    CHECK(faultAt(filled.dialog, "dataset").isEmpty());
    CHECK(isOffered<QComboBox>(filled.dialog, "labels"));
    CHECK(isOffered<QComboBox>(filled.dialog, "classes"));
}

TEST_CASE("Only what applies to data set and model is offered, and nothing else is asked for") {
    Filled filled;
    REQUIRE(eventually([&] { return filled.isKnown(); }));
    CHECK_FALSE(isOffered<QComboBox>(filled.dialog, "labels"));
    CHECK_FALSE(isOffered<QComboBox>(filled.dialog, "classes")); // they have the same names
    CHECK_FALSE(isOffered<QCheckBox>(filled.dialog, "trust"));
    CHECK(isOffered<QComboBox>(filled.dialog, "preprocessing"));
    auto* precision = filled.dialog.findChild<QComboBox*>(QStringLiteral("precision"));
    precision->setCurrentIndex(precision->findData(static_cast<int>(model::Precision::Bf16)));
    CHECK(filled.dialog.request().options.precision == model::Precision::Bf16);
    writeText(filled.folder / "mine.csv", "index,predicted\n");
    filled.dialog.setModel(text(filled.folder / "mine.csv"));
    REQUIRE(eventually([&] { return filled.isKnown(); }));
    CHECK(outlook(filled.dialog) ==
          QStringLiteral("What will happen: 40 images of 10 classes, the predictions in mine.csv"));
    for (const char* name : {"preprocessing", "device", "precision"})
        CHECK_FALSE(isOffered<QComboBox>(filled.dialog, name));
    CHECK(filled.dialog.request().options.precision == model::Precision::Fp32);
}

TEST_CASE("Of a file that holds several networks one can be chosen, under whatever keys they lie") {
    Filled filled;
    TorchFile file;
    file.key = "student";
    file.tensors = tinyResnet("", 1);
    file.others = {{"teacher", tinyResnet("", 2)}};
    writeBytes(filled.folder / "distilled.pth", torchFile(file));
    REQUIRE(eventually([&] { return filled.isKnown(); }));
    CHECK_FALSE(isOffered<QComboBox>(filled.dialog, "weights"));
    filled.dialog.setModel(text(filled.folder / "distilled.pth"));
    REQUIRE(eventually([&] { return isOffered<QComboBox>(filled.dialog, "weights"); }));
    auto* networks = filled.dialog.findChild<QComboBox*>(QStringLiteral("weights"));
    REQUIRE(networks->count() == 2);
    CHECK(networks->currentText() == QStringLiteral("student"));
    CHECK(filled.dialog.request().options.weights.empty());
    networks->setCurrentIndex(1);
    CHECK(filled.dialog.request().options.weights == "teacher");
}

TEST_CASE("Trust is asked for a program alone, and without it nothing starts") {
    Filled filled;
    writeBytes(filled.folder / "net.pt", zipArchive({{"m/data.pkl", {}}, {"m/code/net.py", {}}}));
    filled.dialog.setModel(text(filled.folder / "net.pt"));
    REQUIRE(eventually([&] { return isOffered<QCheckBox>(filled.dialog, "trust"); }));
    CHECK_FALSE(canStart(filled.dialog));
    CHECK(outlook(filled.dialog).startsWith(QStringLiteral("Say that you trust")));
    filled.dialog.findChild<QCheckBox*>(QStringLiteral("trust"))->setChecked(true);
    CHECK(canStart(filled.dialog));
    CHECK(filled.dialog.request().options.trustCode);
    filled.dialog.setModel(text(filled.folder / "net.safetensors"));
    REQUIRE(eventually([&] { return !isOffered<QCheckBox>(filled.dialog, "trust"); }));
    CHECK_FALSE(filled.dialog.request().options.trustCode);
}

TEST_CASE("One line says what will happen; its time is measured by the last run of the kind, or not known") {
    Filled filled;
    REQUIRE(eventually([&] { return filled.isKnown(); }));
    CHECK(outlook(filled.dialog) ==
          QStringLiteral("What will happen: 40 images of 10 classes, ResNet-18, GPU where there is one, time "
                         "not known before the first such run"));
    ui::keepRunSpeed(ui::runKind(filled.dialog.request(), QStringLiteral("resnet18"),
                                 dataset::Format::Cifar10Python, QStringLiteral("another CIFAR")),
                     {0.5, QStringLiteral("cpu")});
    auto* limit = filled.dialog.findChild<QSpinBox*>(QStringLiteral("limit"));
    limit->setValue(20);
    CHECK(outlook(filled.dialog) ==
          QStringLiteral("What will happen: 20 images of 10 classes, ResNet-18, CPU, about 40 s"));
    auto* precision = filled.dialog.findChild<QComboBox*>(QStringLiteral("precision"));
    precision->setCurrentIndex(precision->findData(static_cast<int>(model::Precision::Bf16)));
    CHECK(outlook(filled.dialog).contains(QStringLiteral("bf16, time not known"))); // another kind
}

TEST_CASE("Times are told as roughly as they are known") {
    CHECK(ui::roughTimeText(3) == QStringLiteral("a few seconds"));
    CHECK(ui::roughTimeText(41) == QStringLiteral("about 40 s"));
    CHECK(ui::roughTimeText(130) == QStringLiteral("about 2 min"));
    CHECK(ui::roughTimeText(9'000) == QStringLiteral("about 2.5 h"));
}

TEST_CASE("The speed of a kind of run is kept, the newest alone, and of other kinds nothing is known") {
    const PrivateHome home;
    QSettings().clear();
    ui::RunKind kind{{},
                     QStringLiteral("resnet18"),
                     QStringLiteral("cifar"),
                     QStringLiteral("auto"),
                     QStringLiteral("fp32")};
    CHECK_FALSE(ui::runSpeed(kind));
    ui::keepRunSpeed(kind, {100, QStringLiteral("cpu")});
    ui::keepRunSpeed(kind, {250, QStringLiteral("cuda:0")});
    REQUIRE(ui::runSpeed(kind));
    CHECK(ui::runSpeed(kind)->imagesPerSecond == 250);
    CHECK(ui::runSpeed(kind)->device == QStringLiteral("cuda:0"));
    for (QString* part : {&kind.worker, &kind.model, &kind.images, &kind.device, &kind.precision}) {
        const QString before = std::exchange(*part, QStringLiteral("other"));
        CHECK_FALSE(ui::runSpeed(kind));
        *part = before;
    }
}

TEST_CASE("The dialog is used with keys alone: each mnemonic once, options behind one key, Esc leaves") {
    Filled filled;
    filled.show();
    auto* options = filled.dialog.findChild<ui::RunOptionsForm*>();
    CHECK_FALSE(options->isVisible());
    CHECK(pathEdit(filled.dialog, "dataset")->hasFocus());
    Filled::press(Qt::Key_T, Qt::AltModifier);
    REQUIRE(eventually([&] { return options->isVisible(); })); // a button stays down for a moment
    Filled::press(Qt::Key_M, Qt::AltModifier);
    CHECK(pathEdit(filled.dialog, "model")->hasFocus());
    Filled::press(Qt::Key_K, Qt::AltModifier);
    CHECK(pathEdit(filled.dialog, "study")->hasFocus());
    Filled::press(Qt::Key_S, Qt::AltModifier);
    CHECK(filled.dialog.findChild<QWidget*>(QStringLiteral("seed"))->hasFocus());
    QStringList seen;
    const auto check = [&](const QString& shown) {
        const QKeySequence mnemonic = QKeySequence::mnemonic(shown);
        if (mnemonic.isEmpty())
            return;
        INFO(shown.toStdString());
        CHECK_FALSE(seen.contains(mnemonic.toString()));
        seen << mnemonic.toString();
    };
    for (const QLabel* label : filled.dialog.findChildren<QLabel*>())
        if (label->buddy() != nullptr)
            check(label->text());
    for (const QAbstractButton* button : filled.dialog.findChildren<QAbstractButton*>())
        check(button->text());
    CHECK(seen.size() >= 15);
    for (const QWidget* each : filled.dialog.findChildren<QWidget*>()) {
        const bool isInput = qobject_cast<const QLineEdit*>(each) != nullptr ||
                             qobject_cast<const QComboBox*>(each) != nullptr ||
                             qobject_cast<const QSpinBox*>(each) != nullptr;
        if (isInput && qobject_cast<const QSpinBox*>(each->parentWidget()) == nullptr)
            CHECK_FALSE(each->accessibleName().isEmpty());
    }
    Filled::press(Qt::Key_D, Qt::AltModifier);
    CHECK(pathEdit(filled.dialog, "dataset")->hasFocus());
    Filled::press(Qt::Key_Escape);
    CHECK_FALSE(filled.dialog.isVisible());
}

TEST_CASE("Tab goes from the fields over the options to the buttons, in the order of their places") {
    Filled filled;
    filled.show();
    QList<int> heights;
    QWidget* const first = QApplication::focusWidget();
    do {
        heights << QApplication::focusWidget()->mapTo(&filled.dialog, QPoint()).y();
        Filled::press(Qt::Key_Tab);
    } while (QApplication::focusWidget() != first && heights.size() < 50);
    CHECK(heights.size() == 10); // three fields with their buttons, Plan first, Options, Evaluate, Cancel
    CHECK(std::is_sorted(heights.begin(), heights.end()));
}

TEST_CASE("A study's name follows data set, split and model until the user chooses one") {
    Filled filled;
    QLineEdit* study = pathEdit(filled.dialog, "study");
    filled.dialog.setModel(text(filled.folder / "other.safetensors"));
    CHECK(study->text().endsWith(QStringLiteral("my set test × other.faultline")));
    study->clear();
    QTest::keyClicks(study, QStringLiteral("/tmp/mine.faultline"));
    filled.dialog.setModel(text(filled.folder / "net.safetensors"));
    CHECK(study->text() == QStringLiteral("/tmp/mine.faultline"));
}

TEST_CASE("An interrupted run is resumed with its own options, which can't be changed") {
    const PrivateHome home;
    model::RunHeader header;
    header.dataset.location = "/data/set";
    header.model.location = "/data/net.safetensors";
    header.options.split = dataset::Split::Train;
    header.options.device = {model::DeviceKind::Cuda, 3};
    header.options.order = model::Order::Index;
    header.options.seed = 18'446'744'073'709'551'615U;
    header.options.limit = 50;
    header.options.batch = 16;
    ui::NewStudyDialog dialog;
    dialog.setInterrupted(header, QStringLiteral("/tmp/a.faultline"),
                          QStringLiteral("The model is not there any more"));
    const auto request = dialog.request();
    CHECK(request.options == header.options);
    CHECK(request.dataset == QStringLiteral("/data/set"));
    CHECK(request.study == "/tmp/a.faultline");
    CHECK_FALSE(pathEdit(dialog, "study")->isEnabled());
    CHECK(pathEdit(dialog, "dataset")->isEnabled());
}

TEST_CASE("A program's run goes on with what was named for it, and asks for trust alone") {
    Filled filled;
    writeBytes(filled.folder / "net.pt", zipArchive({{"m/data.pkl", {}}, {"m/code/net.py", {}}}));
    model::RunHeader header;
    header.dataset.location = "/a stranger's/set";
    header.model.location = "/a stranger's/net.pt";
    header.model.format = "torchscript";
    ui::NewStudyDialog dialog;
    dialog.setInterrupted(header, QStringLiteral("/tmp/a.faultline"), QStringLiteral("Why"));
    SECTION("on this computer") {
        dialog.setNamed({text(filled.folder / "my set"), text(filled.folder / "net.pt"), {}});
        CHECK(dialog.request().workerCommand.isEmpty());
    }
    SECTION("on another one") {
        dialog.setNamed({QStringLiteral("/remote/set"), QStringLiteral("/remote/net.pt"),
                         QStringLiteral("ssh gpubox faultline-worker")});
        CHECK(dialog.request().workerCommand == QStringLiteral("ssh gpubox faultline-worker"));
        CHECK(dialog.request().dataset == QStringLiteral("/remote/set"));
    }
    dialog.show();
    auto* trust = dialog.findChild<QCheckBox*>(QStringLiteral("trust"));
    CHECK(dialog.focusWidget() == trust);
    CHECK_FALSE(dialog.request().options.trustCode);
    trust->setChecked(true);
    CHECK(eventually([&] { return canStart(dialog) && dialog.request().options.trustCode; }));
    CHECK(faultAt(dialog, "dataset").isEmpty());
    CHECK(faultAt(dialog, "model").isEmpty());
}

TEST_CASE("What a study names is not looked at before somebody agrees, since a stranger may have named it") {
    const PrivateHome home;
    model::RunHeader header;
    header.dataset.location = "/nowhere/set";
    header.model.location = "/nowhere/net.safetensors";
    ui::NewStudyDialog dialog;
    SECTION("for a run that goes on") {
        dialog.setInterrupted(header, QStringLiteral("/tmp/a.faultline"), QStringLiteral("Why"));
    }
    SECTION("for a further run") {
        dialog.setFurtherRun(header, QStringLiteral("/tmp/a.faultline"));
        dialog.setModel(ui::bundledModelFile());
    }
    dialog.show();
    QApplication::setActiveWindow(&dialog);
    pathEdit(dialog, "dataset")->setFocus();
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    CHECK(faultAt(dialog, "dataset").isEmpty());
    CHECK(faultAt(dialog, "model").isEmpty());
    CHECK(outlook(dialog).startsWith(QStringLiteral("The paths are what the study names")));
    CHECK(canStart(dialog));
    dialog.accept();
    CHECK(eventually([&] { return !faultAt(dialog, "dataset").isEmpty(); }));
    CHECK(dialog.isVisible());
}

TEST_CASE("Of a folder of images the order of its files can be chosen, and what is left out is told") {
    Filled filled;
    CHECK_FALSE(isOffered<QComboBox>(filled.dialog, "numbering"));
    for (const char* name : {"cat/1.png", "dog/2.png"}) {
        std::filesystem::create_directories((filled.folder / "pets" / name).parent_path());
        writeText(filled.folder / "pets" / name, "not decoded for a look");
    }
    std::filesystem::create_directories(filled.folder / "pets/__MACOSX");
    filled.dialog.setDataset(text(filled.folder / "pets"));
    REQUIRE(eventually([&] { return isOffered<QComboBox>(filled.dialog, "numbering"); }));
    CHECK(field(filled.dialog, "dataset")->note().text().contains(QStringLiteral("left out is 1")));
    CHECK(faultAt(filled.dialog, "dataset").isEmpty());
    CHECK(filled.dialog.request().options.numbering == dataset::Numbering::Auto);
    filled.dialog.findChild<QComboBox*>(QStringLiteral("numbering"))->setCurrentIndex(1);
    CHECK(filled.dialog.request().options.numbering == dataset::Numbering::Text);
}

TEST_CASE("Of a file with several networks one can be chosen") {
    ui::RunOptionsForm form;
    auto* box = form.findChild<QComboBox*>(QStringLiteral("weights"));
    REQUIRE(box != nullptr);
    workbench::ModelOutline model;
    model.networks = {"state_dict", "state_dict_ema"};
    form.showFor(nullptr, &model);
    CHECK(box->isVisibleTo(&form));
    CHECK(form.options().weights.empty());
    box->setCurrentIndex(1);
    CHECK(form.options().weights == "state_dict_ema");
    model.networks.clear();
    form.showFor(nullptr, &model);
    CHECK_FALSE(box->isVisibleTo(&form));
    CHECK(form.options().weights.empty());
}
