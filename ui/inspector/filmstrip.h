// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/pixel_source.h"

#include <functional>
#include <optional>

#include <QWidget>

namespace faultline::ui {

/// The neighbours of a place in a list as small pictures in a row, the present one framed in the middle; a
/// click asks for a place. It shows pictures and tells positions, nothing else: what is known of a sample is
/// the affair of its page.
class Filmstrip : public QWidget {
    Q_OBJECT

public:
    /// @param pixels outlives the strip
    explicit Filmstrip(PixelSource& pixels, QWidget* parent = nullptr);

    /// @param current 0 … count − 1; -1: nothing is shown
    /// @param sampleAt of each place; asked while this list is shown. Nothing: the list has changed, and
    /// showAround() is to follow
    using SampleAt = std::function<std::optional<base::SampleIndex>(int)>;
    void showAround(int current, int count, SampleAt sampleAt);
    /// As high as suits a page of that height; nothing of a low one. Logical pixels.
    void fitInto(int pageHeight);
    /// Where the picture of a place lies; null: it is not in sight.
    [[nodiscard]] QRect frameOf(int place) const;

    static constexpr int leastPage = 460; ///< logical pixels: a lower page has better use for them

Q_SIGNALS:
    void chosen(int place);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int side() const;                       ///< of a picture's box
    [[nodiscard]] int placeAt(const QPoint& point) const; ///< -1: none
    void paintPicture(QPainter& painter, const QRect& box, int place) const;

    PixelSource& m_pixels;
    int m_current = -1;
    int m_count = 0;
    SampleAt m_sampleAt;
};

} // namespace faultline::ui
