// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QStyledItemDelegate>

namespace faultline::ui {

/// Sizes of a tile at a zoom factor, in logical pixels.
struct TileMetrics {
    int factor = 3;     ///< 1 … 8: a 32-pixel image becomes 32 × factor
    int imageSide = 96; ///< of the square box that holds the image
    QSize tile;         ///< the whole cell
    bool showsText = true;

    [[nodiscard]] static TileMetrics at(int factor, const QFontMetrics& font);
};

/// The two lines below a picture: true class, then predicted class with the confidence at its right. Where
/// the predicted class needs the whole second line, the confidence stands in the first.
struct TileText {
    QString truth;
    QString predicted; ///< with its arrow
    QString confidence;
    bool isConfidenceAbove = false;

    /// So wide that nothing is cut, pixels.
    [[nodiscard]] int width(const QFontMetrics& font) const;
    /// Names cut in the middle, as far as they must be; the predicted one last.
    [[nodiscard]] TileText fitted(const QFontMetrics& font, int width) const;
};

/// Paints one failure: the picture by a whole factor with nearest neighbour, true → predicted, confidence,
/// and the label's badge (letter and colour). Selected tiles are filled, the current one is framed.
class FailureDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit FailureDelegate(Workspace& workspace, QObject* parent = nullptr);

    void setMetrics(const TileMetrics& metrics) {
        m_metrics = metrics;
        m_cell = metrics.tile;
    }
    /// What a tile may have: a long name makes use of more than its own size, and gives way where it is less.
    void setCell(const QSize& cell) { m_cell = cell; }
    [[nodiscard]] const TileMetrics& metrics() const { return m_metrics; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPicture(QPainter& painter, const QRect& box, base::SampleIndex sample,
                      const QPalette& palette) const;
    static void paintNoteMark(QPainter& painter, const QRect& box);
    static void paintFlag(QPainter& painter, const QRect& box);
    [[nodiscard]] TileText textOf(const model::Prediction& failure) const;
    void paintText(QPainter& painter, const QRect& inner, const TileText& text, const QPalette& palette,
                   bool selected) const;

    Workspace& m_workspace;
    TileMetrics m_metrics;
    QSize m_cell;
};

/// Paints a label's badge: a rounded square with its letter. Nothing for an unlabelled failure.
void paintBadge(QPainter& painter, const QRectF& box, const labels::Judgement& judgement,
                const labels::Taxonomy& taxonomy);

} // namespace faultline::ui
