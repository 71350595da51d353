// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/ui/start/private_home.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/new_study/path_field.h"
#include "ui/places/paths.h"
#include "ui/workspace/evaluation_request.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

QString text(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

QLineEdit* pathEdit(const ui::NewStudyDialog& dialog, const char* name) {
    return dialog.findChild<ui::PathField*>(QString::fromLatin1(name))->edit();
}

bool canStart(const ui::NewStudyDialog& dialog) {
    return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->isEnabled();
}

/// A dialog whose data set and model are there.
struct Filled {
    Filled() {
        writeSyntheticCifar(folder / "my set");
        writeText(folder / "net.safetensors", "weights");
        dialog.setDataset(text(folder / "my set"));
        dialog.setModel(text(folder / "net.safetensors"));
    }
    PrivateHome home;
    TemporaryFolder folder;
    ui::NewStudyDialog dialog;
};

} // namespace

TEST_CASE("The defaults need no more than a data set") {
    Filled filled;
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
    CHECK(filled.dialog.problem().contains(part));
    CHECK_FALSE(canStart(filled.dialog));
    bool shown = false;
    for (const QLabel* label : filled.dialog.findChildren<QLabel*>())
        shown = shown || label->text().contains(part);
    CHECK(shown);
}

TEST_CASE("With a worker on another computer its paths are taken as they are") {
    Filled filled;
    filled.dialog.setDataset(QStringLiteral("/remote/set"));
    filled.dialog.setModel(QStringLiteral("/remote/net.safetensors"));
    REQUIRE_FALSE(canStart(filled.dialog));
    for (QLineEdit* edit : filled.dialog.findChildren<QLineEdit*>())
        if (edit->placeholderText().contains(QStringLiteral("ssh")))
            edit->setText(QStringLiteral(" ssh gpubox faultline-worker "));
    CHECK(canStart(filled.dialog));
    CHECK(filled.dialog.request().workerCommand == QStringLiteral("ssh gpubox faultline-worker"));
    pathEdit(filled.dialog, "study")->setText(text(filled.folder / "a.faultline"));
    filled.dialog.accept();
    CHECK(ui::NewStudyDialog::workerCommandSetting() == QStringLiteral("ssh gpubox faultline-worker"));
    CHECK(ui::NewStudyDialog().request().workerCommand == QStringLiteral("ssh gpubox faultline-worker"));
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
