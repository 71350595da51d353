// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_summary.h"

#include "core/model/run_header.h"
#include "ui/workspace/number_text.h"
#include "ui/workspace/workspace.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QImage>

namespace faultline::ui {

namespace {

constexpr int pictureSide = 64; ///< pixels

struct Summary {
    Q_DECLARE_TR_FUNCTIONS(Summary)
};

QByteArray pictureOf(Workspace& workspace) {
    const int current = workspace.cursor().current();
    if (current < 0)
        return {};
    const QImage image = workspace.pixels().whole(workspace.items().failure(current).sample).image;
    if (image.isNull())
        return {};
    QByteArray png;
    QBuffer buffer(&png);
    image.scaled(pictureSide, pictureSide, Qt::KeepAspectRatio, Qt::FastTransformation).save(&buffer, "PNG");
    return png;
}

} // namespace

RecentSummary summaryOf(Workspace& workspace, const std::optional<UnfinishedRun>& other) {
    const model::RunHeader& header = workspace.study().header();
    RecentSummary summary;
    summary.about = Summary::tr("%1 × %2").arg(QString::fromStdString(header.model.architecture),
                                               QString::fromStdString(header.dataset.name));
    summary.progress = Summary::tr("%1 failures · %2 decided")
                           .arg(countText(workspace.items().failures().size()),
                                countText(workspace.labelling().labelledCount()));
    if (const auto done = workspace.items().predictions().size(); done < header.positions)
        summary.progress += Summary::tr(" · unfinished, %1 %").arg(100 * done / header.positions);
    else if (other)
        summary.progress +=
            Summary::tr(" · another run unfinished, %1 %").arg(100 * other->done / other->positions);
    if (const auto last = workspace.labelling().lastDecision())
        summary.decidedAt = QDateTime::fromMSecsSinceEpoch(last->time_since_epoch().count(), Qt::UTC);
    summary.picture = pictureOf(workspace);
    return summary;
}

} // namespace faultline::ui
