// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/section.h"

#include <memory>

#include <QWidget>

class QSvgRenderer;

namespace faultline::ui {

/// A figure of a card in the window's colours, never larger than it was drawn.
class FigureView : public QWidget {
    Q_OBJECT

public:
    explicit FigureView(report::Figure figure, QWidget* parent = nullptr);
    ~FigureView() override;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void draw();

    report::Figure m_figure;
    std::unique_ptr<QSvgRenderer> m_renderer;
};

} // namespace faultline::ui
