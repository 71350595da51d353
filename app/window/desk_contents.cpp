// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/desk_contents.h"

#include "app/window/features.h"
#include "app/window/window_contents.h"
#include "ui/charts/chart_feed.h"
#include "ui/failures/failures_view.h"
#include "ui/inspector/single_view.h"
#include "ui/labels/note_editor.h"
#include "ui/queue/queue_view.h"
#include "ui/session/desk_keeper.h"
#include "ui/shell/shell.h"
#include "ui/workspace/workspace.h"

#include <QAction>

namespace faultline::app {

void keepOnDesk(ui::DeskKeeper& desk, const Features& features, ui::Workspace& workspace, ui::Shell& window) {
    desk.add(
        QStringLiteral("page"), [&window] { return window.page(); },
        [&window](const QVariant& id) {
            const QString left = id.toString();
            const QStringList known{pages::single, pages::session, pages::adjudication, pages::verdict};
            window.showPage(known.contains(left) ? left : pages::grid);
        });
    desk.add(
        QStringLiteral("thumbnails"), [&features] { return features.failures->grid().factor(); },
        [&features](const QVariant& factor) { features.failures->grid().setFactor(factor.toInt()); });
    desk.add(
        QStringLiteral("headings"), [&workspace] { return ui::nameOf(workspace.headings().chosen()); },
        [&workspace](const QVariant& name) {
            workspace.headings().choose(ui::headingNamed(name.toString()));
        });
    desk.add(
        QStringLiteral("chart"), [&features] { return static_cast<int>(features.chart->widget()->scope()); },
        [&features](const QVariant& scope) {
            features.chart->widget()->setScope(static_cast<ui::ChartScope>(scope.toInt()));
        });
    desk.add(
        QStringLiteral("labels"),
        [&workspace] { return QString::fromStdString(workspace.shownLabels().chosen()); },
        [&workspace](const QVariant& consensus) {
            workspace.shownLabels().choose(consensus.toString().toStdString());
        });
    desk.add(
        QStringLiteral("putOff"), [&workspace] { return workspace.queue().putOff(); },
        [&workspace](const QVariant& left) { workspace.queue().putOff(left.toStringList()); });
    auto* note = window.findChild<ui::NoteEditor*>();
    desk.add(
        QStringLiteral("drafts"),
        [note, &workspace] { // those of the window that writes
            return workspace.study().isWritable() ? QVariant(note->drafts()) : QVariant();
        },
        [note](const QVariant& left) { note->takeDrafts(left.toList()); });
    desk.add(
        QStringLiteral("smoothing"),
        [&features] {
            const auto isSmooth = features.single->smoothing();
            return isSmooth ? QVariant(*isSmooth) : QVariant(QString());
        },
        [&features](const QVariant& left) {
            features.single->setSmoothing(left.toString().isEmpty() ? std::nullopt
                                                                    : std::optional(left.toBool()));
        });
    QAction* guidelines = features.queue->guidelinesAction();
    for (QAction* action : features.single->viewActions() + QList<QAction*>{guidelines})
        if (action->objectName() != QStringLiteral("smoothPixels")) // its mark follows the picture
            desk.add(
                action->objectName(), [action] { return action->isChecked(); },
                [action](const QVariant& on) { action->setChecked(on.toBool()); });
    desk.begin(); // after everybody else: what they leave when a study is left is kept
}

} // namespace faultline::app
