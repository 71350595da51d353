// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/tables.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/report/consensus_name.h"
#include "core/report/json_text.h"
#include "core/report/named_class.h"
#include "core/report/text_table.h"

#include <algorithm>

namespace faultline::report {

namespace {

std::string pairCsv(std::span<const analysis::ClassPair> pairs, std::span<const std::string> classes) {
    formats::CsvWriter writer;
    writer.text("true").text("predicted").text("count").text("labelled").endRow();
    for (const analysis::ClassPair& pair : pairs)
        writer.text(className(pair.truth, classes))
            .text(className(pair.predicted, classes))
            .number(std::to_string(pair.count))
            .number(std::to_string(pair.labelled))
            .endRow();
    return writer.str();
}

std::string pairText(std::span<const analysis::ClassPair> pairs, std::span<const std::string> classes) {
    std::vector<std::vector<std::string>> rows;
    for (const analysis::ClassPair& pair : pairs)
        rows.push_back({className(pair.truth, classes), className(pair.predicted, classes),
                        std::to_string(pair.count), std::to_string(pair.labelled)});
    return alignedTable(
        {{"true"}, {"predicted"}, {"count", Alignment::Right}, {"labelled", Alignment::Right}}, rows);
}

std::string failureCsv(std::span<const FailureRow> rows, std::span<const std::string> classes,
                       const labels::Taxonomy& taxonomy) {
    const auto number = [](std::optional<float> share) { return share ? probabilityText(*share) : ""; };
    formats::CsvWriter writer;
    for (const char* name : {"index", "true", "predicted", "confidence", "margin", "mode", "annotator",
                             "note", "path", "consensus"})
        writer.text(name);
    writer.endRow();
    for (const FailureRow& row : rows)
        writer.number(std::to_string(row.prediction.sample.value))
            .text(className(row.prediction.truth, classes))
            .text(className(row.prediction.predicted, classes))
            .number(number(row.prediction.confidence))
            .number(number(row.prediction.margin))
            .text(labels::judgementText(row.judgement, taxonomy))
            .text(row.annotator)
            .text(row.note)
            .text(row.path)
            .text(row.consensus)
            .endRow();
    return writer.str();
}

std::string failureText(std::span<const FailureRow> rows, std::span<const std::string> classes,
                        const labels::Taxonomy& taxonomy) {
    const auto number = [](std::optional<float> share) { return share ? base::fixedText(*share, 4) : "–"; };
    std::vector<TextColumn> columns{
        {"index", Alignment::Right},  {"true"}, {"predicted"}, {"confidence", Alignment::Right},
        {"margin", Alignment::Right}, {"mode"}, {"annotator"}, {"note"}};
    if (std::any_of(rows.begin(), rows.end(), [](const FailureRow& row) { return !row.path.empty(); }))
        columns.push_back({"path"});
    std::vector<std::vector<std::string>> cells;
    for (const FailureRow& row : rows)
        cells.push_back({std::to_string(row.prediction.sample.value),
                         className(row.prediction.truth, classes),
                         className(row.prediction.predicted, classes), number(row.prediction.confidence),
                         number(row.prediction.margin), labels::judgementText(row.judgement, taxonomy),
                         row.annotator, row.note, row.path});
    const std::string whose = rows.empty() ? std::string() : consensusName(rows.front().consensus);
    const bool isOfSeveral = !whose.empty() && !rows.front().consensus.starts_with(annotatorConsensus);
    return alignedTable(columns, cells) + (isOfSeveral ? whose + "\n" : std::string());
}

} // namespace

std::string pairTable(TableFormat format, std::span<const analysis::ClassPair> pairs,
                      std::span<const std::string> classes) {
    switch (format) {
    case TableFormat::Csv:
        return pairCsv(pairs, classes);
    case TableFormat::Text:
        return pairText(pairs, classes);
    case TableFormat::Json:
        break;
    }
    std::vector<Json> objects;
    for (const analysis::ClassPair& pair : pairs)
        objects.push_back({{"true", className(pair.truth, classes)},
                           {"predicted", className(pair.predicted, classes)},
                           {"count", pair.count},
                           {"labelled", pair.labelled}});
    return jsonLines(objects);
}

std::string failureTable(TableFormat format, std::span<const FailureRow> rows,
                         std::span<const std::string> classes, const labels::Taxonomy& taxonomy) {
    switch (format) {
    case TableFormat::Csv:
        return failureCsv(rows, classes, taxonomy);
    case TableFormat::Text:
        return failureText(rows, classes, taxonomy);
    case TableFormat::Json:
        break;
    }
    const auto number = [](std::optional<float> share) {
        return share ? Json(probability(*share)) : Json(nullptr);
    };
    std::vector<Json> objects;
    for (const FailureRow& row : rows)
        objects.push_back({{"index", row.prediction.sample.value},
                           {"true", className(row.prediction.truth, classes)},
                           {"predicted", className(row.prediction.predicted, classes)},
                           {"confidence", number(row.prediction.confidence)},
                           {"margin", number(row.prediction.margin)},
                           {"mode", textOrNull(labels::judgementText(row.judgement, taxonomy))},
                           {"annotator", textOrNull(row.annotator)},
                           {"note", row.note},
                           {"path", textOrNull(row.path)},
                           {"consensus", textOrNull(row.consensus)}});
    return jsonLines(objects);
}

} // namespace faultline::report
