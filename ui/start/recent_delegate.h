// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QStyledItemDelegate>

namespace faultline::ui {

/// A recent study in two lines: its name, then its folder and when it was opened; greyed where it is missing.
class RecentDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// "today, 14:03", "yesterday, 09:30", "12 Nov 2026", in local time.
    [[nodiscard]] static QString whenText(const QDateTime& openedAt, const QDateTime& now);
};

} // namespace faultline::ui
