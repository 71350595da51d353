// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QList>
#include <QString>

namespace faultline::ui {

/// One thing to sort by.
struct SortChoice {
    QString text; ///< for people
    QString name; ///< as workbench::sortingNamed() reads it
};

/// All that the open study can be sorted by: what people said of its images, too.
[[nodiscard]] QList<SortChoice> sortChoices(const OpenStudy& study);
/// What is first: "Lowest first", "Latest first".
[[nodiscard]] QString directionText(workbench::SortKey key, workbench::SortDirection direction);

/// Keeps the direction.
void sortBy(Workspace& workspace, const QString& name);
void sortIn(Workspace& workspace, workbench::SortDirection direction);

} // namespace faultline::ui
