// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/text/plain_text.h"

namespace faultline::ui {

/// One line, or a few, that give way: where there is too little room the text is shortened as painted, and
/// its tip shows all of it. text() stays the whole text.
class ElidedLabel : public PlainLabel {
public:
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget* parent = nullptr);
    /// A text with a class pair in it, which is shortened so that the predicted class stays (elidedPair()).
    /// What stands after it gives way before it does, and what stands before it as the last.
    void setPairText(const QString& before, const QString& truth, const QString& predicted,
                     const QString& after);
    /// So many lines, whose room is there whether the text fills it or not; only the last one is shortened,
    /// at its end.
    void setLines(int lines);
    /// A tip of its own takes the place of the whole text as tip.
    [[nodiscard]] bool isElided() const;
    /// What is painted; several lines as such.
    [[nodiscard]] QString shown() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct PairText {
        QString before, truth, predicted, after;
        [[nodiscard]] QString whole() const;
    };

    [[nodiscard]] QString shownLines() const;
    [[nodiscard]] QString shownPair(double width) const;

    Qt::TextElideMode m_mode;
    int m_lines = 1;
    PairText m_pair; ///< counts while it is the text
};

} // namespace faultline::ui
