// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariantMap>

namespace faultline::ui {

/// What a person left of a study when it was last open here (annotator, current failure, filter, …), by key.
/// It is kept with the user's settings, by the study's UUID: a study is a file that is passed on.
[[nodiscard]] QVariantMap deskOf(const QString& study);
/// Replaces the values of these keys, and keeps those of the others. The desks of the studies used last are
/// kept.
void leaveOnDesk(const QString& study, const QVariantMap& values);

} // namespace faultline::ui
