// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QAction>
#include <QMenu>
#include <QStringList>

namespace faultline::ui {

/// "Kept filters": those that the open study understands, to be shown, kept under a name, and removed.
class KeptFilterMenu : public QMenu {
    Q_OBJECT

public:
    explicit KeptFilterMenu(Workspace& workspace, QWidget* parent = nullptr);

    /// The names of those that the open study understands.
    [[nodiscard]] QStringList names() const;
    /// False: there is none of that name, or the study does not understand it.
    bool show(const QString& name);

Q_SIGNALS:
    /// There are others.
    void changed();
    /// One is shown.
    void shown();

private:
    void fill();
    void refreshKeep();
    void keepPresent();
    [[nodiscard]] std::optional<workbench::Filter> filterOf(const QStringList& conditions) const;

    Workspace& m_workspace;
    QAction m_keep; ///< without a parent, a command as those of other features: it may have a key
};

} // namespace faultline::ui
