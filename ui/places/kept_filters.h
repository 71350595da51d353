// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace faultline::ui {

/// The filters that a person kept, by name: conditions as they are typed. They are the person's and not a
/// study's, since "unlabelled" and "confidence>=0.9" are asked of each; whoever offers them leaves out those
/// that a study does not understand.
[[nodiscard]] QMap<QString, QStringList> keptFilters();
/// In place of one of that name.
void keepFilter(const QString& name, const QStringList& conditions);
void removeKeptFilter(const QString& name);

} // namespace faultline::ui
