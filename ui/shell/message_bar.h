// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

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

    /// What stands at the left of the status bar, up to which x of the parent.
    struct Beside {
        int whole = 0; ///< all of it, as it is while no notice is there
        int least = 0; ///< what must be seen beside a notice, too
    };
    /// A notice lies at the right of what this tells.
    void setBeside(std::function<Beside()> beside) { m_beside = std::move(beside); }

    void show(const QString& text, QAction* offer = nullptr);
    void clear();
    /// Clears it where this is what it says.
    void retract(const QString& text);

Q_SIGNALS:
    void closed();
    /// A notice lies here, in the parent's pixels; null: nowhere any more.
    void lies(const QRect& area);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void takeColours();
    void place();
    /// Of the parent, without the buttons of the status bar, which a notice must not cover.
    [[nodiscard]] QRect freeArea() const;

    Kind m_kind;
    std::function<Beside()> m_beside;
    QLabel* m_text;
    QToolButton* m_offer;
    QTimer m_leave;
};

} // namespace faultline::ui
