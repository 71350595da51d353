// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/study_draft.h"

#include "tests/support/synthetic_cifar.h"
#include "tests/ui/start/private_home.h"
#include "ui/new_study/field_note.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/new_study/path_field.h"
#include "ui/places/worker_setting.h"
#include "ui/workspace/evaluation_request.h"

#include <optional>

#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

/// A draft whose request was made with a worker of its own.
struct Asked {
    Asked() {
        QSettings().clear();
        QObject::connect(&draft, &ui::StudyDraft::requested, &window,
                         [this](const ui::EvaluationRequest& each) { request = each; });
        draft.dialog().setDataset(QStringLiteral("/remote/set"));
        draft.dialog().setModel(QStringLiteral("/remote/net.pth"));
        draft.dialog()
            .findChild<QLineEdit*>(QStringLiteral("worker"))
            ->setText(QStringLiteral("ssh box worker"));
        draft.open();
        draft.dialog().accept();
        REQUIRE(request);
        REQUIRE_FALSE(draft.dialog().isVisible());
    }
    PrivateHome home;
    QWidget window;
    ui::StudyDraft draft{&window};
    std::optional<ui::EvaluationRequest> request;
};

} // namespace

TEST_CASE("After a refusal the dialog is there again as it was, with the sentence until something changes") {
    Asked asked;
    CHECK(asked.draft.refuse(*asked.request, {base::ErrorKind::Io, "the disk is full"}));
    ui::NewStudyDialog& dialog = asked.draft.dialog();
    CHECK(dialog.isVisible());
    const auto* refusal = dialog.findChild<ui::FieldNote*>(QStringLiteral("refusal"));
    CHECK(refusal->fault() == QStringLiteral("The disk is full"));
    CHECK(dialog.request().dataset == QStringLiteral("/remote/set"));
    CHECK(dialog.request().model == QStringLiteral("/remote/net.pth"));
    CHECK(dialog.request().workerCommand == QStringLiteral("ssh box worker"));
    dialog.findChild<ui::PathField*>(QStringLiteral("study"))
        ->edit()
        ->setText(QStringLiteral("/tmp/x.faultline"));
    CHECK(refusal->fault().isEmpty());
}

TEST_CASE("A worker command is remembered once its run is under way, and never one that failed") {
    Asked asked;
    SECTION("it failed") {
        CHECK(asked.draft.refuse(*asked.request, {base::ErrorKind::Worker, "no such worker"}));
        CHECK(ui::workerCommandSetting().isEmpty());
    }
    SECTION("it works, and the next dialog is a fresh one") {
        asked.draft.settle(*asked.request);
        CHECK(ui::workerCommandSetting() == QStringLiteral("ssh box worker"));
        CHECK_FALSE(asked.draft.isBegun());
        CHECK(asked.draft.dialog().request().workerCommand == QStringLiteral("ssh box worker"));
    }
}

TEST_CASE("What comes of another request is not the dialog's, and what was left is found again") {
    Asked asked;
    ui::EvaluationRequest other = *asked.request;
    other.dataset = QStringLiteral("/another/set");
    CHECK_FALSE(asked.draft.refuse(other, {base::ErrorKind::Io, "no"}));
    asked.draft.settle(other);
    REQUIRE(asked.draft.isBegun());
    CHECK_FALSE(asked.draft.dialog().isVisible());
    CHECK(asked.draft.dialog().request().dataset == QStringLiteral("/remote/set"));
}
