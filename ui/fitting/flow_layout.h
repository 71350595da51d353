// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

namespace faultline::ui {

/// Widgets side by side as words in a text: what no longer fits begins the next line. Each is as large as its
/// hint, within the width that there is; those of a line share its middle.
class FlowLayout : public QLayout {
public:
    /// @param parent nullptr: it is to be added to another layout
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    [[nodiscard]] int count() const override { return static_cast<int>(m_items.size()); }
    [[nodiscard]] QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override { return {}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    enum class Act { Measure, Place };
    int flow(const QRect& rect, Act act) const; ///< returns the height

    QList<QLayoutItem*> m_items;
};

} // namespace faultline::ui
