// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QLabel>
#include <QPushButton>

namespace faultline::ui {

/// A push button of an action, with what it does in a second line; the main one carries a stripe.
class BigButton : public QPushButton {
    Q_OBJECT

public:
    enum class Weight { Main, Normal };
    BigButton(QAction* action, const QString& description, Weight weight, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int heightForWidth(int width) const override;

private:
    void paintEvent(QPaintEvent* event) override;

    Weight m_weight;
    QLabel* m_title;
    QLabel* m_description;
};

} // namespace faultline::ui
