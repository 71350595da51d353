// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/agreement_table.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/report/json_text.h"
#include "core/report/text_table.h"

#include <array>
#include <cmath>

namespace faultline::report {

namespace {

struct Named {
    std::string_view key, name, method;
    const Measure Agreement::*measure;
};
constexpr std::array<Named, 5> measures{
    {{"raw", "raw agreement", "share of pairs of labels of one item that agree; Wilson's interval",
      &Agreement::raw},
     {"cohen_kappa", "Cohen's kappa", "Cohen 1960; standard error of Fleiss, Cohen and Everitt 1969",
      &Agreement::cohenKappa},
     {"fleiss_kappa", "Fleiss' kappa", "Fleiss 1971 with missing labels; variance of Gwet 2014",
      &Agreement::fleissKappa},
     {"krippendorff_alpha", "Krippendorff's alpha",
      "Krippendorff 2004, nominal; percentile bootstrap over items, 2,000 resamples",
      &Agreement::krippendorffAlpha},
     {"gwet_ac1", "Gwet's AC1", "Gwet 2008 with missing labels; variance of Gwet 2014",
      &Agreement::gwetAc1}}};

Json json(const Measure& measure, std::string_view method) {
    if (!measure.value)
        return nullptr;
    return Json{{"estimate", measure.value->estimate},
                {"standard_error", measure.value->standardError},
                {"low", measure.value->low},
                {"high", measure.value->high},
                {"method", method}};
}

std::string_view kappaMethod(const Agreement& agreement) {
    return agreement.annotators.size() == 2 ? measures[1].method : measures[2].method;
}

template <class Number>
Json numberOrNull(const std::optional<Number>& number) {
    return number ? Json(*number) : Json(nullptr);
}

Json confusionJson(const Agreement& agreement, const Agreement::OfPair& pair) {
    Json rows = Json::array();
    const std::size_t k = agreement.categories.size();
    for (std::size_t row = 0; row < k; ++row)
        rows.push_back(
            std::vector<std::uint64_t>(pair.confusion.begin() + static_cast<std::ptrdiff_t>(row * k),
                                       pair.confusion.begin() + static_cast<std::ptrdiff_t>((row + 1) * k)));
    return rows;
}

std::string agreementJson(const Agreement& agreement) {
    Json object;
    object["annotators"] = agreement.annotators;
    object["items"] = agreement.items;
    object["units"] = agreement.units;
    object["ratings"] = agreement.ratings;
    object["categories"] = agreement.categories;
    Json why = Json::object();
    for (const Named& each : measures) {
        const Measure& measure = agreement.*each.measure;
        object[std::string(each.key)] = json(measure, each.method);
        if (!measure.value)
            why[std::string(each.key)] = measure.why;
    }
    object["why"] = why;
    object["by_mode"] = Json::array();
    for (const Agreement::OfMode& each : agreement.byMode)
        object["by_mode"].push_back(Json{{"mode", each.mode},
                                         {"specific_agreement", numberOrNull(each.specificAgreement)},
                                         {"kappa", json(each.kappa, kappaMethod(agreement))}});
    object["pairs"] = Json::array();
    for (const Agreement::OfPair& pair : agreement.pairs)
        object["pairs"].push_back(Json{{"a", pair.a},
                                       {"b", pair.b},
                                       {"units", pair.units},
                                       {"confusion", confusionJson(agreement, pair)},
                                       {"cohen_kappa", json(pair.cohenKappa, measures[1].method)}});
    object["excluded_agreement"] = Json{{"units", agreement.excludedUnits},
                                        {"raw", json(agreement.excludedRaw, measures[0].method)},
                                        {"kappa", json(agreement.excludedKappa, kappaMethod(agreement))}};
    Json self = Json::array();
    for (const Agreement::OfSelf& each : agreement.self)
        self.push_back(Json{{"annotator", each.annotator},
                            {"units", each.units},
                            {"raw", json(each.raw, measures[0].method)},
                            {"kappa", json(each.kappa, measures[1].method)}});
    object["self"] = std::move(self);
    object["units_needed"] = numberOrNull(unitsNeeded(agreement));
    object["reading"] = agreementReading(agreement);
    return jsonText(object);
}

std::string number(double value) {
    return base::fixedText(value, 3);
}

std::vector<std::string> row(std::string_view name, const Measure& measure) {
    if (!measure.value)
        return {std::string(name), "-", measure.why};
    return {std::string(name), number(measure.value->estimate),
            number(measure.value->low) + " to " + number(measure.value->high)};
}

std::string pairText(const Agreement& agreement, const Agreement::OfPair& pair) {
    std::string text = "\n" + base::printable(pair.a) + " (rows) and " + base::printable(pair.b) +
                       " (columns), " + base::groupedText(pair.units) + " items";
    if (pair.cohenKappa.value)
        text += ", Cohen's kappa " + number(pair.cohenKappa.value->estimate);
    std::vector<TextColumn> columns{{""}};
    std::vector<std::vector<std::string>> rows;
    const std::size_t k = agreement.categories.size();
    for (const std::string& category : agreement.categories)
        columns.push_back({category, Alignment::Right});
    for (std::size_t i = 0; i < k; ++i) {
        rows.push_back({agreement.categories[i]});
        for (std::size_t j = 0; j < k; ++j)
            rows.back().push_back(base::groupedText(pair.confusion[i * k + j]));
    }
    return text + "\n" + alignedTable(columns, rows);
}

std::string agreementText(const Agreement& agreement) {
    std::string text = base::groupedText(agreement.units) + " items" +
                       (agreement.items == "overlap" ? " of the plan's overlap" : "") +
                       " with two labels or more, " + base::groupedText(agreement.ratings) + " labels of " +
                       std::to_string(agreement.annotators.size()) + " annotators\n\n";
    std::vector<std::vector<std::string>> rows;
    for (const Named& each : measures)
        rows.push_back(row(each.name, agreement.*each.measure));
    rows.push_back(row("excluded or not, raw", agreement.excludedRaw));
    text += alignedTable({{"measure"}, {"estimate", Alignment::Right}, {"95 % interval"}}, rows);
    rows.clear();
    for (const Agreement::OfMode& each : agreement.byMode)
        rows.push_back({each.mode, each.specificAgreement ? number(*each.specificAgreement) : "-",
                        each.kappa.value ? number(each.kappa.value->estimate) : "-"});
    text +=
        "\n" +
        alignedTable({{"mode"}, {"specific agreement", Alignment::Right}, {"kappa", Alignment::Right}}, rows);
    for (const Agreement::OfPair& pair : agreement.pairs)
        text += pairText(agreement, pair);
    rows.clear();
    for (const Agreement::OfSelf& each : agreement.self)
        rows.push_back({each.annotator, base::groupedText(each.units),
                        each.raw.value ? number(each.raw.value->estimate) : each.raw.why,
                        each.kappa.value ? number(each.kappa.value->estimate) : "-"});
    if (!rows.empty())
        text += "\n" + alignedTable({{"with themselves"},
                                     {"items shown twice", Alignment::Right},
                                     {"raw", Alignment::Right},
                                     {"kappa", Alignment::Right}},
                                    rows);
    if (const auto needed = unitsNeeded(agreement))
        text += "\nfor alpha ± 0.1: " + base::groupedText(*needed) + " items with two labels\n";
    return text + "\n" + agreementReading(agreement) + "\n";
}

} // namespace

std::optional<std::uint64_t> unitsNeeded(const Agreement& agreement) {
    if (!agreement.krippendorffAlpha.value)
        return std::nullopt;
    const double half =
        (agreement.krippendorffAlpha.value->high - agreement.krippendorffAlpha.value->low) / 2;
    constexpr double wanted = 0.1;
    return static_cast<std::uint64_t>(
        std::ceil(static_cast<double>(agreement.units) * (half / wanted) * (half / wanted)));
}

std::string agreementReading(const Agreement& agreement) {
    const auto& alpha = agreement.krippendorffAlpha.value;
    if (!alpha)
        return "Agreement is not measured: " + agreement.krippendorffAlpha.why + ".";
    const auto& raw = agreement.raw.value;
    const auto& ac1 = agreement.gwetAc1.value;
    constexpr double highRaw = 0.8, gap = 0.3, reliable = 0.8, tentative = 0.667;
    if (raw && ac1 && raw->estimate >= highRaw && ac1->estimate - alpha->estimate >= gap)
        return "The annotators agree on " + base::fixedText(100 * raw->estimate, 0) +
               " % of the pairs of labels, but one mode prevails so much that chance alone would bring most "
               "of that: kappa "
               "and alpha are low, AC1 is not; look at the rare modes one by one.";
    if (alpha->low <= 0)
        return "No agreement beyond chance is shown: the interval of alpha reaches 0.";
    const std::string value = "alpha " + base::fixedText(alpha->estimate, 2);
    if (alpha->estimate >= reliable)
        return "The annotators agree well (" + value + "): conclusions from their labels are reliable.";
    if (alpha->estimate >= tentative)
        return "The annotators agree so far (" + value + ") that tentative conclusions hold.";
    return "The annotators agree more than by chance, but little (" + value +
           "): sharpen the definitions of the modes before you draw conclusions.";
}

std::string agreementTable(TableFormat format, const Agreement& agreement) {
    return format == TableFormat::Json ? agreementJson(agreement) : agreementText(agreement);
}

} // namespace faultline::report
