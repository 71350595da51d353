// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/new_study/path_field.h"

#include "ui/new_study/field_note.h"

#include <QDir>
#include <QFileDialog>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline::ui {

PathField::PathField(Kind kind, const QString& title, const QString& filter, QWidget* parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_title(title)
    , m_filter(filter)
    , m_edit(new QLineEdit(this))
    , m_note(new FieldNote(this)) {
    auto* button = new QPushButton(tr("Browse…"), this);
    button->setAutoDefault(false);
    button->setAccessibleName(tr("Browse: %1").arg(title));
    m_edit->setAccessibleName(title);
    m_edit->setMinimumWidth(240);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PathField::changed);
    connect(m_edit, &QLineEdit::textEdited, this, &PathField::edited);
    connect(m_edit, &QLineEdit::returnPressed, this, &PathField::left);
    m_edit->installEventFilter(this);
    if (kind == Kind::FolderOrFile) { // no file dialog chooses both
        auto* menu = new QMenu(button);
        menu->addAction(tr("&Folder…"), this, &PathField::browseForFolder);
        menu->addAction(tr("F&ile…"), this, &PathField::browse);
        button->setMenu(menu);
    } else {
        connect(button, &QPushButton::clicked, this, &PathField::browse);
    }
    auto* row = new QHBoxLayout;
    row->addWidget(m_edit, 1);
    row->addWidget(button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(row);
    column->addWidget(m_note);
}

QString PathField::path() const {
    const QString text = m_edit->text().trimmed();
    return text == u'~' || text.startsWith(QStringLiteral("~/")) ? QDir::homePath() + text.mid(1) : text;
}

/// editingFinished() comes only where the text has changed: what is there may have, too.
bool PathField::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_edit && event->type() == QEvent::FocusOut &&
        static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason)
        Q_EMIT left();
    return QWidget::eventFilter(watched, event);
}

void PathField::browse() {
    auto* dialog = new QFileDialog(this, m_title, path(), m_filter);
    if (m_kind == Kind::NewFile) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setOption(
            QFileDialog::DontConfirmOverwrite); // an existing study is resumed, never overwritten
        dialog->setDefaultSuffix(QStringLiteral("faultline"));
    } else {
        dialog->setFileMode(QFileDialog::ExistingFile);
    }
    choose(dialog);
}

void PathField::browseForFolder() {
    auto* dialog = new QFileDialog(this, m_title, path());
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    choose(dialog);
}

void PathField::choose(QFileDialog* dialog) {
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& chosen) {
        m_edit->setText(chosen);
        Q_EMIT edited();
        Q_EMIT left();
    });
    dialog->open();
}

} // namespace faultline::ui
