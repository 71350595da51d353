// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/drop_target.h"

#include "ui/places/path_text.h"

#include <algorithm>

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace faultline::ui {

DropTarget::DropTarget(QWidget* parent)
    : QWidget(parent) {
    setAcceptDrops(true);
}

void DropTarget::dragEnterEvent(QDragEnterEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty() ||
        !std::all_of(urls.begin(), urls.end(), [](const QUrl& url) { return url.isLocalFile(); }))
        return;
    event->acceptProposedAction();
    setFramed(true);
}

void DropTarget::dragLeaveEvent(QDragLeaveEvent*) {
    setFramed(false);
}

namespace {

/// QUrl's own text of it has no place for bytes that are no UTF-8.
QString pathTextOf(const QUrl& url) {
    if (!url.host().isEmpty())
        return url.toLocalFile();
    return pathText(QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1()).toStdString());
}

} // namespace

void DropTarget::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    setFramed(false);
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        paths << pathTextOf(url);
    Q_EMIT dropped(paths);
}

void DropTarget::setFramed(bool framed) {
    m_isFramed = framed;
    update();
}

void DropTarget::paintEvent(QPaintEvent* event) {
    QWidget::paintEvent(event);
    if (!m_isFramed)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(12, 12, -12, -12), 8, 8);
}

} // namespace faultline::ui
