// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison_table.h"

#include "core/base/text.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

namespace faultline::report {

namespace {

std::string comparisonJson(const RunComparison& comparison) {
    Json object;
    object["runs"] = Json::array();
    for (const RunComparison::Side& side : comparison.runs)
        object["runs"].push_back(
            Json{{"name", side.name}, {"failures", side.failures}, {"accuracy", side.accuracy}});
    object["images"] = comparison.errors.images();
    object["shared"] = comparison.errors.bothWrong;
    object["shared_expected"] = comparison.errors.bothWrongExpected();
    object["only_a"] = comparison.errors.onlyFirst;
    object["only_b"] = comparison.errors.onlySecond;
    if (const auto& found = comparison.consistency) {
        object["kappa"] = Json{{"estimate", found->kappa},
                               {"standard_error", found->standardError},
                               {"low", found->low},
                               {"high", found->high},
                               {"method", consistencyMethod()}};
    } else {
        object["kappa"] = nullptr;
        object["why"] = comparison.whyNoConsistency;
    }
    return jsonText(object);
}

std::string comparisonText(const RunComparison& comparison) {
    std::vector<std::vector<std::string>> rows;
    for (const RunComparison::Side& side : comparison.runs)
        rows.push_back(
            {side.name, base::groupedText(side.failures), base::fixedText(100 * side.accuracy, 2)});
    std::string text =
        alignedTable({{"run"}, {"failures", Alignment::Right}, {"accuracy %", Alignment::Right}}, rows);
    const analysis::PairedErrors& errors = comparison.errors;
    text += "\nof " + base::groupedText(errors.images()) + " images both fail on " +
            base::groupedText(errors.bothWrong) + " (" + base::fixedText(errors.bothWrongExpected(), 1) +
            " expected by chance), only the first on " + base::groupedText(errors.onlyFirst) +
            ", only the second on " + base::groupedText(errors.onlySecond) + "\n";
    if (const auto& found = comparison.consistency)
        return text + "error consistency (kappa) " + base::fixedText(found->kappa, 4) + ", 95 % interval " +
               base::fixedText(found->low, 4) + " to " + base::fixedText(found->high, 4) + "\n";
    return text + "no error consistency: " + comparison.whyNoConsistency + "\n";
}

} // namespace

std::string_view consistencyMethod() {
    return "Cohen's kappa of right and wrong (Geirhos et al. 2020), percentile bootstrap over images, 2,000 "
           "resamples";
}

std::string comparisonTable(TableFormat format, const RunComparison& comparison) {
    return format == TableFormat::Json ? comparisonJson(comparison) : comparisonText(comparison);
}

std::string runTable(TableFormat format, std::span<const RunRow> runs) {
    if (format == TableFormat::Json) {
        std::vector<Json> objects;
        for (std::size_t i = 0; i < runs.size(); ++i)
            objects.push_back(Json{{"run", i + 1},
                                   {"name", runs[i].name},
                                   {"architecture", runs[i].architecture},
                                   {"device", runs[i].device},
                                   {"images", runs[i].positions},
                                   {"done", runs[i].done},
                                   {"failures", runs[i].failures},
                                   {"controls", runs[i].controls},
                                   {"labels", runs[i].labels},
                                   {"finished", runs[i].finished},
                                   {"imported", textOrNull(runs[i].imported)}});
        return jsonLines(objects);
    }
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < runs.size(); ++i)
        rows.push_back({std::to_string(i + 1), runs[i].name, runs[i].architecture,
                        runs[i].imported.empty() ? runs[i].device : runs[i].imported,
                        base::groupedText(runs[i].done) + " of " + base::groupedText(runs[i].positions),
                        base::groupedText(runs[i].failures), base::groupedText(runs[i].labels),
                        runs[i].finished ? "finished" : "interrupted"});
    return alignedTable({{"run", Alignment::Right},
                         {"name"},
                         {"model"},
                         {"device"},
                         {"images", Alignment::Right},
                         {"failures", Alignment::Right},
                         {"labels", Alignment::Right},
                         {""}},
                        rows);
}

} // namespace faultline::report
