// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings_dialog.h"

#include "ui/labels/annotator_button.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/session/study_session.h"
#include "ui/workspace/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

QString withoutMnemonic(QString text) {
    return text.remove(QLatin1Char('&'));
}

} // namespace

SettingsDialog::SettingsDialog(const QList<QAction*>& themes, QAction& autoAdvance, Workspace& workspace,
                               QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Settings"));
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(10);
    addTheme(*form, themes);
    addAnnotator(*form, workspace);
    addAutoAdvance(*form, autoAdvance);
    addWorker(*form);

    auto* place = new QLabel(tr("Settings apply at once and are kept in %1.")
                                 .arg(QDir::toNativeSeparators(QSettings().fileName()).toHtmlEscaped()),
                             this);
    place->setWordWrap(true);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    place->setForegroundRole(QPalette::PlaceholderText);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(16);
    column->addLayout(form);
    column->addWidget(place);
    column->addStretch(1);
    column->addWidget(buttons);
    setMinimumWidth(560);
}

void SettingsDialog::addTheme(QFormLayout& form, const QList<QAction*>& themes) {
    auto* box = new QComboBox(this);
    box->setObjectName(QStringLiteral("theme"));
    for (const QAction* theme : themes) {
        box->addItem(withoutMnemonic(theme->text()));
        if (theme->isChecked())
            box->setCurrentIndex(box->count() - 1);
    }
    connect(box, &QComboBox::activated, this, [themes](int index) { themes.at(index)->trigger(); });
    form.addRow(tr("&Theme"), box);
}

void SettingsDialog::addAnnotator(QFormLayout& form, Workspace& workspace) {
    auto* name = new QLineEdit(this);
    name->setObjectName(QStringLiteral("annotator"));
    const QString login = AnnotatorButton::loginName();
    name->setPlaceholderText(login);
    name->setToolTip(tr("Who labels in the studies that are opened here; empty: the login name"));
    if (StudySession::annotator() != login)
        name->setText(StudySession::annotator());
    connect(name, &QLineEdit::editingFinished, this, [name, &workspace] {
        if (name->text().trimmed() == StudySession::annotator())
            return;
        StudySession::setAnnotator(name->text().trimmed());
        if (workspace.study().isWritable())
            workspace.labelling().setAnnotator(StudySession::annotator());
    });
    form.addRow(tr("&Annotator"), name);
}

void SettingsDialog::addAutoAdvance(QFormLayout& form, QAction& autoAdvance) {
    auto* box = new QCheckBox(tr("A decision on one failure goes on to the &next"), this);
    box->setObjectName(QStringLiteral("autoAdvance"));
    box->setChecked(autoAdvance.isChecked());
    connect(box, &QCheckBox::toggled, &autoAdvance, &QAction::setChecked);
    form.addRow(tr("Auto-advance"), box);
}

void SettingsDialog::addWorker(QFormLayout& form) {
    auto* command = new QLineEdit(NewStudyDialog::workerCommandSetting(), this);
    command->setObjectName(QStringLiteral("workerCommand"));
    command->setPlaceholderText(tr("This computer; or for another one: ssh gpubox faultline-worker"));
    command->setToolTip(tr("What New study… suggests; data set and model are then paths on that computer"));
    connect(command, &QLineEdit::editingFinished, this,
            [command] { NewStudyDialog::setWorkerCommandSetting(command->text().trimmed()); });
    form.addRow(tr("&Worker command"), command);
}

} // namespace faultline::ui
