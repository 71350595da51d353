// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/preprocessing_box.h"

#include "core/inference/preprocessing.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("The preprocessing is automatic until a preset is chosen") {
    ui::PreprocessingBox box;
    CHECK(box.value() == "auto");
    box.setValue("imagenet");
    CHECK(box.value() == "imagenet");
    CHECK(box.currentText().startsWith(QStringLiteral("imagenet: mean 0.485")));
}

TEST_CASE("The text of a JSON file is taken over, a bad file changes nothing and says why") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "mine.json", R"({"mean": [0.1, 0.2, 0.3], "std": [1, 1, 1], "name": "mine"})");
    tests::writeText(folder / "bad.json", R"({"mean": [0.1, 0.2, 0.3]})");
    ui::PreprocessingBox box;
    QString refusal;
    QObject::connect(&box, &ui::PreprocessingBox::refused, &box,
                     [&](const QString& text) { refusal = text; });
    box.takeFile(QString::fromStdString((folder / "mine.json").string()));
    CHECK(inference::parsedPreprocessing(box.value())->name == "mine");
    CHECK(refusal.isEmpty());
    box.takeFile(QString::fromStdString((folder / "bad.json").string()));
    CHECK(refusal.contains(QStringLiteral("bad.json")));
    CHECK(refusal.contains(QStringLiteral("\"std\"")));
    CHECK(inference::parsedPreprocessing(box.value())->name == "mine");
}
