// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/notices.h"

#include "ui/failures/failures_view.h"
#include "ui/labels/label_actions.h"
#include "ui/run/run_bar.h"
#include "ui/shell/message_bar.h"
#include "ui/workspace/workspace.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <QAction>
#include <QKeyEvent>

namespace faultline::app {

void tellOfLabels(ui::MessageBar& notices, const ui::LabelActions& labels, const ui::FailuresView& failures,
                  ui::Workspace& workspace) {
    struct Told {
        QString text;
        bool isOfStep = false; ///< it offers Undo or Redo
        std::optional<plans::QueuePlace> place;
    };
    const auto last = std::make_shared<Told>();
    const auto tell = [&notices, &labels, &workspace, last](const QString& text, QAction* offer) {
        const bool isOfStep = offer != nullptr && (offer == labels.undo() || offer == labels.redo());
        *last = {text, isOfStep, workspace.queue().place()};
        notices.show(text, offer);
    };
    QObject::connect(&labels, &ui::LabelActions::told, &notices, tell);
    QObject::connect(&failures, &ui::FailuresView::told, &notices, tell);
    const auto retract = [&notices, last] { notices.retract(last->text); };
    QObject::connect(&labels, &ui::LabelActions::overtaken, &notices, retract);
    QObject::connect(&workspace.cursor(), &ui::Cursor::currentChanged, &notices, [last, retract] {
        if (!last->isOfStep)
            retract();
    });
    QObject::connect(&workspace.queue(), &ui::QueueSession::changed, &notices, [&workspace, last, retract] {
        if (!last->isOfStep && workspace.queue().place() != last->place)
            retract();
    });
}

bool isKeyInVain(const QKeyEvent& event, const ui::LabelActions& labels) {
    const QList<QAction*> actions = labels.modeActions() + labels.stayActions() + labels.secondaryActions() +
                                    QList<QAction*>{labels.none(), labels.exclude(), labels.excludeSince(),
                                                    labels.flag(), labels.clear(),   labels.note()};
    const QKeySequence key(event.keyCombination());
    return std::ranges::any_of(actions, [&](const QAction* action) {
        return !action->isEnabled() && action->shortcuts().contains(key);
    });
}

void keepInSight(ui::RunBar& run, ui::MessageBar& notices) {
    const auto areaOfRun = [&run] { return QRect(run.mapTo(run.window(), QPoint()), run.size()); };
    notices.setBeside([&run, areaOfRun] {
        const int left = areaOfRun().left();
        return ui::MessageBar::Beside{left + run.filledWidth(), left + run.countWidth()};
    });
    QObject::connect(&notices, &ui::MessageBar::lies, &run, [&run, areaOfRun](const QRect& area) {
        const QRect own = areaOfRun();
        run.giveWay(area.intersects(own) ? std::optional(area.left() - own.left()) : std::nullopt);
    });
}

} // namespace faultline::app
