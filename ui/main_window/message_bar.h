// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QTimer>

class QAction;
class QLabel;
class QToolButton;

namespace faultline::ui {

/// A sentence above the grid that stops nobody: what could not be done (stays until closed), or what was just
/// done (goes after some seconds). It takes no room when it is empty and may offer one action, such as Undo.
class MessageBar : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    void showProblem(const QString& text);
    void showNotice(const QString& text, QAction* offer);
    void clear();

private:
    enum class Tone { Notice, Problem };
    void present(const QString& text, Tone tone, QAction* offer);

    QLabel* m_text;
    QToolButton* m_offer;
    QTimer m_leave;
};

} // namespace faultline::ui
