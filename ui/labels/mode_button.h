// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractButton>
#include <QColor>
#include <QImage>
#include <QPalette>

class QAction;

namespace faultline::ui {

/// A decision as a button: its keys on a coloured badge, its name, and below it the definition and pictures
/// of examples where there is room. Checked while the current failure carries it. Where the action has got
/// another key, the badge is that of the pictures still, and the key stands in the letter's place.
class ModeButton : public QAbstractButton {
    Q_OBJECT

public:
    enum class Form {
        Pictured, ///< with the definition and the examples
        Full,     ///< with the definition
        Line      ///< the definition is in the tip alone
    };

    ModeButton(QAction* action, const QString& key, const QString& letter, const QColor& colour,
               const QString& definition, QWidget* parent = nullptr);

    void setForm(Form form);
    /// Pictures that show what is meant, in a row below the definition.
    /// @param inWords what a screen reader says of them
    void setExamples(const std::vector<QImage>& pictures, const QString& inWords);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override { return heightOf(m_form, width); }
    [[nodiscard]] int heightOf(Form form, int width) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void follow(const QAction& action);
    [[nodiscard]] QFont smallFont() const;
    /// Somewhat smaller where the name needs more than that width.
    [[nodiscard]] QFont nameFont(int width) const;
    [[nodiscard]] static int marginOf(Form form) { return form == Form::Line ? 6 : 8; } // pixels
    [[nodiscard]] static int textLeft(Form form);
    void paintBadge(QPainter& painter) const;
    void paintWords(QPainter& painter, QPalette::ColorGroup group) const;
    void paintExamples(QPainter& painter) const;
    /// Of the row of examples with what stands above it; 0: there is none. Pixels.
    [[nodiscard]] int heightOfExamples(Form form) const;
    /// Above a definition or examples the name stands at the top.
    [[nodiscard]] bool isTall() const {
        return (m_form != Form::Line && !m_definition.isEmpty()) || heightOfExamples(m_form) > 0;
    }

    QString m_key;
    QString m_letter;
    QString m_shownLetter; ///< at the right
    QColor m_colour;
    QString m_definition;
    std::vector<QImage> m_examples;
    Form m_form = Form::Full;
};

} // namespace faultline::ui
