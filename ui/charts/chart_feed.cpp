// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_feed.h"

#include "core/study/run_entry.h"
#include "core/workbench/grouping.h"
#include "core/workbench/run_title.h"

namespace faultline::ui {

ChartFeed::ChartFeed(Workspace& workspace, QWidget* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_widget(new ChartWidget(parent)) {
    m_coalesce.setSingleShot(true);
    m_coalesce.setInterval(0);
    connect(&m_coalesce, &QTimer::timeout, this, &ChartFeed::refresh);
    const auto later = [this] { m_coalesce.start(); };
    connect(&workspace, &Workspace::opened, this, later);
    connect(&workspace, &Workspace::closed, this, later);
    connect(&workspace.labelling(), &Labelling::judgementsChanged, this, later);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, later);
    connect(&workspace.items(), &Items::failuresArrived, this, later);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, later);
    connect(m_widget, &ChartWidget::scopeChanged, this, later);
}

void ChartFeed::refresh() {
    m_widget->setData(m_workspace.study().isOpen() ? std::optional(dataNow()) : std::nullopt);
}

ChartData ChartFeed::dataNow() const {
    const workbench::StudyTable& table = m_workspace.items().table();
    const auto statistics = [&](std::optional<analysis::GroupBy> by, const workbench::Filter& filter = {}) {
        return workbench::statisticsOf(table, m_workspace.labelling().judgements(), by, filter);
    };
    const QString name = QString::fromStdString(workbench::runTitle(m_workspace.study().thread()->path(),
                                                                    m_workspace.study().thread()->runs(),
                                                                    m_workspace.study().run()));
    ChartData data{name, table.classes(), table.taxonomy(), {}};
    switch (m_widget->scope()) {
    case ChartScope::WholeStudy:
        data.statistics = statistics(std::nullopt);
        break;
    case ChartScope::ByPair:
        data.statistics = statistics(analysis::GroupBy::Pair);
        break;
    case ChartScope::ByTrueClass:
        data.statistics = statistics(analysis::GroupBy::TrueClass);
        break;
    case ChartScope::CurrentFilter:
        data.title = tr("%1, filtered").arg(name);
        data.statistics = statistics(std::nullopt, m_workspace.visible().filter());
        break;
    }
    return data;
}

} // namespace faultline::ui
