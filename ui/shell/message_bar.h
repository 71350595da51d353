// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

class QAction;
class QLabel;
class QToolButton;

namespace faultline::ui {

/// A sentence that stops nobody, with a button to close it and at most one action to offer, such as Undo.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    enum class Kind {
        Problem, ///< what could not be done; takes its place in a layout and stays until it is closed
        Notice ///< what was just done; lies over the lower edge of its parent, moves nothing, goes by itself
    };

    MessageBar(Kind kind, QWidget* parent);

    void show(const QString& text, QAction* offer = nullptr);
    void clear();

Q_SIGNALS:
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void takeColours();
    void place();
    /// Of the parent, without the buttons of the status bar, which a notice must not cover.
    [[nodiscard]] QRect freeArea() const;

    Kind m_kind;
    QLabel* m_text;
    QToolButton* m_offer;
    QTimer m_leave;
};

} // namespace faultline::ui
