// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verdict/card_view.h"

#include "ui/text/plain_text.h"
#include "ui/verdict/figure_view.h"
#include "ui/verdict/table_scroll.h"

#include <algorithm>

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace faultline::ui {

namespace {

constexpr qsizetype mostRows = 15;
constexpr int fewestLetters = 24; ///< of a line of the first column

QString text(const std::string& words) {
    return QString::fromStdString(words);
}

/// What would end a cell or a row is a blank in it.
QString oneCell(QString words) {
    for (const QChar end : {u'\t', u'\n', u'\r'})
        words.replace(end, u' ');
    return words;
}

PlainLabel* label(const QString& words, QWidget* parent, bool wraps) {
    auto* made = new PlainLabel(words, parent);
    made->setWordWrap(wraps);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

} // namespace

CardView::CardView(const report::Section& section, QWidget* parent)
    : QFrame(parent)
    , m_column(new QVBoxLayout(this))
    , m_head(new QHBoxLayout)
    , m_heading(text(section.title)) {
    setFrameShape(QFrame::StyledPanel);
    auto* title = new PlainLabel(m_heading, this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setWordWrap(true);
    m_head->addWidget(title, 1);
    m_column->addLayout(m_head);
    setObjectName(text(section.key));
    for (const std::string& finding : section.findings)
        addText(text(finding));
    for (const report::Figure& figure : section.figures)
        addFigure(figure);
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

QToolButton* CardView::addButton(const QString& text, const QString& accessibleName) {
    auto* button = new QToolButton(this);
    button->setText(text);
    button->setAutoRaise(true);
    button->setAccessibleName(accessibleName);
    m_head->addWidget(button, 0, Qt::AlignTop);
    m_buttons << button;
    return button;
}

void CardView::addFigure(const report::Figure& figure) {
    m_column->addWidget(new FigureView(figure, this));
    auto* button = addButton(tr("Export chart…"),
                             tr("Export the chart of %1: %2")
                                 .arg(m_heading, QString::fromStdString(std::visit(
                                                     [](const auto& each) { return each.title; }, figure))));
    button->setObjectName(QStringLiteral("exportFigure"));
    setTip(button, tr("Write the chart as SVG, PDF or PNG"));
    connect(button, &QToolButton::clicked, this, [this, figure] { Q_EMIT exportWanted(figure); });
}

QString CardView::numbers() const {
    return m_lines.join(u'\n') + u'\n';
}

void CardView::keep(const QString& caption, const QStringList& columns, const QList<QStringList>& rows) {
    if (!m_lines.isEmpty())
        m_lines << QString();
    if (!caption.isEmpty())
        m_lines << oneCell(caption);
    for (const QStringList& row : QList<QStringList>{columns} + rows) {
        QStringList cells;
        for (const QString& cell : row)
            cells << oneCell(cell);
        m_lines << cells.join(u'\t');
    }
    if (m_copy != nullptr)
        return;
    m_copy = addButton(tr("Copy numbers"), tr("Copy the numbers of %1").arg(m_heading));
    m_copy->setObjectName(QStringLiteral("copyNumbers"));
    setTip(m_copy, tr("Copy all numbers of this card as a table, for a spreadsheet"));
    connect(m_copy, &QToolButton::clicked, this, &CardView::copyNumbers);
}

void CardView::copyNumbers() {
    QGuiApplication::clipboard()->setText(numbers());
    Q_EMIT told(tr("The numbers are in the clipboard"));
}

void CardView::addFoot(QWidget* widget) {
    m_column->addWidget(widget, 0, Qt::AlignLeft);
    m_buttons << widget;
}

QWidget* CardView::followInTabOrder(QWidget* before) {
    for (QWidget* button : m_buttons) {
        setTabOrder(before, button);
        before = button;
    }
    return before;
}

void CardView::addCells(const QStringList& columns, const QList<QStringList>& rows) {
    auto* table = new QWidget(this);
    auto* grid = new QGridLayout(table);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    const auto width = static_cast<int>(columns.size());
    const auto addCell = [&](const QString& words, int row, int column, int span, bool isHead) {
        auto* cell = label(words, table, column == 0);
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
    grid->setColumnMinimumWidth(0, fontMetrics().averageCharWidth() * fewestLetters);
    grid->setRowStretch(static_cast<int>(rows.size()) + 1, 1); // what is too high stays below
    m_column->addWidget(new TableScroll(table, this));
}

void CardView::addRows(const report::SectionTable& table) {
    if (!table.caption.empty())
        addText(text(table.caption));
    QStringList columns;
    for (const report::TextColumn& column : table.columns)
        columns << text(column.title);
    QList<QStringList> rows;
    for (const std::vector<std::string>& row : table.rows) {
        QStringList cells;
        for (const std::string& cell : row)
            cells << text(cell);
        rows << cells;
    }
    keep(text(table.caption), columns, rows);
    addCells(columns, rows.first(std::min(rows.size(), mostRows)));
    if (rows.size() > mostRows)
        addText(tr("The first %1 of %2; the report and a copy of the numbers have more.")
                    .arg(mostRows)
                    .arg(rows.size()));
}

} // namespace faultline::ui
