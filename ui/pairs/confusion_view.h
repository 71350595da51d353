// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"
#include "ui/workspace/workspace.h"

#include <optional>
#include <utility>

#include <QColor>
#include <QWidget>

namespace faultline::ui {

/// The confusion matrix as a heat map: rows are true classes, columns predicted ones; the shade grows with
/// the count off the diagonal, the correct diagonal is muted. A click on a cell asks for that class pair;
/// arrow keys move the cursor and Enter asks for its cell.
class ConfusionView : public QWidget {
    Q_OBJECT

public:
    explicit ConfusionView(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override { return {340, 330}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {210, 150}; }

    /// Of what is correct: muted, and its numbers still readable (contrast 4.5 to 1 and more).
    struct DiagonalColours {
        QColor fill, number;
    };
    [[nodiscard]] static DiagonalColours diagonalColours(const QPalette& palette);

Q_SIGNALS:
    void pairWanted(faultline::base::ClassId truth, faultline::base::ClassId predicted);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Cell {
        int truth = 0;
        int predicted = 0;
        bool operator==(const Cell&) const = default;
    };
    /// Where the cells lie, in logical pixels.
    struct Geometry {
        QRect cells;
        double side = 0;   ///< pixels of a cell
        bool named = true; ///< there is room for the classes' names
        int count = 0;
    };
    [[nodiscard]] Geometry geometryNow() const;
    [[nodiscard]] QRect rectOf(const Geometry& geometry, const Cell& cell) const;
    [[nodiscard]] QRect cellRect(const Geometry& geometry, const Cell& cell) const; ///< without its gap
    [[nodiscard]] std::optional<Cell> cellAt(const QPoint& point) const;
    [[nodiscard]] QString describe(const Cell& cell) const;
    void refresh();
    void paintNames(QPainter& painter, const Geometry& geometry) const;
    void paintEmptyCells(QPainter& painter, const Geometry& geometry, const QColor& paper,
                         const QColor& muted) const;
    void paintCells(QPainter& painter, const Geometry& geometry) const;
    [[nodiscard]] QString nameOf(int number) const; ///< of a class
    [[nodiscard]] int nameWidth() const;            ///< of the widest name, within a third of the view

    Workspace& m_workspace;
    std::optional<analysis::ConfusionMatrix> m_matrix;
    Cell m_cursor;
};

} // namespace faultline::ui
