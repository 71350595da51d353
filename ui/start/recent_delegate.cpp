// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_delegate.h"

#include "ui/start/recent_studies.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QLocale>
#include <QPainter>

namespace faultline::ui {

namespace {

constexpr int padding = 10; ///< pixels
constexpr int lineGap = 3;  ///< pixels

/// The folder with ~ for the user's own.
QString folderText(const QString& path) {
    const QString folder = QFileInfo(path).path();
    const QString home = QDir::homePath();
    return folder == home || folder.startsWith(home + u'/') ? u'~' + folder.mid(home.size()) : folder;
}

QColor blended(const QColor& front, const QColor& back, double share) {
    return QColor::fromRgbF(static_cast<float>(front.redF() * share + back.redF() * (1 - share)),
                            static_cast<float>(front.greenF() * share + back.greenF() * (1 - share)),
                            static_cast<float>(front.blueF() * share + back.blueF() * (1 - share)));
}

} // namespace

void RecentDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    QStyleOptionViewItem panel = option;
    initStyleOption(&panel, index);
    panel.text.clear();
    // Without the keys it is not what Enter acts on.
    const bool hasKeys = option.widget == nullptr || option.widget->hasFocus();
    panel.state.setFlag(QStyle::State_Selected, option.state.testFlag(QStyle::State_Selected) && hasKeys);
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &panel, painter, option.widget);

    const bool missing = !index.data(RecentStudies::ProblemRole).toString().isEmpty();
    const bool selected = panel.state.testFlag(QStyle::State_Selected);
    const auto group = missing ? QPalette::Disabled : option.palette.currentColorGroup();
    const QColor text =
        option.palette.color(group, selected && !missing ? QPalette::HighlightedText : QPalette::Text);
    const QColor back = option.palette.color(selected ? QPalette::Highlight : QPalette::Base);
    QFont nameFont = option.font;
    nameFont.setBold(true);
    const int lineHeight = QFontMetrics(option.font).height();
    painter->save();
    QRect area = option.rect.adjusted(padding, padding, -padding, -padding);
    const QImage picture = index.data(RecentStudies::PictureRole).value<QImage>();
    const QRect frame(area.topLeft(), QSize(area.height(), area.height()));
    if (!picture.isNull()) {
        const QSize size = picture.size().scaled(frame.size(), Qt::KeepAspectRatio);
        painter->setOpacity(missing ? 0.4 : 1);
        painter->drawImage(QStyle::alignedRect(Qt::LeftToRight, Qt::AlignCenter, size, frame), picture);
        painter->setOpacity(1);
    }
    area.setLeft(frame.right() + 1 + padding);
    const auto line = [&](int number) {
        return QRect(area.left(), area.top() + number * (lineHeight + lineGap), area.width(), lineHeight);
    };
    const auto draw = [&](const QRect& where, const QFont& font, const QColor& colour, const QString& words,
                          Qt::TextElideMode elide) {
        painter->setFont(font);
        painter->setPen(colour);
        painter->drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(words, elide, where.width()));
    };
    const QColor soft = missing ? text : blended(text, back, 0.72);
    const QString when = missing ? tr("not available") : lastText(index);
    const int whenWidth = QFontMetrics(option.font).horizontalAdvance(when);
    painter->setFont(option.font);
    painter->setPen(soft);
    painter->drawText(line(0), Qt::AlignRight | Qt::AlignVCenter, when);
    draw(line(0).adjusted(0, 0, -whenWidth - 2 * padding, 0), nameFont, text, index.data().toString(),
         Qt::ElideMiddle);
    QStringList about{index.data(RecentStudies::AboutRole).toString(),
                      index.data(RecentStudies::ProgressRole).toString()};
    about.removeAll(QString());
    draw(line(1), option.font, soft, about.join(QStringLiteral("  ·  ")), Qt::ElideRight);
    draw(line(2), option.font, soft, folderText(index.data(RecentStudies::PathRole).toString()),
         Qt::ElideMiddle);
    painter->restore();
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    return {200, 3 * QFontMetrics(option.font).height() + 2 * lineGap + 2 * padding};
}

QString RecentDelegate::lastText(const QModelIndex& index) {
    const QDateTime now = QDateTime::currentDateTime();
    if (const auto decided = index.data(RecentStudies::DecidedAtRole).toDateTime(); decided.isValid())
        return tr("labelled %1").arg(whenText(decided, now));
    return tr("opened %1").arg(whenText(index.data(RecentStudies::OpenedAtRole).toDateTime(), now));
}

QString RecentDelegate::whenText(const QDateTime& openedAt, const QDateTime& now) {
    if (!openedAt.isValid())
        return {};
    const QDateTime local = openedAt.toLocalTime();
    const QString time = local.time().toString(QStringLiteral("HH:mm"));
    const qint64 days = local.date().daysTo(now.toLocalTime().date());
    if (days == 0)
        return tr("today, %1").arg(time);
    if (days == 1)
        return tr("yesterday, %1").arg(time);
    return QLocale(QLocale::English).toString(local.date(), QStringLiteral("d MMM yyyy"));
}

} // namespace faultline::ui
