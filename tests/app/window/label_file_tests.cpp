// SPDX-License-Identifier: GPL-3.0-or-later
// Where labels are exported to, by the dialog.
#include "tests/app/window/window_under_test.h"

#include "core/workbench/label_exchange.h"
#include "core/workbench/label_folder.h"
#include "ui/session/label_file_dialog.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QMessageBox>
#include <QTimer>

#include <catch2/catch.hpp>

using namespace faultline;
using exchange::ExchangeFormat;
using ui::LabelFileDialog;

namespace {

/// Chooses the format whose name begins so.
void choose(LabelFileDialog& dialog, const QString& name) {
    for (const QString& filter : dialog.nameFilters())
        if (filter.startsWith(name)) {
            dialog.selectNameFilter(filter);
            Q_EMIT dialog.filterSelected(filter);
        }
}

/// Presses a button of the question that comes.
void answer(const QString& button) {
    QTimer::singleShot(0, qApp, [button] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        REQUIRE(box != nullptr);
        for (QAbstractButton* each : box->buttons())
            if (each->text().remove(u'&') == button)
                each->click();
    });
}

} // namespace

TEST_CASE("An earlier export folder can be chosen again, and any other folder is entered") {
    const tests::TemporaryFolder folder;
    const std::filesystem::path place = folder / "a labels";
    {
        study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
        labels::LabelRequest request;
        request.run = study.runs().first();
        request.annotator = study.labels().annotator("ada").value().id;
        request.samples = {study.runs().failures(request.run).value().front().sample};
        request.change.judgement = labels::Judgement::of(study.labels().taxonomy().modes().front().id);
        REQUIRE(study.labels().apply(request));
        REQUIRE(workbench::exportLabels(study, request.run, place, ExchangeFormat::FiftyOne,
                                        base::Overwrite::No));
    }
    CHECK(workbench::isLabelFolder(place));
    CHECK_FALSE(workbench::isLabelFolder(folder.path()));
    const QString text = QString::fromStdString(folder.path().string());
    LabelFileDialog dialog(text, QStringLiteral("a labels"), nullptr);
    dialog.setOption(QFileDialog::DontUseNativeDialog);
    CHECK(dialog.format() == ExchangeFormat::Csv);
    CHECK(dialog.path() == text + QStringLiteral("/a labels.csv"));

    choose(dialog, QStringLiteral("Folder for FiftyOne"));
    CHECK(dialog.format() == ExchangeFormat::FiftyOne);
    dialog.show();
    auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    REQUIRE(name != nullptr);
    name->setText(QStringLiteral("something"));
    Q_EMIT dialog.currentChanged(QString::fromStdString(place.string())); // by a click
    CHECK(name->text() == QStringLiteral("a labels"));
    answer(QStringLiteral("Cancel"));
    QMetaObject::invokeMethod(&dialog, "accept");
    CHECK(dialog.isVisible());
    answer(QStringLiteral("Replace"));
    QMetaObject::invokeMethod(&dialog, "accept");
    CHECK(dialog.result() == QDialog::Accepted);
    CHECK(dialog.path() == QString::fromStdString(place.string()));
}
