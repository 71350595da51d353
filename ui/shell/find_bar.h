// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextDocument>
#include <QWidget>

class QLabel;
class QLineEdit;
class QTextEdit;

namespace faultline::ui {

/// Finds words in a text beside it, while they are typed, whatever their case: Ctrl+F comes here, F3 and
/// Enter go on, Shift goes back, and after the last place the first one follows. Esc gives the keys back to
/// the text. Its keys act in its whole window.
class FindBar : public QWidget {
    Q_OBJECT

public:
    /// @param text outlives the bar
    explicit FindBar(QTextEdit* text, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Begin { HereToo, AfterHere };
    void find(Begin begin, QTextDocument::FindFlags flags = {});
    void tell(const QString& sentence);

    QTextEdit* m_text;
    QLineEdit* m_words;
    QLabel* m_note;
};

} // namespace faultline::ui
