// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QColor>

class QAction;

namespace faultline::ui {

/// A decision as a button: its keys on a coloured badge, its name, and below it the definition. Checked while
/// the current failure carries it.
class ModeButton : public QAbstractButton {
    Q_OBJECT

public:
    ModeButton(QAction* action, const QString& key, const QString& letter, const QColor& colour,
               const QString& definition, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QFont smallFont() const;
    [[nodiscard]] int textLeft() const;

    QString m_key;
    QString m_letter;
    QColor m_colour;
    QString m_definition;
};

} // namespace faultline::ui
