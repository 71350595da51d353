// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/covariate_table.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

namespace faultline::report {

std::string covariateTable(TableFormat format, std::span<const CovariateRow> rows) {
    if (format == TableFormat::Json) {
        std::vector<Json> objects;
        for (const CovariateRow& row : rows)
            objects.push_back(
                Json{{"name", row.name}, {"kind", base::nameOf(row.kind)}, {"images", row.images}});
        return jsonLines(objects);
    }
    if (format == TableFormat::Csv) {
        formats::CsvWriter writer;
        writer.text("name").text("kind").text("images").endRow();
        for (const CovariateRow& row : rows)
            writer.text(row.name)
                .text(std::string(base::nameOf(row.kind)))
                .number(std::to_string(row.images))
                .endRow();
        return writer.str();
    }
    if (rows.empty())
        return "this study has no covariates\n";
    std::vector<std::vector<std::string>> cells;
    for (const CovariateRow& row : rows)
        cells.push_back({row.name, std::string(base::nameOf(row.kind)), base::groupedText(row.images)});
    return alignedTable({{"name"}, {"kind"}, {"images", Alignment::Right}}, cells);
}

std::string contentText(const CovariateRow& row) {
    const std::string images = base::groupedText(row.images) + (row.images == 1 ? " image" : " images");
    switch (row.kind) {
    case CovariateRow::Kind::Counts:
        return "counts of people's answers to " + images;
    case CovariateRow::Kind::Probabilities:
        return "shares of people's answers to " + images;
    case CovariateRow::Kind::Suspected:
        break;
    }
    return "suspected label errors of " + images;
}

} // namespace faultline::report
