// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace faultline::ui {

/// What paths that were dropped together are: a study alone, or a data set, a model (or predictions), or
/// both. All are absolute; empty: none.
struct DroppedPaths {
    QString study;
    QString dataset;
    QString model;
};

/// Tells the paths' kinds by their names and by what lies beside them; reads no file. Refuses other files,
/// two of a kind, and a study with anything else.
[[nodiscard]] base::Result<DroppedPaths> sortedByKind(const QStringList& paths);

} // namespace faultline::ui
