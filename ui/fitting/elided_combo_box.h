// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace faultline::ui {

/// A choice that may be narrower than its words: they end with an ellipsis then, and its tip shows all of
/// them where it has no other.
class ElidedComboBox : public QComboBox {
public:
    using QComboBox::QComboBox;

    /// What is painted of the current text.
    [[nodiscard]] QString shown() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

} // namespace faultline::ui
