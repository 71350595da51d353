// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/settings.h"

#include "core/labels/taxonomy.h"
#include "ui/labels/annotator_button.h"
#include "ui/places/label_backup_place.h"
#include "ui/places/worker_setting.h"
#include "ui/queue/break_reminder.h"
#include "ui/session/study_session.h"
#include "ui/text/plain_text.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QSpinBox>

namespace faultline::app {

namespace {

struct Settings {
    Q_DECLARE_TR_FUNCTIONS(Settings)
};

QWidget* annotatorField(ui::Workspace& workspace, QWidget* parent) {
    auto* name = new QLineEdit(parent);
    name->setObjectName(QStringLiteral("annotator"));
    const QString login = ui::AnnotatorButton::loginName();
    name->setPlaceholderText(login);
    ui::setTip(
        name, Settings::tr(
                  "Who labels in studies where nobody has labelled on this computer; empty: the login name"));
    if (ui::StudySession::annotator() != login)
        name->setText(ui::StudySession::annotator());
    QObject::connect(name, &QLineEdit::editingFinished, name, [name, &workspace] {
        if (name->text().trimmed() == ui::StudySession::annotator())
            return;
        ui::StudySession::setAnnotator(name->text().trimmed());
        if (workspace.study().isWritable())
            workspace.labelling().setAnnotator(ui::StudySession::annotator());
    });
    return name;
}

QWidget* autoAdvanceBox(QAction& autoAdvance, QWidget* parent) {
    auto* box =
        new QCheckBox(Settings::tr("A decision on one failure goes on to the &next undecided one"), parent);
    box->setObjectName(QStringLiteral("autoAdvance"));
    box->setChecked(autoAdvance.isChecked());
    QObject::connect(box, &QCheckBox::toggled, &autoAdvance, &QAction::setChecked);
    return box;
}

QWidget* workerCommandField(QWidget* parent) {
    auto* command = new QLineEdit(ui::workerCommandSetting(), parent);
    command->setObjectName(QStringLiteral("workerCommand"));
    command->setPlaceholderText(
        Settings::tr("This computer; or for another one: ssh gpubox faultline-worker"));
    ui::setTip(command,
               Settings::tr("What New study… suggests; data set and model are then paths on that computer"));
    QObject::connect(command, &QLineEdit::editingFinished, command,
                     [command] { ui::setWorkerCommandSetting(command->text().trimmed()); });
    return command;
}

QWidget* labelBackupsField(QWidget* parent) {
    auto* number = new QSpinBox(parent);
    number->setObjectName(QStringLiteral("labelBackups"));
    number->setRange(0, 1000);
    number->setSpecialValueText(Settings::tr("None"));
    number->setValue(ui::labelBackupsKept());
    ui::setTip(number,
               Settings::tr("How many copies of a study's labels are kept in %1: one is written when the "
                            "study is closed, and every hour of work")
                   .arg(QString::fromStdString(ui::labelBackupsFolder().string())));
    QObject::connect(number, &QSpinBox::valueChanged, number, &ui::setLabelBackupsKept);
    return number;
}

QWidget* breakField(QWidget* parent) {
    auto* minutes = new QSpinBox(parent);
    minutes->setObjectName(QStringLiteral("breakMinutes"));
    minutes->setRange(0, 24 * 60);
    minutes->setSpecialValueText(Settings::tr("Never"));
    minutes->setSuffix(Settings::tr(" min"));
    minutes->setValue(ui::BreakReminder::minutesSetting());
    ui::setTip(minutes, Settings::tr("After so many minutes of a session a quiet line reminds of a break; 0: "
                                     "never"));
    QObject::connect(minutes, &QSpinBox::valueChanged, minutes, &ui::BreakReminder::setMinutesSetting);
    return minutes;
}

/// A letter alone that a mode may have, or a digit as modes use it.
bool mayBeOfMode(const QKeyCombination& key) {
    const int digit = key.key() - Qt::Key_0;
    const Qt::KeyboardModifiers others = key.keyboardModifiers() & ~(Qt::ShiftModifier | Qt::AltModifier);
    if (digit >= 0 && digit <= 9)
        return !others;
    const bool isLetter = key.key() >= Qt::Key_A && key.key() <= Qt::Key_Z;
    return isLetter && !key.keyboardModifiers() &&
           labels::lettersTaken.find(static_cast<char>(key.key())) == std::string_view::npos;
}

} // namespace

QString refusedKey(const QKeySequence& sequence) {
    const QKeyCombination key = sequence[0];
    const QString name = sequence.toString(QKeySequence::NativeText);
    if (mayBeOfMode(key))
        return Settings::tr("%1 may be the key of a failure mode: choose another one.").arg(name);
    const QList<Qt::Key> moving{Qt::Key_Left,   Qt::Key_Right, Qt::Key_Up,     Qt::Key_Down,
                                Qt::Key_Home,   Qt::Key_End,   Qt::Key_PageUp, Qt::Key_PageDown,
                                Qt::Key_Return, Qt::Key_Enter, Qt::Key_Tab,    Qt::Key_Backtab,
                                Qt::Key_Escape, Qt::Key_Menu};
    if (moving.contains(key.key()) && !(key.keyboardModifiers() & Qt::ControlModifier))
        return Settings::tr("%1 moves in the grid and in dialogs: choose another one.").arg(name);
    return {};
}

QList<ui::Setting> featureSettings(QAction& autoAdvance, ui::Workspace& workspace) {
    return {{Settings::tr("&Annotator"),
             [&workspace](QWidget* parent) { return annotatorField(workspace, parent); }},
            {Settings::tr("Auto-advance"),
             [&autoAdvance](QWidget* parent) { return autoAdvanceBox(autoAdvance, parent); }},
            {Settings::tr("Remind of a &break after"), breakField},
            {Settings::tr("&Copies of labels"), labelBackupsField},
            {Settings::tr("&Worker command"), workerCommandField}};
}

} // namespace faultline::app
