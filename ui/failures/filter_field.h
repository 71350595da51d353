// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QStringListModel>

namespace faultline::ui {

/// Before the name of a filter that was kept; such a line is one condition, whatever words the name has.
inline constexpr QStringView keptForm = u"filter:";

/// Where a condition is typed, or several with "or" between them, with offers for the last one below. Enter
/// enters what stands there, Esc leaves, whether offers are open or not.
class FilterField : public QLineEdit {
    Q_OBJECT

public:
    explicit FilterField(QWidget* parent = nullptr);

    void setOffers(const QStringList& offers);
    /// Shows the offers that have what stands there in them.
    void offer();
    /// The text with the likeliest offer for its last condition: one in which a word begins so, else one that
    /// has it in it; empty: none has.
    [[nodiscard]] QString firstOffer(const QString& typed) const;

Q_SIGNALS:
    /// Enter, or an offer was chosen.
    void entered(const QString& text);
    /// Esc: the field is empty again, and the keys belong to someone else.
    void left();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void leave();
    /// Those in which a word begins with what is sought come first.
    void rank(const QString& typed);

    QStringList m_all;
    QStringListModel* m_offers; ///< all, the likeliest first
};

} // namespace faultline::ui
