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

/// Paints one failure: the picture by a whole factor with nearest neighbour, true → predicted, confidence,
/// and the label's badge (letter and colour). Selected tiles are filled, the current one is framed.
class FailureDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit FailureDelegate(Workspace& workspace, QObject* parent = nullptr);

    void setMetrics(const TileMetrics& metrics) { m_metrics = metrics; }
    [[nodiscard]] const TileMetrics& metrics() const { return m_metrics; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintPicture(QPainter& painter, const QRect& box, base::SampleIndex sample,
                      const QPalette& palette) const;
    static void paintNoteMark(QPainter& painter, const QRect& box);
    void paintText(QPainter& painter, const QRect& tile, const model::Prediction& failure,
                   const QPalette& palette, bool selected) const;

    Workspace& m_workspace;
    TileMetrics m_metrics;
};

/// Paints a label's badge: a rounded square with its letter. Nothing for an unlabelled failure.
void paintBadge(QPainter& painter, const QRectF& box, const labels::Judgement& judgement,
                const labels::Taxonomy& taxonomy);

} // namespace faultline::ui
