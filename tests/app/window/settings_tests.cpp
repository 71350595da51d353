// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/settings.h"

#include "app/window/main_window.h"
#include "tests/support/opened_workspace.h"
#include "ui/labels/annotator_button.h"
#include "ui/places/label_backup_place.h"
#include "ui/places/worker_setting.h"
#include "ui/queue/break_reminder.h"
#include "ui/session/study_session.h"

#include <QActionGroup>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSettings>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTimer>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("Settings apply at once and are found again") {
    QSettings().clear();
    QActionGroup themes(nullptr);
    QAction* light = themes.addAction(QStringLiteral("&Light"));
    QAction* dark = themes.addAction(QStringLiteral("&Dark"));
    for (QAction* action : {light, dark})
        action->setCheckable(true);
    light->setChecked(true);
    QAction autoAdvance;
    autoAdvance.setCheckable(true);
    ui::Workspace workspace;
    ui::SettingsDialog dialog(QList<ui::Setting>{ui::themeSetting(themes.actions())} +
                              app::featureSettings(autoAdvance, workspace));
    dialog.show();
    QApplication::setActiveWindow(&dialog);

    auto* theme = dialog.findChild<QComboBox*>(QStringLiteral("theme"));
    CHECK(theme->currentText() == QStringLiteral("Light"));
    theme->setFocus();
    QTest::keyClick(theme, Qt::Key_Down);
    CHECK(dark->isChecked());

    dialog.findChild<QCheckBox*>(QStringLiteral("autoAdvance"))->click();
    CHECK(autoAdvance.isChecked());

    const auto type = [&](const char* name, const QString& text) {
        auto* field = dialog.findChild<QLineEdit*>(QString::fromLatin1(name));
        field->setFocus();
        field->selectAll();
        QTest::keyClick(field, Qt::Key_Delete);
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Tab);
    };
    auto* copies = dialog.findChild<QSpinBox*>(QStringLiteral("labelBackups"));
    copies->setFocus();
    QTest::keyClick(copies, Qt::Key_Up);
    CHECK(ui::labelBackupsKept() == 1); // the tests begin without any
    QTest::keyClick(copies, Qt::Key_Down);
    CHECK(ui::labelBackupsKept() == 0);
    CHECK(copies->text() == QStringLiteral("None"));

    auto* minutes = dialog.findChild<QSpinBox*>(QStringLiteral("breakMinutes"));
    CHECK(minutes->text() == QStringLiteral("30 min"));
    minutes->setFocus();
    QTest::keyClick(minutes, Qt::Key_Down);
    CHECK(ui::BreakReminder::minutesSetting() == 29);
    minutes->setValue(0);
    CHECK(ui::BreakReminder::minutesSetting() == 0);
    CHECK(minutes->text() == QStringLiteral("Never"));

    CHECK(ui::StudySession::annotator() == ui::AnnotatorButton::loginName());
    type("annotator", QStringLiteral("Ada"));
    CHECK(ui::StudySession::annotator() == QStringLiteral("Ada"));
    type("annotator", QString());
    CHECK(ui::StudySession::annotator() == ui::AnnotatorButton::loginName());
    type("workerCommand", QStringLiteral("ssh gpubox faultline-worker"));
    CHECK(ui::workerCommandSetting() == QStringLiteral("ssh gpubox faultline-worker"));
}

TEST_CASE("A new annotator's name reaches the study that is open") {
    QSettings().clear();
    tests::OpenedWorkspace opened;
    QAction autoAdvance;
    ui::SettingsDialog dialog(app::featureSettings(autoAdvance, opened.workspace));
    auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("annotator"));
    name->setText(QStringLiteral("Grace"));
    Q_EMIT name->editingFinished();
    CHECK(opened.workspace.labelling().annotator() == QStringLiteral("Grace"));
}

TEST_CASE("Keys turn the pages of the settings from wherever they are, and all pages begin alike") {
    QSettings().clear();
    app::MainWindow window;
    window.show();
    QApplication::setActiveWindow(&window);
    const auto turned = [](Qt::Key key, Qt::KeyboardModifiers modifiers) {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
        return QApplication::activeModalWidget()->findChild<QTabWidget*>()->currentIndex();
    };
    int looks = 0;
    QTimer::singleShot(0, &window, [&] {
        auto* dialog = QApplication::activeModalWidget();
        if (dialog == nullptr)
            return; // told below
        QApplication::setActiveWindow(dialog);
        auto* tabs = dialog->findChild<QTabWidget*>();
        auto* theme = dialog->findChild<QWidget*>(QStringLiteral("theme"));
        auto* table = dialog->findChild<QTableView*>(QStringLiteral("keyTable"));
        CHECK(table->selectionModel()->selectedRows().size() == 1); // what looks chosen is
        dialog->findChild<QWidget*>(QStringLiteral("annotator"))->setFocus();
        const int top = theme->mapTo(tabs, QPoint()).y();
        CHECK(turned(Qt::Key_Tab, Qt::ControlModifier) == 1);
        CHECK(tabs->currentWidget()->isAncestorOf(QApplication::focusWidget()));
        CHECK(table->mapTo(tabs, QPoint()).y() == top);
        dialog->findChild<QWidget*>(QStringLiteral("newKey"))->setFocus();
        CHECK(turned(Qt::Key_Tab, Qt::ControlModifier) == 0); // around
        CHECK(tabs->currentWidget()->isAncestorOf(QApplication::focusWidget()));
        CHECK(turned(Qt::Key_PageDown, Qt::ControlModifier) == 1);
        CHECK(turned(Qt::Key_PageUp, Qt::ControlModifier) == 0);
        CHECK(turned(Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier) == 1);
        CHECK(turned(Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier) == 0);
        looks = 1;
        dialog->close();
    });
    window.settingsAction()->trigger();
    CHECK(looks == 1);
}
