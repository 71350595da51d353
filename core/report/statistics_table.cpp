// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/tables.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/report/json_text.h"
#include "core/report/named_class.h"
#include "core/report/text_table.h"

namespace faultline::report {

namespace {

std::string slugOf(base::ModeId id, const labels::Taxonomy& taxonomy) {
    const labels::Mode* mode = taxonomy.find(id);
    return mode != nullptr ? mode->slug : std::to_string(id.value);
}

void addDistribution(Json& object, const analysis::Distribution& distribution,
                     const labels::Taxonomy& taxonomy) {
    object["failures"] = distribution.failures;
    object["labelled"] = distribution.labelled;
    object["excluded"] = distribution.excluded;
    object["unlabelled"] = distribution.unlabelled();
    Json modes = Json::array();
    for (const analysis::ModeShare& share : distribution.modes)
        modes.push_back(Json{{"mode", slugOf(share.mode, taxonomy)},
                             {"count", share.count},
                             {"share", share.share},
                             {"low", share.interval.low},
                             {"high", share.interval.high}});
    object["modes"] = std::move(modes);
}

std::string statisticsJson(const Statistics& statistics, const labels::Taxonomy& taxonomy) {
    Json document = Json::object();
    if (statistics.whole)
        addDistribution(document, *statistics.whole, taxonomy);
    document["interval"] = intervalMethod();
    if (statistics.groupedBy.empty())
        return jsonText(document);
    document["by"] = statistics.groupedBy;
    Json groups = Json::array();
    for (const StatisticsGroup& group : statistics.groups) {
        Json object = Json::object();
        for (const auto& [member, name] : group.names)
            object[member] = name;
        addDistribution(object, group.distribution, taxonomy);
        groups.push_back(std::move(object));
    }
    document["groups"] = std::move(groups);
    return jsonText(document);
}

/// What names a group: a class pair has two names.
std::vector<std::string> groupColumns(const std::string& groupedBy) {
    if (groupedBy.empty())
        return {};
    if (groupedBy == "pair")
        return {"true", "predicted"};
    return {groupedBy};
}

/// The groups, or the whole as the only one.
std::vector<StatisticsGroup> rowGroups(const Statistics& statistics) {
    if (!statistics.groupedBy.empty())
        return statistics.groups;
    return {{{}, statistics.whole.value_or(analysis::Distribution{})}};
}

std::string statisticsCsv(const Statistics& statistics, const labels::Taxonomy& taxonomy) {
    formats::CsvWriter writer;
    const std::vector<StatisticsGroup> groups = rowGroups(statistics);
    for (const std::string& column : groupColumns(statistics.groupedBy))
        writer.text(column);
    for (const char* name : {"failures", "labelled", "excluded", "mode", "count", "share", "low", "high"})
        writer.text(name);
    writer.endRow();
    for (const StatisticsGroup& group : groups) {
        for (const analysis::ModeShare& share : group.distribution.modes) {
            for (const auto& entry : group.names)
                writer.text(entry.second);
            writer.number(std::to_string(group.distribution.failures))
                .number(std::to_string(group.distribution.labelled))
                .number(std::to_string(group.distribution.excluded))
                .text(slugOf(share.mode, taxonomy))
                .number(std::to_string(share.count))
                .number(base::numberText(share.share))
                .number(base::numberText(share.interval.low))
                .number(base::numberText(share.interval.high))
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
    for (const analysis::ModeShare& share : distribution.modes)
        rows.push_back({slugOf(share.mode, taxonomy), std::to_string(share.count), percent(share.share),
                        percent(share.interval.low), percent(share.interval.high)});
    return alignedTable({{"mode"},
                         {"count", Alignment::Right},
                         {"share", Alignment::Right},
                         {"low", Alignment::Right},
                         {"high", Alignment::Right}},
                        rows);
}

/// One line a group; the intervals are in the JSON and the CSV.
std::string groupText(const Statistics& statistics, const labels::Taxonomy& taxonomy) {
    if (statistics.groups.empty())
        return {};
    std::vector<TextColumn> columns;
    for (const std::string& column : groupColumns(statistics.groupedBy))
        columns.push_back({column, Alignment::Left});
    for (const char* name : {"failures", "labelled", "excluded"})
        columns.push_back({name, Alignment::Right});
    for (const labels::Mode& mode : taxonomy.modes())
        columns.push_back({mode.slug, Alignment::Right});
    std::vector<std::vector<std::string>> rows;
    for (const StatisticsGroup& group : statistics.groups) {
        rows.emplace_back();
        for (const auto& entry : group.names)
            rows.back().push_back(entry.second);
        for (const std::uint64_t count :
             {group.distribution.failures, group.distribution.labelled, group.distribution.excluded})
            rows.back().push_back(std::to_string(count));
        for (const analysis::ModeShare& share : group.distribution.modes)
            rows.back().push_back(std::to_string(share.count));
    }
    return alignedTable(columns, rows);
}

std::string_view name(analysis::GroupBy by) {
    switch (by) {
    case analysis::GroupBy::Pair:
        return "pair";
    case analysis::GroupBy::TrueClass:
        return "true";
    case analysis::GroupBy::PredictedClass:
        return "predicted";
    }
    return "";
}

} // namespace

Statistics statisticsOf(std::span<const model::Prediction> failures,
                        std::span<const labels::Judgement> judgements, const labels::Taxonomy& taxonomy,
                        std::span<const std::string> classes, std::optional<analysis::GroupBy> by) {
    Statistics result{analysis::distributionOf(judgements, taxonomy), {}, {}};
    if (!by)
        return result;
    result.groupedBy = name(*by);
    for (auto& group : analysis::distributionsBy(*by, failures, judgements, taxonomy)) {
        StatisticsGroup named;
        if (group.truth)
            named.names.emplace_back("true", className(*group.truth, classes));
        if (group.predicted)
            named.names.emplace_back("predicted", className(*group.predicted, classes));
        named.distribution = std::move(group.distribution);
        result.groups.push_back(std::move(named));
    }
    return result;
}

std::string_view intervalMethod() {
    return "95 % simultaneous intervals (Goodman 1965), no finite-population correction";
}

std::string statisticsTable(TableFormat format, const Statistics& statistics,
                            const labels::Taxonomy& taxonomy) {
    switch (format) {
    case TableFormat::Json:
        return statisticsJson(statistics, taxonomy);
    case TableFormat::Csv:
        return statisticsCsv(statistics, taxonomy);
    case TableFormat::Text:
        break;
    }
    std::string text;
    if (statistics.whole)
        text = counts(*statistics.whole) + "\n\n" + modeText(*statistics.whole, taxonomy) +
               std::string(intervalMethod()) + "\n";
    const std::string groups = groupText(statistics, taxonomy);
    return text.empty() || groups.empty() ? text + groups : text + "\n" + groups;
}

} // namespace faultline::report
