// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QScrollArea>
#include <QTimer>

namespace faultline::ui {

/// Holds what may be higher than the room for it: as large as its content where there is room, and scrolled
/// up and down where there is not. What gets the focus comes into sight, and the wheel turns the page, not
/// the choices that it passes over. Where nothing in it takes the focus it takes that itself while it is too
/// high, so that keys scroll it; it has an accessible name then.
class FittingScroll : public QScrollArea {
    Q_OBJECT

public:
    /// @param content becomes the area's own
    explicit FittingScroll(QWidget* content, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    /// As wide as the content needs, and a few lines high.
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// A field and what is said below it come into sight together, and stay so, whatever becomes of the
    /// page's layout and of the room for it, until the keys are elsewhere or somebody scrolls.
    void keepInSight(QWidget* field, QWidget* note);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void bringKept();
    void offerFocus();

    QWidget* m_focusLine;      ///< above the content, while the area has the focus
    QPointer<QWidget> m_field; ///< which is kept in sight, with
    QPointer<QWidget> m_note;
    QTimer m_settle; ///< the layout
};

} // namespace faultline::ui
