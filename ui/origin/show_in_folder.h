// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QString>

class QObject;

namespace faultline::ui {

/// Asks the desktop's file manager to show the file selected in its folder (org.freedesktop.FileManager1),
/// or, where none answers, to open the folder.
/// @param failed told why neither could be done, on `context`'s thread unless `context` is gone by then
void showInFolder(const QString& file, QObject* context, std::function<void(const QString& sentence)> failed);

} // namespace faultline::ui
