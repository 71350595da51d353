// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_feed.h"

#include "core/model/run_header.h"
#include "core/study/run_entry.h"
#include "core/workbench/consensus.h"
#include "core/workbench/grouping.h"
#include "core/workbench/run_title.h"
#include "ui/charts/chart_text.h"

#include <chrono>

namespace faultline::ui {

namespace {

constexpr std::chrono::milliseconds quiet{400}; ///< before the labels are read again

} // namespace

ChartFeed::ChartFeed(Workspace& workspace, QWidget* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_widget(new ChartWidget(parent)) {
    m_coalesce.setSingleShot(true);
    m_coalesce.setInterval(0);
    connect(&m_coalesce, &QTimer::timeout, this, &ChartFeed::refresh);
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(quiet);
    connect(&m_quiet, &QTimer::timeout, this, &ChartFeed::refresh);
    const auto later = [this] { m_coalesce.start(); };
    connect(&workspace, &Workspace::opened, this, later);
    connect(&workspace, &Workspace::opened, m_widget, [this] {
        const std::filesystem::path& study = m_workspace.study().thread()->path();
        m_widget->setProposal(QString::fromStdString(study.parent_path().string()), title());
    });
    connect(&workspace, &Workspace::closed, this, later);
    connect(&workspace, &Workspace::followed, this, later);
    connect(&workspace.shownLabels(), &ShownLabels::changed, this, later);
    connect(&workspace.shownLabels(), &ShownLabels::changed, this, &ChartFeed::offerLabels);
    connect(&workspace, &Workspace::opened, this, &ChartFeed::offerLabels);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, &ChartFeed::offerLabels);
    connect(&workspace.labelling(), &Labelling::annotatorChanged, this, later);
    connect(&workspace.labelling(), &Labelling::acted, this, later); // of controls, too
    connect(&workspace.queue(), &QueueSession::changed, this, later);
    connect(&workspace.items(), &Items::failuresArrived, this, later);
    connect(&workspace.visible(), &VisibleFailures::filterChanged, this, later);
    connect(m_widget, &ChartWidget::scopeChanged, this, later);
    connect(m_widget, &ChartWidget::labelsWanted, this,
            [this](const QString& consensus) { m_workspace.shownLabels().choose(consensus.toStdString()); });
}

void ChartFeed::offerLabels() {
    const Labelling& labelling = m_workspace.labelling();
    QList<std::pair<QString, QString>> offers{{tr("My labels"), {}}};
    for (const QString& annotator : labelling.annotators())
        if (annotator != labelling.annotator())
            offers.append({tr("Labels of %1").arg(oneLine(annotator)),
                           QString::fromStdString(workbench::consensusText(annotator.toStdString()))});
    offers.append({tr("Majority"), QStringLiteral("majority")});
    offers.append({tr("Dawid–Skene"), QStringLiteral("dawid-skene")});
    offers.append({tr("Adjudicated"), QStringLiteral("adjudicated")});
    m_widget->offerLabels(offers, QString::fromStdString(m_workspace.shownLabels().chosen()));
}

void ChartFeed::refresh() {
    m_reading.drop();
    // Whoever labels blind is told nothing of class pairs or controls, and exports no chart of them.
    if (!m_workspace.study().isOpen() || (m_workspace.queue().isBlind() && !m_workspace.study().isPackage()))
        m_widget->setData(std::nullopt);
    else if (m_widget->scope() == ChartScope::AgainstControls)
        read(analysis::Grouping::Role);
    else if (m_widget->scope() == ChartScope::OverLabels)
        read(analysis::Grouping::Labels);
    else
        m_widget->setData(dataNow());
}

void ChartFeed::read(analysis::Grouping grouping) {
    if (m_workspace.study().isPackage()) { // it has neither controls nor failures
        m_widget->setData(std::nullopt);
        return;
    }
    if (m_isReading) // it tells the study's thread to read all labels: once at a time, and not before keys
        return m_quiet.start();
    m_isReading = true;
    m_workspace.study().thread()->post(
        this,
        [run = m_workspace.study().run(), grouping,
         whose = m_workspace.shownLabels().consensus()](study::Study& file) -> base::Result<ChartData> {
            FAULTLINE_TRY(table, workbench::studyTable(file, run));
            FAULTLINE_TRY(annotations, workbench::annotationsOf(file, run));
            ChartData data{{}, table.classes(), table.taxonomy(), {}};
            // Nobody of that name yet, or too few labels for the rule: nothing is labelled.
            const auto consensus = workbench::consensusOf(whose, annotations);
            const std::vector<labels::Label> labels =
                consensus ? workbench::consensusLabels(*consensus, annotations)
                          : std::vector<labels::Label>();
            data.statistics = workbench::statisticsOf(table, labels, grouping,
                                                      annotations.plan ? &*annotations.plan : nullptr);
            data.statistics.consensus = whose;
            return data;
        },
        [this, asked = m_reading.present()](base::Result<ChartData> data) {
            m_isReading = false;
            if (!m_reading.counts(asked) || !m_workspace.study().isOpen() || m_workspace.queue().isBlind())
                return;
            if (!data)
                return Q_EMIT m_workspace.failed(QString::fromStdString(data.error().message));
            data->title = title();
            data->origin = origin();
            m_widget->setData(std::move(*data));
        });
}

QString ChartFeed::title() const {
    return QString::fromStdString(workbench::runTitle(m_workspace.study().thread()->path(),
                                                      m_workspace.study().thread()->runs(),
                                                      m_workspace.study().run()));
}

QString ChartFeed::origin() const {
    return QString::fromStdString(workbench::runOrigin(m_workspace.study().header()));
}

ChartData ChartFeed::dataNow() const {
    const workbench::StudyTable& table = m_workspace.items().table();
    const auto statistics = [&](std::optional<analysis::GroupBy> by, const workbench::Filter& filter = {}) {
        const ShownLabels& shown = m_workspace.shownLabels();
        analysis::Statistics counted = workbench::statisticsOf(table, shown.table(), by, shown.plan(), filter,
                                                               &m_workspace.labelling().annotations());
        counted.consensus = shown.consensus();
        return counted;
    };
    ChartData data{title(), table.classes(), table.taxonomy(), {}};
    data.origin = origin();
    switch (m_widget->scope()) {
    case ChartScope::DecidedByPair:
        data.form = GroupForm::Decided;
        data.statistics = statistics(analysis::GroupBy::Pair);
        break;
    case ChartScope::DecidedByTrueClass:
        data.form = GroupForm::Decided;
        data.statistics = statistics(analysis::GroupBy::TrueClass);
        break;
    case ChartScope::PairIntervals:
        data.form = GroupForm::Intervals;
        [[fallthrough]];
    case ChartScope::ByPair:
        data.statistics = statistics(analysis::GroupBy::Pair);
        break;
    case ChartScope::TrueClassIntervals:
        data.form = GroupForm::Intervals;
        [[fallthrough]];
    case ChartScope::ByTrueClass:
        data.statistics = statistics(analysis::GroupBy::TrueClass);
        break;
    case ChartScope::CurrentFilter:
        data.title = tr("%1, filtered").arg(data.title);
        data.statistics = statistics(std::nullopt, m_workspace.visible().filter());
        break;
    case ChartScope::WholeStudy:
    case ChartScope::AgainstControls:
    case ChartScope::OverLabels:
        data.statistics = statistics(std::nullopt);
        break;
    }
    return data;
}

} // namespace faultline::ui
