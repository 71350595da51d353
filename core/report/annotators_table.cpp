// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/annotators_table.h"

#include "core/base/text.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

namespace faultline::report {

namespace {

std::string annotatorsJson(std::span<const AnnotatorRow> rows) {
    Json array = Json::array();
    for (const AnnotatorRow& row : rows) {
        Json joined = Json::array();
        for (const AnnotatorRow::Joined& each : row.joined)
            joined.push_back({{"name", each.name}, {"uuid", each.uuid}});
        array.push_back({{"name", row.name},
                         {"uuid", row.uuid},
                         {"labels", row.labels},
                         {"adjudicator", row.isAdjudicator},
                         {"joined", std::move(joined)}});
    }
    return jsonText(array);
}

/// "adjudicator; with root, anna2"
std::string remark(const AnnotatorRow& row) {
    std::string names;
    for (const AnnotatorRow::Joined& each : row.joined)
        names += (names.empty() ? "with " : ", ") + each.name;
    if (!row.isAdjudicator)
        return names;
    return names.empty() ? "adjudicator" : "adjudicator; " + names;
}

} // namespace

std::string annotatorsTable(TableFormat format, std::span<const AnnotatorRow> rows) {
    if (format == TableFormat::Json)
        return annotatorsJson(rows);
    std::vector<std::vector<std::string>> cells;
    for (const AnnotatorRow& row : rows)
        cells.push_back({row.name, base::groupedText(row.labels), remark(row)});
    return alignedTable({{"annotator"}, {"labels", Alignment::Right}, {""}}, cells);
}

} // namespace faultline::report
