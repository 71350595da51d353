// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/plain_text.h"

namespace faultline::ui {

/// One line that gives way: where there is too little room its text is shortened as painted, and its tip
/// shows all of it. text() stays the whole text.
class ElidedLabel : public PlainLabel {
public:
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget* parent = nullptr);
    /// A text with a class pair in it, which is shortened so that the predicted class stays (elidedPair()).
    void setPairText(const QString& before, const QString& truth, const QString& predicted,
                     const QString& after);
    /// A tip of its own takes the place of the whole text as tip.
    [[nodiscard]] bool isElided() const { return shown() != text(); }
    /// What is painted.
    [[nodiscard]] QString shown() const;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct PairText {
        QString before, truth, predicted, after;
        [[nodiscard]] QString whole() const;
    };

    Qt::TextElideMode m_mode;
    PairText m_pair; ///< counts while it is the text
};

} // namespace faultline::ui
