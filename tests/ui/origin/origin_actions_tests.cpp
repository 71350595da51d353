// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/origin/origin_actions.h"

#include "core/study/run_entry.h"
#include "tests/support/dataset_files.h"
#include "tests/support/opened_workspace.h"
#include "ui/origin/show_in_folder.h"
#include "ui/places/run_sources.h"
#include "ui/workspace/picture_origin.h"

#include <QAction>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QUrl>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::eventually;
using tests::OpenedWorkspace;

namespace fs = std::filesystem;

namespace {

tests::SyntheticOptions fromFolder() {
    tests::SyntheticOptions options;
    options.origin = tests::Origin::ImageFolder;
    return options;
}

/// A study of an image folder, with the folder beside it.
struct Desk {
    OpenedWorkspace opened{fromFolder()};
    ui::OriginActions actions{opened.workspace};
    fs::path set = opened.folder() / "pictures";
    QSignalSpy done{&actions, &ui::OriginActions::done};
    QSignalSpy failed{&actions, &ui::OriginActions::failed};

    Desk() { fs::create_directories(set); }
    /// As a run that is started in the window does.
    void rememberSet(const QString& worker = {}) {
        const ui::StudyThread& study = *opened.workspace.study().thread();
        ui::keepRunSources(QString::fromStdString(study.uuid()),
                           QString::fromStdString(study.runs().front().uuid),
                           {QString::fromStdString(set.string()), QStringLiteral("model.pth"), worker});
        actions.refresh();
    }
    fs::path drawPicture(int row) {
        fs::path file = set / opened.workspace.items().path(row).toStdString();
        fs::create_directories(file.parent_path());
        tests::writeBytes(file, base::Bytes{1});
        return file;
    }
};

QString clipboard() {
    return QGuiApplication::clipboard()->text();
}

} // namespace

TEST_CASE("The index is copied for one failure, and for all that are selected") {
    Desk desk;
    ui::Workspace& workspace = desk.opened.workspace;
    workspace.cursor().setCurrent(3);
    desk.actions.copyIndex()->trigger();
    CHECK(clipboard() == QString::number(workspace.items().failure(3).sample.value));
    workspace.cursor().select(1, {1, 2});
    desk.actions.copyIndex()->trigger();
    CHECK(clipboard() == QStringLiteral("%1\n%2")
                             .arg(workspace.items().failure(1).sample.value)
                             .arg(workspace.items().failure(2).sample.value));
    CHECK(desk.done.count() == 2);
}

TEST_CASE("Paths are offered where the user's folder is still there, and nowhere else") {
    Desk desk;
    desk.opened.workspace.cursor().setCurrent(0);
    desk.actions.refresh();
    CHECK(desk.actions.copyPath()->isVisible());
    CHECK_FALSE(desk.actions.copyPath()->isEnabled()); // whatever location the study names
    CHECK_FALSE(desk.actions.showInFolder()->isEnabled());
    CHECK(desk.actions.copyPath()->toolTip().contains(QStringLiteral("on this computer")));
    desk.rememberSet();
    CHECK(desk.actions.copyPath()->isEnabled());
    CHECK(desk.actions.showInFolder()->isEnabled());
    desk.rememberSet(QStringLiteral("ssh gpubox faultline-worker")); // then it is a path of that computer
    CHECK_FALSE(desk.actions.copyPath()->isEnabled());
    desk.rememberSet();
    fs::remove_all(desk.set);
    desk.actions.refresh();
    CHECK_FALSE(desk.actions.copyPath()->isEnabled());
    CHECK(desk.actions.copyPath()->toolTip().contains(QStringLiteral("not there any more")));
}

TEST_CASE("A data set whose pictures are no files offers no paths") {
    OpenedWorkspace opened;
    ui::OriginActions actions(opened.workspace);
    opened.workspace.cursor().setCurrent(0);
    actions.refresh();
    CHECK(actions.copyIndex()->isEnabled());
    CHECK_FALSE(actions.copyPath()->isVisible());
    CHECK_FALSE(actions.showInFolder()->isVisible());
    opened.workspace.close();
    actions.refresh();
    CHECK_FALSE(actions.copyIndex()->isEnabled());
}

TEST_CASE("The path that is copied is that of the file on this computer") {
    Desk desk;
    desk.rememberSet();
    const fs::path file = desk.drawPicture(2);
    desk.opened.workspace.cursor().setCurrent(2);
    desk.actions.copyPath()->trigger();
    REQUIRE(eventually([&] { return desk.done.count() == 1; }));
    CHECK(clipboard() == QString::fromStdString(file.string()));
}

TEST_CASE("A picture that has gone, or a path that leaves the folder, is refused in one sentence") {
    Desk desk;
    desk.rememberSet();
    QGuiApplication::clipboard()->setText(QStringLiteral("before"));
    desk.opened.workspace.cursor().setCurrent(1);
    desk.actions.copyPath()->trigger();
    REQUIRE(eventually([&] { return desk.failed.count() == 1; }));
    CHECK(desk.failed.back()[0].toString().contains(QStringLiteral("any more")));

    const fs::path outside = desk.opened.folder() / "secret.png";
    tests::writeBytes(outside, base::Bytes{1});
    const fs::path link = desk.set / desk.opened.workspace.items().path(1).toStdString();
    fs::create_directories(link.parent_path());
    fs::create_symlink(outside, link);
    desk.actions.copyPath()->trigger();
    REQUIRE(eventually([&] { return desk.failed.count() == 2; }));
    CHECK(desk.failed.back()[0].toString().contains(QStringLiteral("leaves the data set's folder")));
    for (const std::string& path : {std::string("../secret.png"), outside.string()})
        CHECK_FALSE(ui::fileOf({desk.set, dataset::Split::Test, path}));
    CHECK(clipboard() == QStringLiteral("before"));
}

namespace {

class OpenedUrls : public QObject {
    Q_OBJECT

public:
    OpenedUrls() { QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "open"); }
    ~OpenedUrls() override { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    QList<QUrl> all;

public Q_SLOTS:
    void open(const QUrl& url) { all.append(url); }
};

} // namespace

TEST_CASE("Where no file manager answers on the bus the folder is opened") {
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    OpenedUrls opened;
    QObject context;
    QString problem;
    ui::showInFolder(QStringLiteral("/pictures/ä b/7.png"), &context,
                     [&](const QString& sentence) { problem = sentence; });
    REQUIRE(eventually([&] { return !opened.all.isEmpty() || !problem.isEmpty(); }));
    CHECK(problem.isEmpty());
    CHECK(opened.all == QList<QUrl>{QUrl::fromLocalFile(QStringLiteral("/pictures/ä b"))});
}

#include "origin_actions_tests.moc"
