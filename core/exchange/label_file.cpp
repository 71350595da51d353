// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_file.h"

#include "core/exchange/label_fields.h"
#include "core/exchange/label_json.h"
#include "core/exchange/label_texts.h"
#include "core/formats/csv.h"

namespace faultline::exchange {

namespace {

std::string csvText(std::span<const LabelTexts> labels) {
    formats::CsvWriter writer;
    for (const std::string_view name : labelMemberNames)
        writer.text(name);
    writer.endRow();
    for (const LabelTexts& label : labels) {
        for (std::size_t i = 0; i < label.texts.size(); ++i)
            isNumber(static_cast<LabelMember>(i)) ? writer.number(label.texts[i])
                                                  : writer.text(label.texts[i]);
        writer.endRow();
    }
    return writer.str();
}

std::string jsonArray(std::span<const LabelTexts> labels) {
    std::vector<report::Json> objects;
    for (const LabelTexts& label : labels)
        objects.push_back(jsonOf(label));
    return report::jsonLines(objects);
}

} // namespace

std::vector<LabelCarrier> carriersOf(std::span<const model::Prediction> predictions) {
    std::vector<LabelCarrier> carriers;
    carriers.reserve(predictions.size());
    for (const model::Prediction& each : predictions)
        carriers.push_back({each.sample, each.truth, each.predicted});
    return carriers;
}

std::string labelFile(LabelFormat format, std::span<const labels::Label> labels,
                      std::span<const labels::Annotator> annotators, const LabelContext& context) {
    return labelFile(format, labelTexts(labels, annotators, context));
}

std::string labelFile(LabelFormat format, std::span<const LabelTexts> labels) {
    return format == LabelFormat::Csv ? csvText(labels) : jsonArray(labels);
}

base::Result<std::vector<LabelEntry>> parsedLabelFile(LabelFormat format, std::string_view text,
                                                      const LabelContext& context) {
    FAULTLINE_TRY(rows, format == LabelFormat::Csv ? labelRowsOfCsv(text) : labelRowsOfJson(text));
    return checkedLabels(rows, context);
}

} // namespace faultline::exchange
