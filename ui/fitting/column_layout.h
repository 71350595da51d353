// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace faultline::ui {

/// Widgets under one another, in as many columns as have room: each stands in the column that ends highest by
/// then, the first of several. All columns are of one width.
class ColumnLayout : public QLayout {
public:
    /// @param least pixels that a column needs before there is a further one
    /// @param most pixels that it makes use of
    ColumnLayout(int least, int most);
    ~ColumnLayout() override;

    /// @param place among the widgets
    void insertWidget(int place, QWidget* widget);
    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    enum class Act { Measure, Place };
    int arrange(const QRect& rect, Act act) const; ///< returns the height

    int m_least, m_most;
    QList<QLayoutItem*> m_items;
};

} // namespace faultline::ui
