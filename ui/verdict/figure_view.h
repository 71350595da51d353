// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <memory>
#include <optional>
#include <utility>

#include <QWidget>

class QSvgRenderer;

namespace faultline::ui {

/// A figure of a card in the window's colours, never larger than it was drawn. The cells of a heat map can be
/// clicked where somebody listens.
class FigureView : public QWidget {
    Q_OBJECT

public:
    explicit FigureView(report::Figure figure, QWidget* parent = nullptr);
    ~FigureView() override;

    /// Cells can be clicked, and say so.
    void setClickable(const QString& tip);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

Q_SIGNALS:
    void cellClicked(std::size_t row, std::size_t column);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void draw();
    /// Of the picture as it is drawn, in pixels of the widget.
    [[nodiscard]] QSizeF drawnSize() const;
    [[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> cellAt(const QPointF& position) const;

    report::Figure m_figure;
    std::unique_ptr<QSvgRenderer> m_renderer;
    bool m_isClickable = false;
};

} // namespace faultline::ui
