// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/end_of_list.h"

#include "ui/workspace/number_text.h"

namespace faultline::ui {

QString endOfListText(Workspace& workspace, int direction) {
    const int undecided = workspace.cursor().undecidedCount();
    const auto shown = workspace.cursor().reach().size();
    if (undecided == 0)
        return shown == 0 ? Workspace::tr("All decided: none is left in this view")
                          : Workspace::tr("All %1 decided").arg(countText(shown));
    return (direction > 0 ? Workspace::tr("End of the list: %1 undecided before it")
                          : Workspace::tr("Start of the list: %1 undecided after it"))
        .arg(countText(undecided));
}

} // namespace faultline::ui
