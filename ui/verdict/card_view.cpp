// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/card_view.h"

#include "ui/text/plain_text.h"
#include "ui/verdict/figure_view.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr qsizetype mostRows = 15;

QString text(const std::string& words) {
    return QString::fromStdString(words);
}

PlainLabel* label(const QString& words, QWidget* parent, bool wraps) {
    auto* made = new PlainLabel(words, parent);
    made->setWordWrap(wraps);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

} // namespace

CardView::CardView(const QString& heading, QWidget* parent)
    : QFrame(parent)
    , m_column(new QVBoxLayout(this)) {
    setFrameShape(QFrame::StyledPanel);
    auto* title = new PlainLabel(heading, this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setWordWrap(true);
    m_column->addWidget(title);
}

CardView::CardView(const report::Section& section, QWidget* parent)
    : CardView(text(section.title), parent) {
    setObjectName(text(section.key));
    for (const std::string& finding : section.findings)
        addText(text(finding));
    for (const report::Figure& figure : section.figures)
        m_column->addWidget(new FigureView(figure, this));
    for (const report::SectionTable& table : section.tables)
        addRows(table);
    for (const std::string& note : {section.meaning, section.assumption})
        if (!note.empty())
            addNote(text(note));
}

void CardView::addText(const QString& words) {
    m_column->addWidget(label(words, this, true));
}

void CardView::addNote(const QString& words) {
    auto* note = label(words, this, true);
    note->setForegroundRole(QPalette::PlaceholderText);
    m_column->addWidget(note);
}

void CardView::addTable(const QStringList& columns, const QList<QStringList>& rows) {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    const auto width = static_cast<int>(columns.size());
    const auto addCell = [&](const QString& words, int row, int column, int span, bool isHead) {
        auto* cell = label(words, this, column == 0);
        if (isHead)
            cell->setForegroundRole(QPalette::PlaceholderText);
        // Aligned, a label that wraps would get no more than its hint of width.
        if (column == 0)
            grid->addWidget(cell, row, column, 1, span);
        else
            grid->addWidget(cell, row, column, Qt::AlignRight | Qt::AlignTop);
    };
    for (int column = 0; column < width; ++column)
        addCell(columns[column], 0, column, 1, true);
    for (int row = 0; row < static_cast<int>(rows.size()); ++row)
        for (int column = 0; column < static_cast<int>(rows[row].size()); ++column)
            addCell(rows[row][column], row + 1, column, rows[row].size() == 1 ? width : 1, false);
    grid->setColumnStretch(0, 1);
    m_column->addLayout(grid);
}

void CardView::addRows(const report::SectionTable& table) {
    if (!table.caption.empty())
        addText(text(table.caption));
    QStringList columns;
    for (const report::TextColumn& column : table.columns)
        columns << text(column.title);
    QList<QStringList> rows;
    for (const std::vector<std::string>& row : table.rows) {
        if (rows.size() == mostRows)
            break;
        QStringList cells;
        for (const std::string& cell : row)
            cells << text(cell);
        rows << cells;
    }
    addTable(columns, rows);
    if (static_cast<qsizetype>(table.rows.size()) > mostRows)
        addText(tr("The first %1 of %2; the report has more.").arg(mostRows).arg(table.rows.size()));
}

} // namespace faultline::ui
