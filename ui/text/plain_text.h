// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QMessageBox>
#include <QString>

class QAction;
class QPoint;

namespace faultline::ui {

// Names, definitions, notes and errors come from files that strangers make. Qt guesses whether a tip, a label
// or a message box holds HTML, and HTML opens whatever path it names: <img src="/dev/zero">. So every text is
// shown through these, which take it as it is.

/// Rich text that shows `plain`; for models' ToolTipRole.
[[nodiscard]] QString tipOf(const QString& plain);
void setTip(QWidget* widget, const QString& plain);
/// Without one, an action's text would be its tip, and guessed at.
void setTip(QAction* action, const QString& plain);
/// The tip that the action has.
void copyTip(const QAction& action, QWidget* widget);
/// @param at global
void showTip(const QPoint& at, const QString& plain, QWidget* widget);

/// A label that shows its text as it is.
class PlainLabel : public QLabel {
public:
    explicit PlainLabel(QWidget* parent = nullptr)
        : PlainLabel(QString(), parent) {}
    PlainLabel(const QString& text, QWidget* parent)
        : QLabel(parent) {
        setTextFormat(Qt::PlainText);
        setText(text);
    }
};

/// A message box that shows its texts as they are.
class PlainMessageBox : public QMessageBox {
public:
    explicit PlainMessageBox(QWidget* parent)
        : QMessageBox(parent) {
        setTextFormat(Qt::PlainText);
    }
};

} // namespace faultline::ui
