// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace faultline::ui {

class ElidedLabel;
class ImageView;

/// One of several pictures side by side, with two lines below it; framed while it is the current one.
class CompareTile : public QFrame {
    Q_OBJECT

public:
    explicit CompareTile(QWidget* parent = nullptr);

    [[nodiscard]] ImageView& picture() const { return *m_picture; }
    /// @param detail what is known of it beyond the pair
    void setPair(const QString& truth, const QString& predicted, const QString& detail);
    void setWords(const QString& line, const QString& detail);
    void setCurrent(bool isCurrent);
    [[nodiscard]] bool isCurrent() const { return m_isCurrent; }

Q_SIGNALS:
    void clicked();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void tell();
    void fitPicture();

    ImageView* m_picture;
    ElidedLabel* m_line;
    ElidedLabel* m_detail;
    bool m_isCurrent = false;
};

} // namespace faultline::ui
