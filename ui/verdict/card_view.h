// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <QFrame>
#include <QStringList>

class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace faultline::ui {

/// One card of the verdict: a heading, and what is added to it, from above. Its numbers can be copied as a
/// table, its figures written to files.
class CardView : public QFrame {
    Q_OBJECT

public:
    CardView(const QString& heading, QWidget* parent);
    /// A whole section. Of long tables the first rows, and that there are more.
    CardView(const report::Section& section, QWidget* parent);

    void addText(const QString& words);
    /// In the muted colour: how to read it, and what it assumes.
    void addNote(const QString& words);
    /// @param rows one cell for each column, or a single one that stands across all; the first column wraps,
    /// the others stand to the right
    void addTable(const QStringList& columns, const QList<QStringList>& rows);

    /// All tables of the card with tabs between the cells, as spreadsheets take them.
    [[nodiscard]] QString numbers() const;

Q_SIGNALS:
    /// The sentence says what was just done.
    void told(const QString& text);
    /// The user wants a figure of the card as a file.
    void exportWanted(const faultline::report::Figure& figure);

private:
    void addRows(const report::SectionTable& table);
    void addFigure(const report::Figure& figure);
    void addCells(const QStringList& columns, const QList<QStringList>& rows);
    /// For numbers(), and the button that copies them.
    void keep(const QString& caption, const QStringList& columns, const QList<QStringList>& rows);
    void copyNumbers();
    [[nodiscard]] QToolButton* addButton(const QString& text, const QString& accessibleName);

    QVBoxLayout* m_column;
    QHBoxLayout* m_head;
    QString m_heading;
    QStringList m_lines;           ///< of numbers()
    QToolButton* m_copy = nullptr; ///< there is nothing to copy yet
};

} // namespace faultline::ui
