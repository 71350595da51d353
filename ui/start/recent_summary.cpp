// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/recent_summary.h"

#include "core/model/run_header.h"
#include "core/workbench/run_progress.h"
#include "ui/workspace/number_text.h"
#include "ui/workspace/workspace.h"

#include <algorithm>

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

QString progressText(const workbench::RunProgress& progress, int decided) {
    const auto percent = [](std::uint64_t done, std::uint64_t positions) {
        return 100 * done / std::max<std::uint64_t>(positions, 1);
    };
    QString text =
        Summary::tr("%1 failures · %2 decided").arg(countText(progress.shown.failures), countText(decided));
    if (progress.shown.done < progress.positions)
        text += Summary::tr(" · unfinished, %1 %").arg(percent(progress.shown.done, progress.positions));
    else if (progress.other)
        text += Summary::tr(" · another run unfinished, %1 %")
                    .arg(percent(progress.other->state.done, progress.other->positions));
    return text;
}

RecentSummary summaryOf(Workspace& workspace) {
    const model::RunHeader& header = workspace.study().header();
    RecentSummary summary;
    summary.about = Summary::tr("%1 × %2").arg(QString::fromStdString(header.model.architecture),
                                               QString::fromStdString(header.dataset.name));
    workbench::RunProgress progress;
    progress.shown.done = static_cast<std::uint32_t>(workspace.items().predictions().size());
    progress.shown.failures = static_cast<std::uint32_t>(workspace.items().failures().size());
    progress.positions = header.positions;
    summary.progress = progressText(progress, workspace.labelling().labelledCount());
    if (const auto last = workspace.labelling().lastDecision())
        summary.decidedAt = QDateTime::fromMSecsSinceEpoch(last->time_since_epoch().count(), Qt::UTC);
    summary.picture = pictureOf(workspace);
    return summary;
}

} // namespace faultline::ui
