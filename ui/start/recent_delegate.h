// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QStyledItemDelegate>

namespace faultline::ui {

/// A recent study: a picture of it, its name and what it is about, how far it is and when it was labelled
/// last (or else opened), and its folder; greyed where it is missing.
class RecentDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// "today, 14:03", "yesterday, 09:30", "12 Nov 2026", in local time.
    [[nodiscard]] static QString whenText(const QDateTime& openedAt, const QDateTime& now);

private:
    /// When it was labelled last, else opened.
    [[nodiscard]] static QString lastText(const QModelIndex& index);
};

} // namespace faultline::ui
