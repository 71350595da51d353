// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QTextBrowser;

namespace faultline::ui {

/// The user guide, as it lies in the program: it needs neither a network nor an installed file. Stays open
/// beside the window, and words are found in it.
class Manual : public QDialog {
    Q_OBJECT

public:
    explicit Manual(QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    QTextBrowser* m_text;
};

} // namespace faultline::ui
