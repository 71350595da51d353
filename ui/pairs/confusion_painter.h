// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion_fold.h"
#include "ui/pairs/confusion_layout.h"

#include <functional>
#include <optional>
#include <vector>

#include <QColor>
#include <QPalette>
#include <QString>

class QPainter;

namespace faultline::ui {

/// What is to be seen of a confusion matrix.
struct ConfusionPicture {
    const analysis::ConfusionMatrix& matrix;
    const std::vector<base::ClassId>& shown; ///< along each edge
    const std::vector<int>& places;          ///< by class: where it is in `shown`; -1: not there
    const analysis::FoldedMatrix& folded;    ///< while classes share pixels
    MatrixLayout layout;
    int band = 0;                         ///< pixels of a title
    QString extent;                       ///< which of the classes are shown
    std::function<QString(int)> nameOf;   ///< of the class at a place
    std::optional<base::ClassId> truth{}; ///< that is asked for
    std::optional<base::ClassId> predicted{};
    QRect marked{};                     ///< of the pair that is asked for; null: none is shown
    std::optional<MatrixCell> cursor{}; ///< while it has the keys
};

/// Of what is correct: muted, and its numbers still readable (contrast 4.5 to 1 and more).
struct DiagonalColours {
    QColor fill, number;
};
[[nodiscard]] DiagonalColours diagonalColours(const QPalette& palette);

/// Paints it: titles and names, cells whose shade grows with the count, what is marked.
class ConfusionPainter {
public:
    /// @param area that it fills. All outlive this object.
    ConfusionPainter(QPainter& painter, const QRect& area, const QPalette& palette,
                     const ConfusionPicture& picture);

    void paint() const;

private:
    void paintTitles() const;
    void paintNames() const;
    void paintEmptyCells(const QColor& paper, const QColor& muted) const;
    void paintCells() const;
    void paintFolded(const QColor& paper, const QColor& ink) const;
    void paintMarks() const;

    QPainter& m_painter;
    QRect m_area;
    const QPalette& m_palette;
    const ConfusionPicture& m_picture;
};

} // namespace faultline::ui
