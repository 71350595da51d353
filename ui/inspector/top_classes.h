// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/confusion.h"

#include <vector>

#include <QWidget>

namespace faultline::ui {

/// The most probable classes as horizontal bars of softmax probability; the true class is named as such. A
/// name takes the room that it needs before the bars do; the tip has all of it.
class TopClasses : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QString name;
        double probability = 0;
        bool isTruth = false;
    };

    explicit TopClasses(QWidget* parent = nullptr);

    void setRows(std::vector<Row> rows);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

    static constexpr int shownClasses = 5;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const { return fontMetrics().height() + 6; }

    [[nodiscard]] int nameWidth() const; ///< pixels, the same in all rows

    std::vector<Row> m_rows;
};

} // namespace faultline::ui
