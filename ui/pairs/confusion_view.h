// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion_fold.h"
#include "ui/pairs/confusion_layout.h"
#include "ui/workspace/workspace.h"

#include <optional>
#include <utility>
#include <vector>

#include <QWidget>

namespace faultline::ui {

/// The confusion matrix as a heat map: rows are true classes, columns predicted ones; the shade grows with
/// the count off the diagonal, the correct diagonal is muted. A click on a cell asks for that class pair;
/// arrow keys move the cursor and Enter asks for its cell.
///
/// Of more classes than have room with their names the most confused ones are shown first; + and -, or the
/// wheel, show fewer and more of them. Very many are shown all, without names: classes share a pixel, which
/// then shows the largest of its counts.
class ConfusionView : public QWidget {
    Q_OBJECT

public:
    /// So many classes and fewer are shown all, named or not.
    static constexpr int alwaysAll = 20;
    /// Of more than that, up to so many, those that can be named come first.
    static constexpr int mostNamedFirst = 200;

    explicit ConfusionView(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override { return {340, 330}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {210, 150}; }
    /// The classes along each edge, in their order.
    [[nodiscard]] const std::vector<base::ClassId>& shownClasses() const { return m_shown; }
    /// Whether they are named at the present size.
    [[nodiscard]] bool isNamed() const { return layoutNow().named; }
    /// Pixels that it makes use of in a room of that size: a few classes need no more than their cells.
    [[nodiscard]] int heightWithin(const QSize& most) const;
    /// A pair's cell, or the pixel that it shares; null: it is not among those shown.
    [[nodiscard]] QRect areaOf(base::ClassId truth, base::ClassId predicted) const;

Q_SIGNALS:
    /// Another matrix, of more or fewer classes.
    void refreshed();
    void pairWanted(faultline::base::ClassId truth, faultline::base::ClassId predicted);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] MatrixRoom room() const;
    [[nodiscard]] MatrixLayout layoutNow() const;
    [[nodiscard]] std::optional<MatrixCell> cellAt(const QPoint& point) const;
    [[nodiscard]] QString describe(const MatrixCell& cell) const;
    /// The whole name at a point beside the cells; empty: none.
    [[nodiscard]] QString nameAt(const QPoint& point) const;
    /// Which stand there; nothing beside the cells.
    [[nodiscard]] std::optional<std::pair<base::ClassId, base::ClassId>>
    classesAt(const MatrixCell& cell) const;
    [[nodiscard]] int placeOf(base::ClassId id) const; ///< -1: it is not shown
    void refresh();
    /// Which classes are shown, after a change of the matrix, the size or the zoom.
    void choose();
    void zoom(int direction); ///< +1: fewer and larger
    /// The most classes that can be named at the present size.
    [[nodiscard]] int namedCapacity() const;
    [[nodiscard]] QString extentText() const; ///< which of the classes are shown; empty: all, with names
    [[nodiscard]] QString nameOf(int place) const;
    [[nodiscard]] int widestName() const; ///< pixels, of those shown

    Workspace& m_workspace;
    std::optional<analysis::ConfusionMatrix> m_matrix;
    std::vector<base::ClassId> m_order; ///< of all classes, the most confused first
    std::vector<base::ClassId> m_shown;
    std::vector<int> m_places;       ///< by class: where it is in m_shown; -1: not there
    std::optional<int> m_zoomed;     ///< classes that the user wants to see
    analysis::FoldedMatrix m_folded; ///< while classes share pixels
    MatrixCell m_cursor;
};

} // namespace faultline::ui
