// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/decisions/decision_model.h"

#include "ui/text/plain_text.h"
#include "ui/workspace/judgement_style.h"

#include <algorithm>

#include <QDateTime>
#include <QGuiApplication>
#include <QIcon>
#include <QImage>
#include <QPainter>

namespace faultline::ui {

namespace {

/// "14:05", or with the date where it is another day's.
QString timeText(base::Timestamp at) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count());
    return time.date() == QDate::currentDate() ? time.toString(QStringLiteral("HH:mm"))
                                               : time.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

/// A selection shows what it is about as it is.
QIcon untinted(const QImage& image) {
    const QPixmap pixels = QPixmap::fromImage(image);
    QIcon icon(pixels);
    icon.addPixmap(pixels, QIcon::Selected);
    return icon;
}

} // namespace

DecisionModel::DecisionModel(Workspace& workspace, QObject* parent)
    : QAbstractListModel(parent)
    , m_workspace(workspace) {
    for (const auto signal : {&Workspace::opened, &Workspace::closed, &Workspace::taxonomyChanged})
        connect(&workspace, signal, this, &DecisionModel::refresh);
    connect(&workspace.labelling(), &Labelling::decisionsChanged, this, &DecisionModel::refresh);
    connect(&workspace.queue(), &QueueSession::changed, this, &DecisionModel::refresh);
    connect(&workspace.queue(), &QueueSession::activeChanged, this, &DecisionModel::refresh);
    connect(&workspace.adjudication(), &AdjudicationSession::activeChanged, this, &DecisionModel::refresh);
    connect(&workspace.pixels(), &PixelSource::arrived, this,
            [this](const std::vector<base::SampleIndex>& samples) {
                for (std::size_t row = 0; row < m_shown.size(); ++row)
                    if (std::ranges::find(samples, m_shown[row].sample) != samples.end()) {
                        const QModelIndex changed = index(static_cast<int>(row));
                        Q_EMIT dataChanged(changed, changed, {Qt::DecorationRole});
                    }
            });
    refresh();
}

int DecisionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int DecisionModel::failureRow(const QModelIndex& index) const {
    return m_workspace.items().rowOf(m_shown[static_cast<std::size_t>(index.row())].sample);
}

QVariant DecisionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int failureRow = this->failureRow(index);
    if (failureRow < 0) // the study is just being closed
        return {};
    const workbench::RecentDecisions::Decision& decision = m_shown[static_cast<std::size_t>(index.row())];
    if (role == Qt::DecorationRole)
        return untinted(picture(decision.sample));
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
        return {};
    const model::Prediction& failure = m_workspace.items().failure(failureRow);
    const OpenStudy& study = m_workspace.study();
    const QString pair =
        tr("%1 → %2").arg(study.className(failure.truth), study.className(failure.predicted));
    const QString mode = judgementStyle(decision.judgement, study.taxonomy()).name;
    const QString time = timeText(decision.at);
    if (role == Qt::DisplayRole)
        return QStringLiteral("%1\n%2  ·  %3").arg(pair, mode, time);
    const QString sentence =
        tr("#%1, %2: %3, %4").arg(QString::number(decision.sample.value), pair, mode, time);
    return role == Qt::ToolTipRole ? QVariant(tipOf(sentence)) : QVariant(sentence);
}

QImage DecisionModel::picture(base::SampleIndex sample) const {
    const double ratio = qGuiApp->devicePixelRatio();
    const int side = static_cast<int>(pictureSide * ratio);
    QImage square(side, side, QImage::Format_ARGB32_Premultiplied); // all alike, so that texts stand in line
    square.fill(Qt::transparent);
    if (const QImage image = m_workspace.pixels().reduced(sample, side); !image.isNull()) {
        const QImage scaled = image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        QPainter painter(&square);
        painter.drawImage((side - scaled.width()) / 2, (side - scaled.height()) / 2, scaled);
    }
    square.setDevicePixelRatio(ratio);
    return square;
}

void DecisionModel::refresh() {
    std::vector<workbench::RecentDecisions::Decision> shown;
    // Beside a session or an adjudication it would tell what is asked there.
    const QueueSession& queue = m_workspace.queue();
    const bool mayTell = queue.isOfPresent() && !queue.isBlind() && !queue.isActive() &&
                         !m_workspace.adjudication().isActive();
    if (m_workspace.study().isOpen() && mayTell)
        for (const auto& decision : m_workspace.labelling().decisions())
            if (m_workspace.items().rowOf(decision.sample) >= 0) // not a control
                shown.push_back(decision);
    beginResetModel();
    m_shown = std::move(shown);
    endResetModel();
}

} // namespace faultline::ui
