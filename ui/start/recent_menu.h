// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/start/recent_studies.h"

#include <QMenu>

namespace faultline::ui {

/// The recent studies as a menu, newest first and numbered, filled each time it opens. Its shortcut,
/// Ctrl+Shift+O, shows it in the middle of the window.
class RecentMenu : public QMenu {
    Q_OBJECT

public:
    RecentMenu(RecentStudies& studies, QWidget* window);

Q_SIGNALS:
    void openRequested(const QString& path);

private:
    void fill();

    RecentStudies& m_studies;
};

} // namespace faultline::ui
