// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_delegate.h"

#include "ui/start/recent_studies.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
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
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &panel, painter, option.widget);

    const bool missing = !index.data(RecentStudies::ProblemRole).toString().isEmpty();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const auto group = missing ? QPalette::Disabled : option.palette.currentColorGroup();
    const QColor text =
        option.palette.color(group, selected && !missing ? QPalette::HighlightedText : QPalette::Text);
    const QColor back = option.palette.color(selected ? QPalette::Highlight : QPalette::Base);
    const QString when = missing ? tr("not available")
                                 : whenText(index.data(RecentStudies::OpenedAtRole).toDateTime(),
                                            QDateTime::currentDateTime());

    QFont nameFont = option.font;
    nameFont.setBold(true);
    const QFontMetrics nameMetrics(nameFont);
    const QFontMetrics metrics(option.font);
    QRect area = option.rect.adjusted(padding, padding, -padding, -padding);
    painter->save();
    painter->setPen(text);
    painter->setFont(nameFont);
    const QRect nameLine(area.left(), area.top(), area.width(), nameMetrics.height());
    painter->drawText(nameLine, Qt::AlignLeft | Qt::AlignVCenter,
                      nameMetrics.elidedText(index.data().toString(), Qt::ElideRight, nameLine.width()));
    painter->setPen(missing ? text : blended(text, back, 0.72));
    painter->setFont(option.font);
    const QRect secondLine(area.left(), nameLine.bottom() + 1 + lineGap, area.width(), metrics.height());
    const int whenWidth = metrics.horizontalAdvance(when);
    painter->drawText(secondLine, Qt::AlignRight | Qt::AlignVCenter, when);
    painter->drawText(secondLine.adjusted(0, 0, -whenWidth - 2 * padding, 0),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(folderText(index.data(RecentStudies::PathRole).toString()),
                                         Qt::ElideMiddle, secondLine.width() - whenWidth - 2 * padding));
    painter->restore();
}

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
    QFont nameFont = option.font;
    nameFont.setBold(true);
    return {200,
            QFontMetrics(nameFont).height() + lineGap + QFontMetrics(option.font).height() + 2 * padding};
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
