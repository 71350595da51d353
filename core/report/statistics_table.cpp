// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/tables.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/report/consensus_name.h"
#include "core/report/json_text.h"
#include "core/report/named_class.h"
#include "core/report/text_table.h"

namespace faultline::report {

namespace {

void addDistribution(Json& object, const analysis::Distribution& distribution,
                     const labels::Taxonomy& taxonomy) {
    object["failures"] = distribution.failures;
    object["labelled"] = distribution.labelled;
    object["excluded"] = distribution.excluded;
    object["unlabelled"] = distribution.unlabelled();
    Json modes = Json::array();
    for (const analysis::CategoryShare& share : distribution.categories)
        modes.push_back(Json{{"mode", labels::judgementText(share.category, taxonomy)},
                             {"count", share.count},
                             {"share", share.share},
                             {"low", share.interval.low},
                             {"high", share.interval.high}});
    object["modes"] = std::move(modes);
}

/// As `by` in JSON and on the command line.
std::string_view name(analysis::Grouping grouping) {
    switch (grouping) {
    case analysis::Grouping::None:
        break;
    case analysis::Grouping::Pair:
        return "pair";
    case analysis::Grouping::TrueClass:
        return "true";
    case analysis::Grouping::PredictedClass:
        return "predicted";
    case analysis::Grouping::Annotator:
        return "annotator";
    case analysis::Grouping::Role:
        return "role";
    case analysis::Grouping::Labels:
        return "labels";
    }
    return "";
}

/// Null where there is nothing to say.
Json samplingJson(const analysis::Statistics& statistics) {
    if (!statistics.sampling)
        return nullptr;
    return Json{{"labels", statistics.sampling->labels},
                {"outside_plan", statistics.sampling->outsidePlan},
                {"per_pair", statistics.sampling->isPerPair},
                {"text", samplingText(statistics)}};
}

std::string statisticsJson(const analysis::Statistics& statistics, std::span<const std::string> classes,
                           const labels::Taxonomy& taxonomy) {
    Json document = Json::object();
    if (statistics.whole)
        addDistribution(document, *statistics.whole, taxonomy);
    document["interval"] = intervalMethod();
    document["consensus"] = textOrNull(statistics.consensus);
    document["sampling"] = samplingJson(statistics);
    if (statistics.grouping == analysis::Grouping::None)
        return jsonText(document);
    document["by"] = name(statistics.grouping);
    Json groups = Json::array();
    for (const analysis::StatisticsGroup& group : statistics.groups) {
        Json object = Json::object();
        for (const auto& [member, called] : groupNames(group, classes))
            object[member] = called;
        if (group.labels)
            object["labels"] = *group.labels; // a number
        addDistribution(object, group.distribution, taxonomy);
        groups.push_back(std::move(object));
    }
    document["groups"] = std::move(groups);
    return jsonText(document);
}

/// The members of groupNames(), also where there is no group.
std::vector<std::string> groupColumns(analysis::Grouping grouping) {
    if (grouping == analysis::Grouping::None)
        return {};
    if (grouping == analysis::Grouping::Pair)
        return {"true", "predicted"};
    return {std::string(name(grouping))};
}

/// The groups, or the whole as the only one.
std::vector<analysis::StatisticsGroup> rowGroups(const analysis::Statistics& statistics) {
    if (statistics.grouping != analysis::Grouping::None)
        return statistics.groups;
    return {{{}, {}, {}, statistics.whole.value_or(analysis::Distribution{})}};
}

std::string statisticsCsv(const analysis::Statistics& statistics, std::span<const std::string> classes,
                          const labels::Taxonomy& taxonomy) {
    formats::CsvWriter writer;
    for (const std::string& column : groupColumns(statistics.grouping))
        writer.text(column);
    for (const char* member : {"failures", "labelled", "excluded", "mode", "count", "share", "low", "high",
                               "consensus", "sampling"})
        writer.text(member);
    writer.endRow();
    const std::string sampling = samplingText(statistics);
    for (const analysis::StatisticsGroup& group : rowGroups(statistics)) {
        for (const analysis::CategoryShare& share : group.distribution.categories) {
            for (const auto& entry : groupNames(group, classes))
                writer.text(entry.second);
            writer.number(std::to_string(group.distribution.failures))
                .number(std::to_string(group.distribution.labelled))
                .number(std::to_string(group.distribution.excluded))
                .text(labels::judgementText(share.category, taxonomy))
                .number(std::to_string(share.count))
                .number(base::numberText(share.share))
                .number(base::numberText(share.interval.low))
                .number(base::numberText(share.interval.high))
                .text(statistics.consensus)
                .text(sampling)
                .endRow();
        }
    }
    return writer.str();
}

std::string percent(double share) {
    return base::fixedText(100 * share, 1) + " %";
}

std::string counts(const analysis::Distribution& distribution) {
    return base::groupedText(distribution.labelled) + " of " + base::groupedText(distribution.failures) +
           " failures labelled, " + base::groupedText(distribution.excluded) + " excluded";
}

/// The modes of one distribution, one a line.
std::string modeText(const analysis::Distribution& distribution, const labels::Taxonomy& taxonomy) {
    std::vector<std::vector<std::string>> rows;
    for (const analysis::CategoryShare& share : distribution.categories)
        rows.push_back({labels::judgementText(share.category, taxonomy), std::to_string(share.count),
                        percent(share.share), percent(share.interval.low), percent(share.interval.high)});
    return alignedTable({{"mode"},
                         {"count", Alignment::Right},
                         {"share", Alignment::Right},
                         {"low", Alignment::Right},
                         {"high", Alignment::Right}},
                        rows);
}

/// One line a group; the intervals are in the JSON and the CSV.
std::string groupText(const analysis::Statistics& statistics, std::span<const std::string> classes,
                      const labels::Taxonomy& taxonomy) {
    if (statistics.groups.empty())
        return {};
    std::vector<TextColumn> columns;
    for (const std::string& column : groupColumns(statistics.grouping))
        columns.push_back({column, Alignment::Left});
    for (const char* column : {"failures", "labelled", "excluded"})
        columns.push_back({column, Alignment::Right});
    for (const labels::Judgement& category : labels::categoriesOf(taxonomy))
        columns.push_back({labels::judgementText(category, taxonomy), Alignment::Right});
    std::vector<std::vector<std::string>> rows;
    for (const analysis::StatisticsGroup& group : statistics.groups) {
        rows.emplace_back();
        for (const auto& entry : groupNames(group, classes))
            rows.back().push_back(entry.second);
        for (const std::uint64_t count :
             {group.distribution.failures, group.distribution.labelled, group.distribution.excluded})
            rows.back().push_back(std::to_string(count));
        for (const analysis::CategoryShare& share : group.distribution.categories)
            rows.back().push_back(std::to_string(share.count));
    }
    return alignedTable(columns, rows);
}

} // namespace

std::vector<std::pair<std::string, std::string>> groupNames(const analysis::StatisticsGroup& group,
                                                            std::span<const std::string> classes) {
    std::vector<std::pair<std::string, std::string>> names;
    if (group.truth)
        names.emplace_back("true", className(*group.truth, classes));
    if (group.predicted)
        names.emplace_back("predicted", className(*group.predicted, classes));
    if (!group.annotator.empty())
        names.emplace_back("annotator", group.annotator);
    if (group.role)
        names.emplace_back("role", std::string(base::nameOf(*group.role)));
    if (group.labels)
        names.emplace_back("labels", std::to_string(*group.labels));
    return names;
}

std::string samplingText(const analysis::Statistics& statistics) {
    std::string text;
    if (!statistics.sampling)
        return text;
    const analysis::Sampling& sampling = *statistics.sampling;
    if (sampling.outsidePlan > 0)
        text = base::groupedText(sampling.outsidePlan) + " of " + base::groupedText(sampling.labels) +
               (sampling.labels == 1 ? " label was" : " labels were") +
               " given outside the plan: not a random sample";
    if (sampling.isPerPair)
        text += std::string(text.empty() ? "" : "; ") +
                "the plan draws so many of each class pair: shares are not weighted by pair";
    return text;
}

std::string_view intervalMethod() {
    return "95 % simultaneous intervals (Goodman 1965), no finite-population correction";
}

std::string statisticsTable(TableFormat format, const analysis::Statistics& statistics,
                            std::span<const std::string> classes, const labels::Taxonomy& taxonomy) {
    switch (format) {
    case TableFormat::Json:
        return statisticsJson(statistics, classes, taxonomy);
    case TableFormat::Csv:
        return statisticsCsv(statistics, classes, taxonomy);
    case TableFormat::Text:
        break;
    }
    std::string text;
    const std::string whose = consensusName(statistics.consensus), sampling = samplingText(statistics);
    if (statistics.whole)
        text = counts(*statistics.whole) + "\n" + (whose.empty() ? whose : base::printable(whose) + "\n") +
               (sampling.empty() ? sampling : sampling + "\n") + "\n" +
               modeText(*statistics.whole, taxonomy) + std::string(intervalMethod()) + "\n";
    else if (!sampling.empty())
        text = sampling + "\n";
    const std::string groups = groupText(statistics, classes, taxonomy);
    return text.empty() || groups.empty() ? text + groups : text + "\n" + groups;
}

} // namespace faultline::report
