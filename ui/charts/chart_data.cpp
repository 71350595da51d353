// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_data.h"

#include "core/base/text.h"
#include "ui/charts/chart_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace faultline::ui {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Chart", text);
}

QString modeName(base::ModeId id, const labels::Taxonomy& taxonomy) {
    const labels::Mode* mode = taxonomy.find(id);
    return mode != nullptr ? QString::fromStdString(mode->name) : QString::number(id.value);
}

/// The whole, or the sum over annotators.
analysis::Distribution totals(const ChartData& data) {
    if (data.statistics.whole)
        return *data.statistics.whole;
    analysis::Distribution sum;
    for (const report::StatisticsGroup& group : data.statistics.groups) {
        sum.failures += group.distribution.failures;
        sum.labelled += group.distribution.labelled;
        sum.excluded += group.distribution.excluded;
    }
    return sum;
}

QString modesInWords(const analysis::Distribution& distribution, const labels::Taxonomy& taxonomy) {
    QStringList parts;
    for (const analysis::ModeShare& share : distribution.modes) {
        QString part = QStringLiteral("%1 %2").arg(modeName(share.mode, taxonomy), countText(share.count));
        if (distribution.labelled > 0)
            part += translated(", %1 %, interval %2 to %3 %")
                        .arg(percentText(share.share), percentText(share.interval.low),
                             percentText(share.interval.high));
        parts << part;
    }
    parts << translated("unlabelled %1").arg(countText(distribution.unlabelled()));
    if (distribution.excluded > 0)
        parts << translated("excluded %1").arg(countText(distribution.excluded));
    return parts.join(QStringLiteral("; "));
}

} // namespace

QString labellingProgress(const ChartData& data) {
    const analysis::Distribution whole = totals(data);
    QString text =
        translated("%1 of %2 failures labelled").arg(countText(whole.labelled), countText(whole.failures));
    if (whole.excluded > 0)
        text += translated(" · %1 excluded, not charted").arg(countText(whole.excluded));
    return text;
}

QString chartCaption(const ChartData& data) {
    if (data.statistics.groupedBy.empty())
        return translated("Whiskers: %1.").arg(QString::fromUtf8(report::intervalMethod().data()));
    return translated("Each bar is one %1's failures without the excluded ones; grey is not labelled yet.")
        .arg(groupNoun(data, 1));
}

QString groupName(const report::StatisticsGroup& group) {
    QStringList names;
    for (const auto& entry : group.names)
        names << oneLine(QString::fromStdString(entry.second));
    return names.join(QStringLiteral(" → "));
}

QString groupNoun(const ChartData& data, std::size_t count) {
    const std::string& by = data.statistics.groupedBy;
    if (by == "pair")
        return count == 1 ? translated("class pair") : translated("class pairs");
    if (by == "true")
        return count == 1 ? translated("true class") : translated("true classes");
    if (by == "predicted")
        return count == 1 ? translated("predicted class") : translated("predicted classes");
    return count == 1 ? translated("annotator") : translated("annotators");
}

QString chartInWords(const ChartData& data) {
    QStringList sentences;
    if (!data.title.isEmpty())
        sentences << oneLine(data.title);
    sentences << labellingProgress(data);
    if (data.statistics.whole)
        sentences << modesInWords(*data.statistics.whole, data.taxonomy);
    for (const report::StatisticsGroup& group : data.statistics.groups)
        sentences << QStringLiteral("%1: %2").arg(groupName(group),
                                                  modesInWords(group.distribution, data.taxonomy));
    return sentences.join(QStringLiteral(". ")) + QLatin1Char('.');
}

} // namespace faultline::ui
