// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/notices.h"

#include "ui/labels/label_actions.h"
#include "ui/run/run_bar.h"
#include "ui/shell/message_bar.h"
#include "ui/workspace/cursor.h"

#include <memory>
#include <optional>

namespace faultline::app {

void tellOfLabels(ui::MessageBar& notices, const ui::LabelActions& labels, const ui::Cursor& cursor) {
    struct Told {
        QString text;
        bool isOfFrame = false; ///< it offers nothing
    };
    const auto last = std::make_shared<Told>();
    QObject::connect(&labels, &ui::LabelActions::told, &notices,
                     [&notices, last](const QString& text, QAction* offer) {
                         *last = {text, offer == nullptr};
                         notices.show(text, offer);
                     });
    QObject::connect(&labels, &ui::LabelActions::overtaken, &notices,
                     [&notices, last] { notices.retract(last->text); });
    QObject::connect(&cursor, &ui::Cursor::currentChanged, &notices, [&notices, last] {
        if (last->isOfFrame)
            notices.retract(last->text);
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
