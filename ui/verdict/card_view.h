// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <QFrame>
#include <QStringList>

class QVBoxLayout;

namespace faultline::ui {

/// One card of the verdict: a heading, and what is added to it, from above.
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

private:
    void addRows(const report::SectionTable& table);

    QVBoxLayout* m_column;
};

} // namespace faultline::ui
