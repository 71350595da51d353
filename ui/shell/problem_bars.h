// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVBoxLayout>
#include <QWidget>

class QAction;

namespace faultline::ui {

class MessageBar;

/// What could not be done, or should be known: one bar a sentence, each until it is closed, so that none
/// takes another's place. A sentence that is there already is not repeated; the oldest of many gives way. In
/// a low window older ones wait until the newer are closed, so that they leave room for the page.
class ProblemBars : public QWidget {
    Q_OBJECT

public:
    static constexpr int most = 4;

    explicit ProblemBars(QWidget* parent);

    void show(const QString& text, QAction* offer = nullptr);
    /// Takes away the bar of this sentence, where there is one.
    void retract(const QString& text);
    void clear();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void takeAway(MessageBar* bar);
    void fit();
    QVBoxLayout* m_layout;
};

} // namespace faultline::ui
