// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_data.h"

#include <optional>
#include <utility>

#include <QList>
#include <QWidget>

class QAction;
class QComboBox;

namespace faultline::ui {

class DistributionChart;

/// Which failures the chart counts, and how.
enum class ChartScope {
    WholeStudy,
    CurrentFilter,
    ByPair,
    ByTrueClass,
    PairIntervals,
    TrueClassIntervals,
    AgainstControls,
    OverLabels,
    DecidedByPair,
    DecidedByTrueClass
};

/// The live chart with its scope and export. It knows no study: who owns one listens to scopeChanged(), and
/// shows the data of that scope whenever labels, filter or failures change.
class ChartWidget : public QWidget {
    Q_OBJECT

public:
    explicit ChartWidget(QWidget* parent = nullptr);

    [[nodiscard]] ChartScope scope() const;
    void setScope(ChartScope scope);
    /// Whose labels may be chosen: name and what labelsWanted() tells of it; and which one is.
    void offerLabels(const QList<std::pair<QString, QString>>& offers, const QString& chosen);
    /// Nothing: there is no study.
    void setData(std::optional<ChartData> data);
    /// What the export proposes: a folder, and how the file's name begins.
    void setProposal(const QString& folder, const QString& name);
    [[nodiscard]] const std::optional<ChartData>& data() const;

    /// "Export chart…", Ctrl+E; enabled while there is data. For the menu too.
    [[nodiscard]] QAction* exportAction() const { return m_export; }

Q_SIGNALS:
    void scopeChanged(faultline::ui::ChartScope scope);
    /// The user chose whose labels count.
    void labelsWanted(const QString& consensus);
    /// The chart was written, or not; a sentence for the status bar.
    void exported(const QString& message);
    void exportFailed(const QString& message);

private:
    void chooseFile();
    void exportTo(const ChartData& written, const QString& name);

    QComboBox* m_scope;
    QComboBox* m_labels;
    DistributionChart* m_chart;
    QAction* m_export;
    QString m_folder, m_name; ///< proposed
};

} // namespace faultline::ui
