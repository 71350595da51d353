// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLabel>
#include <QToolButton>

namespace faultline::ui {

/// One sentence on what went wrong, in place, until it is closed or replaced; hidden while there is none. The
/// text is shown as plain text.
class MessageArea : public QFrame {
    Q_OBJECT

public:
    explicit MessageArea(QWidget* parent = nullptr);

    void showSentence(const QString& sentence);
    void clear();
    [[nodiscard]] QString sentence() const { return m_text->text(); }

private:
    void paintEvent(QPaintEvent* event) override;

    QLabel* m_icon;
    QLabel* m_text;
    QToolButton* m_close;
};

} // namespace faultline::ui
