// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QColor>
#include <QPalette>

class QAction;

namespace faultline::ui {

/// A decision as a button: its keys on a coloured badge, its name, and below it the definition where there is
/// room. Checked while the current failure carries it.
class ModeButton : public QAbstractButton {
    Q_OBJECT

public:
    enum class Form {
        Full, ///< with the definition
        Line  ///< the definition is in the tip alone
    };

    ModeButton(QAction* action, const QString& key, const QString& letter, const QColor& colour,
               const QString& definition, QWidget* parent = nullptr);

    void setForm(Form form);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return heightOf(m_form, width); }
    [[nodiscard]] int heightOf(Form form, int width) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QFont smallFont() const;
    [[nodiscard]] static int marginOf(Form form) { return form == Form::Full ? 8 : 6; } // pixels
    [[nodiscard]] static int textLeft(Form form);
    void paintBadge(QPainter& painter) const;
    void paintWords(QPainter& painter, QPalette::ColorGroup group) const;
    [[nodiscard]] bool showsDefinition() const { return m_form == Form::Full && !m_definition.isEmpty(); }

    QString m_key;
    QString m_letter;
    QColor m_colour;
    QString m_definition;
    Form m_form = Form::Full;
};

} // namespace faultline::ui
