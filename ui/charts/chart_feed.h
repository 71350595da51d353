// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/latest.h"
#include "ui/charts/chart_data.h"
#include "ui/charts/chart_widget.h"
#include "ui/workspace/workspace.h"

#include <QObject>
#include <QTimer>

namespace faultline::ui {

/// Feeds the live chart from the workspace: with every label, filter or batch, at most once a frame.
class ChartFeed : public QObject {
    Q_OBJECT

public:
    ChartFeed(Workspace& workspace, QWidget* parent);

    [[nodiscard]] ChartWidget* widget() const { return m_widget; }

private:
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString origin() const;
    [[nodiscard]] ChartData dataNow() const;
    /// What the study's file alone knows: controls, and when labels were given.
    void read(analysis::Grouping grouping);
    void refresh();
    void offerLabels();

    Workspace& m_workspace;
    ChartWidget* m_widget;
    QTimer m_coalesce, m_quiet;
    bool m_isReading = false; ///< the study's file, on its own thread
    base::Latest m_reading;
};

} // namespace faultline::ui
