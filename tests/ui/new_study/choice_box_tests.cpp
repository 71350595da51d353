// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/choice_box.h"

#include "core/model/preprocessing_text.h"
#include "tests/support/temporary_folder.h"

#include <memory>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("The preprocessing is automatic until a preset is chosen") {
    const std::unique_ptr<ui::ChoiceBox> owned(ui::makePreprocessingBox(nullptr));
    ui::ChoiceBox& box = *owned;
    CHECK(box.value() == "auto");
    box.setValue("imagenet");
    CHECK(box.value() == "imagenet");
    CHECK(box.currentText().startsWith(QStringLiteral("imagenet: mean 0.485")));
}

TEST_CASE("The text of a JSON file is taken over, a bad file changes nothing and says why") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "mine.json", R"({"mean": [0.1, 0.2, 0.3], "std": [1, 1, 1], "name": "mine"})");
    tests::writeText(folder / "bad.json", R"({"mean": [0.1, 0.2, 0.3]})");
    const std::unique_ptr<ui::ChoiceBox> owned(ui::makePreprocessingBox(nullptr));
    ui::ChoiceBox& box = *owned;
    QString refusal;
    QObject::connect(&box, &ui::ChoiceBox::refused, &box, [&](const QString& text) { refusal = text; });
    box.takeFile(QString::fromStdString((folder / "mine.json").string()));
    CHECK(model::parsedPreprocessing(box.value())->name == "mine");
    CHECK(refusal.isEmpty());
    box.takeFile(QString::fromStdString((folder / "bad.json").string()));
    CHECK(refusal.contains(QStringLiteral("bad.json")));
    CHECK(refusal.contains(QStringLiteral("\"std\"")));
    CHECK(model::parsedPreprocessing(box.value())->name == "mine");
}

TEST_CASE("Classes go by a rule or by a file's text") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "names.txt", "cat\ndog\n");
    const std::unique_ptr<ui::ChoiceBox> box(ui::makeClassesBox(nullptr));
    CHECK(box->value() == "auto");
    box->setValue("name");
    CHECK(box->value() == "name");
    box->takeFile(QString::fromStdString((folder / "names.txt").string()));
    CHECK(box->value() == "cat\ndog\n");
    CHECK(box->currentText() == QStringLiteral("File: cat dog"));
}
