// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/start/private_home.h"
#include "ui/start/recent_delegate.h"
#include "ui/start/recent_studies.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;

namespace {

QString pathAt(const ui::RecentStudies& recent, int row) {
    return recent.index(row).data(ui::RecentStudies::PathRole).toString();
}

} // namespace

TEST_CASE("Recent studies are kept newest first, each once, and survive a restart") {
    const PrivateHome home;
    {
        ui::RecentStudies recent;
        const QAbstractItemModelTester tester(&recent, QAbstractItemModelTester::FailureReportingMode::Fatal);
        recent.add(QStringLiteral("/a/one.faultline"));
        recent.add(QStringLiteral("/a/two.faultline"));
        recent.add(QStringLiteral("/a/b/../one.faultline"));
        REQUIRE(recent.rowCount() == 2);
    }
    const ui::RecentStudies again;
    REQUIRE(again.rowCount() == 2);
    CHECK(pathAt(again, 0) == QStringLiteral("/a/one.faultline"));
    CHECK(pathAt(again, 1) == QStringLiteral("/a/two.faultline"));
    CHECK(again.index(0).data().toString() == QStringLiteral("one"));
    CHECK(again.index(0).data(ui::RecentStudies::OpenedAtRole).toDateTime().isValid());
}

TEST_CASE("The list of recent studies does not grow beyond its limit") {
    const PrivateHome home;
    ui::RecentStudies recent;
    for (int i = 0; i < ui::RecentStudies::limit + 3; ++i)
        recent.add(QStringLiteral("/a/%1.faultline").arg(i));
    CHECK(recent.rowCount() == ui::RecentStudies::limit);
    CHECK(pathAt(recent, 0) == QStringLiteral("/a/%1.faultline").arg(ui::RecentStudies::limit + 2));
}

TEST_CASE("A study that was removed from the list stays away") {
    const PrivateHome home;
    ui::RecentStudies recent;
    const QAbstractItemModelTester tester(&recent, QAbstractItemModelTester::FailureReportingMode::Fatal);
    recent.add(QStringLiteral("/a/one.faultline"));
    recent.add(QStringLiteral("/a/two.faultline"));
    recent.remove(QStringLiteral("/a/two.faultline"));
    recent.remove(QStringLiteral("/a/unknown.faultline"));
    REQUIRE(recent.rowCount() == 1);
    CHECK(pathAt(ui::RecentStudies(), 0) == QStringLiteral("/a/one.faultline"));
}

TEST_CASE("A missing study says why it can't be opened") {
    const PrivateHome home;
    const TemporaryFolder folder;
    writeText(folder / "there.faultline", "");
    ui::RecentStudies recent;
    recent.add(QString::fromStdString((folder / "gone.faultline").string()));
    recent.add(QString::fromStdString((folder / "there.faultline").string()));
    QSignalSpy checked(&recent, &ui::RecentStudies::checked);
    recent.check();
    REQUIRE(checked.wait(60'000));
    CHECK(recent.index(0).data(ui::RecentStudies::ProblemRole).toString().isEmpty());
    CHECK(recent.index(1)
              .data(ui::RecentStudies::ProblemRole)
              .toString()
              .contains(QStringLiteral("gone.faultline")));
    CHECK(recent.index(1).data(Qt::AccessibleTextRole).toString() == QStringLiteral("gone, not available"));
}

TEST_CASE("When a study was opened is told as people tell it") {
    const QDateTime now(QDate(2026, 11, 24), QTime(9, 0));
    const auto when = [&](const QDateTime& at) { return ui::RecentDelegate::whenText(at, now); };
    CHECK(when(QDateTime(QDate(2026, 11, 24), QTime(0, 1))).startsWith(QStringLiteral("today, ")));
    CHECK(when(QDateTime(QDate(2026, 11, 23), QTime(23, 59))).startsWith(QStringLiteral("yesterday, ")));
    CHECK(when(QDateTime(QDate(2026, 11, 2), QTime(12, 0))) == QStringLiteral("2 Nov 2026"));
    CHECK(when(QDateTime()).isEmpty());
}
