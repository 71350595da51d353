// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <QFrame>
#include <QStringList>

class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace faultline::ui {

/// One card of the verdict: a section. Its numbers can be copied as a table, its figures written to files.
class CardView : public QFrame {
    Q_OBJECT

public:
    /// Of long tables the first rows, and that there are more.
    CardView(const report::Section& section, QWidget* parent);

    /// Below all else, at the left.
    void addFoot(QWidget* widget);

    /// Its buttons come after that widget by Tab; returns the last of them, else the widget.
    QWidget* followInTabOrder(QWidget* before);

    /// All tables of the card with tabs between the cells, as spreadsheets take them.
    [[nodiscard]] QString numbers() const;

Q_SIGNALS:
    /// The sentence says what was just done.
    void told(const QString& text);
    /// The user wants a figure of the card as a file.
    void exportWanted(const faultline::report::Figure& figure);

private:
    void addText(const QString& words);
    /// In the muted colour: how to read it, and what it assumes.
    void addNote(const QString& words);
    void addRows(const report::SectionTable& table);
    void addFigure(const report::Figure& figure);
    void addCells(const QStringList& columns, const QList<QStringList>& rows);
    /// For numbers(), and the button that copies them.
    void keep(const QString& caption, const QStringList& columns, const QList<QStringList>& rows);
    void copyNumbers();
    [[nodiscard]] QToolButton* addButton(const QString& text, const QString& accessibleName);

    QVBoxLayout* m_column;
    QHBoxLayout* m_head;
    QList<QWidget*> m_buttons; ///< as they stand
    QString m_heading;
    QStringList m_lines;           ///< of numbers()
    QToolButton* m_copy = nullptr; ///< there is nothing to copy yet
};

} // namespace faultline::ui
