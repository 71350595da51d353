// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_data.h"

#include "core/report/consensus_name.h"
#include "core/report/tables.h"
#include "ui/charts/chart_text.h"
#include "ui/workspace/judgement_style.h"
#include "ui/workspace/number_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

QString modesInWords(const analysis::Distribution& distribution, const labels::Taxonomy& taxonomy) {
    QStringList parts;
    for (const analysis::CategoryShare& share : distribution.categories) {
        QString part = QStringLiteral("%1 %2").arg(judgementStyle(share.category, taxonomy).name,
                                                   countText(share.count));
        if (distribution.labelled > 0)
            part += translated(", %1 %, interval %2 to %3 %")
                        .arg(percentText(share.share), percentText(share.interval.low),
                             percentText(share.interval.high));
        parts << part;
    }
    parts << translated("excluded %1").arg(countText(distribution.excluded));
    parts << translated("unlabelled %1").arg(countText(distribution.unlabelled()));
    return parts.join(QStringLiteral("; "));
}

} // namespace

QString labellingProgress(const ChartData& data) {
    if (data.statistics.whole) {
        const analysis::Distribution& whole = *data.statistics.whole;
        if (data.statistics.grouping == analysis::Grouping::Role) {
            const analysis::Distribution& controls = data.statistics.groups.back().distribution;
            return translated("%1 of %2 failures and %3 of %4 controls labelled")
                .arg(countText(whole.labelled), countText(whole.failures), countText(controls.labelled),
                     countText(controls.failures));
        }
        return translated("%1 of %2 failures labelled, %3 excluded")
            .arg(countText(whole.labelled), countText(whole.failures), countText(whole.excluded));
    }
    const auto& groups = data.statistics.groups;
    if (groups.empty())
        return translated("nobody has labelled a failure yet");
    return translated("%1 failures, labelled by %2 %3")
        .arg(countText(groups.front().distribution.failures), countText(groups.size()),
             groupNoun(data, groups.size()));
}

QString whoseLabels(const ChartData& data) {
    return oneLine(QString::fromStdString(report::consensusName(data.statistics.consensus)));
}

QString howSampled(const ChartData& data) {
    return QString::fromStdString(report::samplingText(data.statistics));
}

QString chartCaption(const ChartData& data) {
    if (data.statistics.grouping == analysis::Grouping::None)
        return translated("Shares are of the labelled failures. Whiskers: %1.")
            .arg(QString::fromUtf8(report::intervalMethod().data()));
    const QString method = QString::fromUtf8(report::intervalMethod().data());
    if (data.statistics.grouping == analysis::Grouping::Labels)
        return translated(
                   "Shares of the failures labelled so far, in the order of the decisions. Bands: %1; each "
                   "holds for one look, not for stopping at a welcome one.")
            .arg(method);
    if (data.hasIntervals())
        return translated("Points are shares of the labelled ones. Whiskers: %1.").arg(method);
    if (data.statistics.grouping == analysis::Grouping::Annotator && data.form == GroupForm::Stacks)
        return translated(
            "Each bar is all failures as one annotator labelled them; grey is not labelled yet.");
    if (data.form == GroupForm::Decided)
        return translated("Each bar is the decided failures of one %1; those that are not labelled yet are "
                          "left out.")
            .arg(groupNoun(data, 1));
    return translated("Each bar is all failures of one %1; grey is not labelled yet.")
        .arg(groupNoun(data, 1));
}

QString groupName(const ChartData& data, const analysis::StatisticsGroup& group) {
    return groupNames(data, group).join(QStringLiteral(" → "));
}

QStringList groupNames(const ChartData& data, const analysis::StatisticsGroup& group) {
    if (group.role)
        return {*group.role == analysis::Role::Failure ? translated("failures") : translated("controls")};
    QStringList names;
    for (const auto& entry : report::groupNames(group, data.classes))
        names << oneLine(QString::fromStdString(entry.second));
    return names;
}

QString groupNoun(const ChartData& data, std::size_t count) {
    switch (data.statistics.grouping) {
    case analysis::Grouping::Pair:
        return count == 1 ? translated("class pair") : translated("class pairs");
    case analysis::Grouping::TrueClass:
        return count == 1 ? translated("true class") : translated("true classes");
    case analysis::Grouping::PredictedClass:
        return count == 1 ? translated("predicted class") : translated("predicted classes");
    case analysis::Grouping::Role:
        return count == 1 ? translated("role") : translated("roles");
    case analysis::Grouping::Labels:
        return count == 1 ? translated("label") : translated("labels");
    case analysis::Grouping::Annotator:
    case analysis::Grouping::None:
        break;
    }
    return count == 1 ? translated("annotator") : translated("annotators");
}

QString originLine(const ChartData& data) {
    QStringList parts;
    for (const QString& part : {data.origin, data.date})
        if (!part.isEmpty())
            parts << oneLine(part);
    return parts.join(QStringLiteral(", "));
}

QString chartInWords(const ChartData& data) {
    QStringList sentences;
    if (!data.title.isEmpty())
        sentences << oneLine(data.title);
    sentences << labellingProgress(data);
    for (const QString& sentence : {whoseLabels(data), howSampled(data)})
        if (!sentence.isEmpty())
            sentences << sentence;
    if (data.statistics.whole)
        sentences << modesInWords(*data.statistics.whole, data.taxonomy);
    if (data.statistics.grouping == analysis::Grouping::Labels)
        sentences
            << translated("%1 steps up to there are drawn").arg(countText(data.statistics.groups.size()));
    else
        for (const analysis::StatisticsGroup& group : data.statistics.groups)
            sentences << QStringLiteral("%1: %2").arg(groupName(data, group),
                                                      modesInWords(group.distribution, data.taxonomy));
    if (const QString origin = originLine(data); !origin.isEmpty())
        sentences << origin;
    return sentences.join(QStringLiteral(". ")) + QLatin1Char('.');
}

} // namespace faultline::ui
