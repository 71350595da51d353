// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_file.h"

#include "core/base/text.h"
#include "core/exchange/label_fields.h"
#include "core/formats/csv.h"
#include "core/report/json_text.h"
#include "core/report/named_class.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>

namespace faultline::exchange {

namespace {

constexpr std::string_view pathName = "path"; ///< the last member, which is only written

struct LabelLine {
    LabelFields fields; ///< all there
    std::string path;
};

/// The texts of one label, in the order of labelFieldNames.
LabelFields fieldsOf(const labels::Label& label, const model::Prediction& prediction,
                     const std::string& annotator, const LabelContext& context) {
    const bool dated = label.labelledAt != base::Timestamp{};
    return {std::to_string(label.sample.value),
            report::className(prediction.truth, context.classes),
            report::className(prediction.predicted, context.classes),
            annotator,
            labels::judgementText(label.judgement, context.taxonomy),
            dated ? base::isoText(label.labelledAt) : std::string(),
            label.note};
}

std::string pathOf(base::SampleIndex sample, const LabelContext& context) {
    const auto found = context.paths.find(sample);
    return found == context.paths.end() ? std::string() : found->second;
}

std::vector<LabelLine> linesOf(std::span<const labels::Label> labels,
                               std::span<const labels::Annotator> annotators, const LabelContext& context) {
    std::unordered_map<base::SampleIndex, const model::Prediction*> predictions;
    for (const model::Prediction& prediction : context.samples)
        predictions.emplace(prediction.sample, &prediction);
    std::vector<LabelLine> result;
    for (const labels::Label& label : labels) {
        const auto annotator = std::find_if(annotators.begin(), annotators.end(),
                                            [&](const auto& a) { return a.id == label.annotator; });
        const auto prediction = predictions.find(label.sample);
        assert(annotator != annotators.end() && prediction != predictions.end());
        if (annotator != annotators.end() && prediction != predictions.end())
            result.push_back({fieldsOf(label, *prediction->second, annotator->name, context),
                              pathOf(label.sample, context)});
    }
    return result;
}

std::string csvText(const std::vector<LabelLine>& lines) {
    formats::CsvWriter writer;
    for (const std::string_view name : labelFieldNames)
        writer.text(name);
    writer.text(pathName).endRow();
    for (const auto& [fields, path] : lines) {
        for (std::size_t i = 0; i < fields.size(); ++i)
            i == 0 ? writer.number(*fields[i]) : writer.text(*fields[i]);
        writer.text(path).endRow();
    }
    return writer.str();
}

std::string jsonArray(const std::vector<LabelLine>& lines) {
    std::vector<report::Json> objects;
    for (const auto& [fields, path] : lines) {
        report::Json object;
        for (std::size_t i = 0; i < labelFieldNames.size(); ++i)
            object[std::string(labelFieldNames[i])] = *fields[i];
        object["index"] = base::parsedNumber<std::uint32_t>(*fields[0]).value_or(0);
        object[std::string(pathName)] = path;
        objects.push_back(std::move(object));
    }
    return report::jsonLines(objects);
}

} // namespace

std::string labelFile(LabelFormat format, std::span<const labels::Label> labels,
                      std::span<const labels::Annotator> annotators, const LabelContext& context) {
    const std::vector<LabelLine> lines = linesOf(labels, annotators, context);
    return format == LabelFormat::Csv ? csvText(lines) : jsonArray(lines);
}

base::Result<std::vector<LabelEntry>> parsedLabelFile(LabelFormat format, std::string_view text,
                                                      const LabelContext& context) {
    FAULTLINE_TRY(rows, format == LabelFormat::Csv ? labelRowsOfCsv(text) : labelRowsOfJson(text));
    LabelChecker checker(context, format == LabelFormat::Csv ? "line " : "entry ");
    std::vector<LabelEntry> entries;
    for (const LabelRow& row : rows) {
        FAULTLINE_TRY(entry, checker.checked(row));
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace faultline::exchange
