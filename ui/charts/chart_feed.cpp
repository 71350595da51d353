// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_feed.h"

#include "core/report/tables.h"

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
    connect(&workspace, &Workspace::judgementsChanged, this, later);
    connect(&workspace, &Workspace::annotatorChanged, this, later);
    connect(&workspace, &Workspace::failuresArrived, this, later);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, later);
    connect(m_widget, &ChartWidget::scopeChanged, this, later);
}

void ChartFeed::refresh() {
    m_widget->setData(m_workspace.isOpen() ? std::optional(dataNow()) : std::nullopt);
}

ChartData ChartFeed::dataNow() const {
    const auto& failures = m_workspace.failures();
    const auto& judgements = m_workspace.judgements();
    const auto& classes = m_workspace.classNames();
    const labels::Taxonomy& taxonomy = m_workspace.taxonomy();
    ChartData data;
    data.title = QString::fromStdString(m_workspace.study()->path().stem().string());
    data.taxonomy = taxonomy;
    switch (m_widget->scope()) {
    case ChartScope::WholeStudy:
        data.statistics = report::statisticsOf(failures, judgements, taxonomy, classes);
        break;
    case ChartScope::ByPair:
        data.statistics =
            report::statisticsOf(failures, judgements, taxonomy, classes, analysis::GroupBy::Pair);
        break;
    case ChartScope::ByTrueClass:
        data.statistics =
            report::statisticsOf(failures, judgements, taxonomy, classes, analysis::GroupBy::TrueClass);
        break;
    case ChartScope::CurrentFilter: {
        std::vector<model::Prediction> shown;
        std::vector<labels::Judgement> theirs;
        for (const int row : m_workspace.visible().rows()) {
            shown.push_back(m_workspace.failure(row));
            theirs.push_back(m_workspace.judgement(row));
        }
        data.title = tr("%1, filtered").arg(data.title);
        data.statistics = report::statisticsOf(shown, theirs, taxonomy, classes);
        break;
    }
    }
    return data;
}

} // namespace faultline::ui
