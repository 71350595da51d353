// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/plan_table.h"

#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/report/json_text.h"
#include "core/report/named_class.h"
#include "core/report/text_table.h"

#include <algorithm>

namespace faultline::report {

namespace {

using plans::Plan;
using plans::PlanItem;

struct Stratum {
    std::size_t items = 0;
    std::uint32_t size = 0;
    double inclusion = 1;
};

std::map<std::string, Stratum> strataOf(const Plan& plan) {
    std::map<std::string, Stratum> strata;
    for (const PlanItem& item : plan.items) {
        Stratum& stratum = strata[item.stratum];
        ++stratum.items;
        stratum.size = item.stratumSize;
        stratum.inclusion = item.inclusion;
    }
    return strata;
}

std::size_t countOf(const Plan& plan, plans::Role role) {
    return static_cast<std::size_t>(std::ranges::count(plan.items, role, &PlanItem::role));
}

std::size_t overlapOf(const Plan& plan) {
    return static_cast<std::size_t>(std::ranges::count(plan.items, true, &PlanItem::isOverlap));
}

Json annotatorsJson(const PlanView& view) {
    Json annotators = Json::array();
    for (const PlanView::OfAnnotator& each : view.annotators)
        annotators.push_back({{"name", each.name}, {"asked", each.asked}, {"answered", each.answered}});
    return annotators;
}

/// What of a plan travels in a package.
Json packageJson(const PlanView& view) {
    const Plan& plan = view.plan;
    return {{"version", plan.version},
            {"uuid", plan.uuid},
            {"created_at", base::isoText(plan.at)},
            {"package", true},
            {"blind", plan.options.sight == plans::Sight::Blind},
            {"truth_shown", plan.options.truth == plans::Truth::Shown},
            {"items", plan.items.size()},
            {"annotators", annotatorsJson(view)}};
}

Json planJson(const PlanView& view, std::span<const std::string> classes) {
    const Plan& plan = view.plan;
    const plans::PlanOptions& options = plan.options;
    Json object = {{"version", plan.version},
                   {"uuid", plan.uuid},
                   {"created_at", base::isoText(plan.at)},
                   {"failures", countOf(plan, plans::Role::Failure)},
                   {"failures_asked", plans::textOf(options.failures)},
                   {"controls", countOf(plan, plans::Role::Control)},
                   {"controls_asked", plans::textOf(options.controls)},
                   {"overlap", overlapOf(plan)},
                   {"repeats", options.repeats},
                   {"order", base::nameOf(options.order)},
                   {"blind", options.sight == plans::Sight::Blind},
                   {"truth_shown", options.truth == plans::Truth::Shown},
                   {"minimum", options.minimum ? Json(*options.minimum) : Json(nullptr)},
                   {"seed", std::to_string(options.seed)},
                   {"items", plan.items.size()}};
    Json strata = Json::array();
    for (const auto& [name, stratum] : strataOf(plan))
        strata.push_back({{"stratum", name},
                          {"items", stratum.items},
                          {"size", stratum.size},
                          {"inclusion", stratum.inclusion}});
    object["strata"] = std::move(strata);
    object["annotators"] = annotatorsJson(view);
    Json lacking = Json::array();
    for (const auto& [id, count] : view.lackingControls)
        lacking.push_back({{"true", className(id, classes)}, {"count", count}});
    object["lacking_controls"] = std::move(lacking);
    return object;
}

/// "blind, true class shown"
std::string sightText(const plans::PlanOptions& options) {
    return std::string(options.sight == plans::Sight::Blind ? "blind" : "open") + ", true class " +
           (options.truth == plans::Truth::Shown ? "shown" : "hidden");
}

std::string progressTable(const PlanView& view) {
    std::vector<std::vector<std::string>> rows;
    for (const PlanView::OfAnnotator& each : view.annotators)
        rows.push_back({each.name, base::groupedText(each.answered), base::groupedText(each.asked)});
    return alignedTable({{"annotator"}, {"answered", Alignment::Right}, {"asked", Alignment::Right}}, rows);
}

std::string packageText(const PlanView& view) {
    return "A package of plan " + std::to_string(view.plan.version) + ": " +
           base::groupedText(view.plan.items.size()) + " items, " + sightText(view.plan.options) + "\n\n" +
           progressTable(view);
}

std::string planText(const PlanView& view, std::span<const std::string> classes) {
    const Plan& plan = view.plan;
    const plans::PlanOptions& options = plan.options;
    std::string text = "Plan " + std::to_string(plan.version) + ": " +
                       base::groupedText(countOf(plan, plans::Role::Failure)) + " failures (" +
                       plans::textOf(options.failures) + "), " +
                       base::groupedText(countOf(plan, plans::Role::Control)) + " controls (" +
                       plans::textOf(options.controls) + "), " + base::groupedText(overlapOf(plan)) +
                       " of them for everybody, " + base::groupedText(options.repeats) + " shown twice\n";
    text += sightText(options) + ", order " + std::string(base::nameOf(options.order)) + ", seed " +
            std::to_string(options.seed) +
            (options.minimum ? ", final from " + base::groupedText(*options.minimum) + " labelled failures"
                             : "") +
            "\n";
    for (const auto& [id, count] : view.lackingControls)
        text += "lacking: " + base::groupedText(count) + " controls of " + className(id, classes) +
                ", which the run has not stored\n";
    if (view.annotators.empty())
        return text +
               "Nobody has begun; each annotator's queue is in: faultline queue STUDY --annotator NAME\n";
    return text + "\n" + progressTable(view);
}

std::string queueCsv(std::span<const QueueRow> rows) {
    formats::CsvWriter writer;
    for (const char* name : {"position", "index", "true", "repeat", "answered"})
        writer.text(name);
    writer.endRow();
    for (const QueueRow& row : rows)
        writer.number(std::to_string(row.position))
            .number(std::to_string(row.sample.value))
            .text(row.truth)
            .text(row.isRepeat ? "yes" : "")
            .text(row.isAnswered ? "yes" : "")
            .endRow();
    return writer.str();
}

} // namespace

std::string planTable(TableFormat format, const PlanView& view, std::span<const std::string> classes) {
    if (view.plan.given)
        return format == TableFormat::Json ? jsonText(packageJson(view)) : packageText(view);
    return format == TableFormat::Json ? jsonText(planJson(view, classes)) : planText(view, classes);
}

std::string queueTable(TableFormat format, std::span<const QueueRow> rows) {
    if (format == TableFormat::Csv)
        return queueCsv(rows);
    if (format == TableFormat::Text) {
        std::vector<std::vector<std::string>> cells;
        for (const QueueRow& row : rows)
            cells.push_back({std::to_string(row.position), std::to_string(row.sample.value), row.truth,
                             row.isRepeat ? "again" : "", row.isAnswered ? "answered" : ""});
        return alignedTable(
            {{"position", Alignment::Right}, {"index", Alignment::Right}, {"true"}, {"repeat"}, {""}}, cells);
    }
    std::vector<Json> objects;
    for (const QueueRow& row : rows)
        objects.push_back({{"position", row.position},
                           {"index", row.sample.value},
                           {"true", textOrNull(row.truth)},
                           {"repeat", row.isRepeat},
                           {"answered", row.isAnswered}});
    return jsonLines(objects);
}

} // namespace faultline::report
