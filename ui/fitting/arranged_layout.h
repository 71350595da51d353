// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace faultline::ui {

/// A layout of widgets whose height follows from its width, by one function that both measures and places.
class ArrangedLayout : public QLayout {
public:
    using QLayout::QLayout;
    ~ArrangedLayout() override;

    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

protected:
    enum class Act { Measure, Place };
    virtual int arrange(const QRect& rect, Act act) const = 0; ///< returns the height

    /// @param place among the items
    void insertItem(int place, QLayoutItem* item);
    [[nodiscard]] const QList<QLayoutItem*>& items() const { return m_items; }

private:
    QList<QLayoutItem*> m_items;
};

} // namespace faultline::ui
