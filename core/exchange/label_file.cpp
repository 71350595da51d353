// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_file.h"

#include "core/base/text.h"
#include "core/exchange/label_fields.h"
#include "core/formats/csv.h"
#include "core/report/json_text.h"
#include "core/report/named_class.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <unordered_map>

namespace faultline::exchange {

namespace {

/// The members of a file in their order; labelFieldNames are those that are read.
constexpr std::array<std::string_view, 15> memberNames{
    "index", "true",     "predicted",  "annotator", "mode",   "labelled_at", "note", "how",
    "blind", "position", "elapsed_ms", "flag",      "reason", "secondary",   "path"};
using LabelLine = std::array<std::string, memberNames.size()>;

bool isNumber(std::string_view member) {
    return member == "index" || member == "position" || member == "elapsed_ms";
}

/// "wrong truth: dog"
std::string reasonText(const labels::Judgement& judgement, const LabelContext& context) {
    if (judgement.reason() == labels::Exclusion::Unspecified)
        return {};
    std::string text(base::nameOf(judgement.reason()));
    if (const auto right = judgement.rightClass())
        text += ": " + report::className(*right, context.classes);
    return text;
}

std::string slugsOf(const std::vector<base::ModeId>& modes, const labels::Taxonomy& taxonomy) {
    std::string slugs;
    for (const base::ModeId mode : modes)
        slugs += (slugs.empty() ? "" : " ") + labels::judgementText(labels::Judgement::of(mode), taxonomy);
    return slugs;
}

std::string pathOf(base::SampleIndex sample, const LabelContext& context) {
    const auto found = context.paths.find(sample);
    return found == context.paths.end() ? std::string() : found->second;
}

std::string classText(const std::optional<base::ClassId>& id, const LabelContext& context) {
    return id ? report::className(*id, context.classes) : std::string();
}

LabelLine lineOf(const labels::Label& label, const LabelCarrier& carrier, const std::string& annotator,
                 const LabelContext& context) {
    const bool isDated = label.labelledAt != base::Timestamp{};
    const labels::Circumstances& given = label.given;
    const bool isKnown = !label.judgement.isUnlabelled() &&
                         (context.consensus.empty() || given.how == labels::How::Adjudication);
    return {std::to_string(label.sample.value),
            classText(carrier.truth, context),
            classText(carrier.predicted, context),
            annotator,
            labels::judgementText(label.judgement, context.taxonomy),
            isDated ? base::isoText(label.labelledAt) : std::string(),
            label.note,
            isKnown ? std::string(base::nameOf(given.how)) : std::string(),
            isKnown ? std::string(base::nameOf(given.blind)) : std::string(),
            given.position ? std::to_string(*given.position) : std::string(),
            given.elapsed.count() > 0 ? std::to_string(given.elapsed.count()) : std::string(),
            std::string(label.flag ? flaggedText : std::string_view()),
            reasonText(label.judgement, context),
            slugsOf(label.secondary, context.taxonomy),
            pathOf(label.sample, context)};
}

std::vector<LabelLine> linesOf(std::span<const labels::Label> labels,
                               std::span<const labels::Annotator> annotators, const LabelContext& context) {
    std::unordered_map<base::SampleIndex, const LabelCarrier*> carriers;
    for (const LabelCarrier& carrier : context.samples)
        carriers.emplace(carrier.sample, &carrier);
    std::vector<LabelLine> result;
    for (const labels::Label& label : labels) {
        const auto annotator = std::find_if(annotators.begin(), annotators.end(),
                                            [&](const auto& a) { return a.id == label.annotator; });
        const auto carrier = carriers.find(label.sample);
        const bool isOfConsensus = !context.consensus.empty();
        const bool isNamed = isOfConsensus || annotator != annotators.end();
        assert(isNamed && carrier != carriers.end());
        if (isNamed && carrier != carriers.end())
            result.push_back(
                lineOf(label, *carrier->second,
                       isOfConsensus ? std::string(consensusAnnotator) + context.consensus : annotator->name,
                       context));
    }
    return result;
}

std::string csvText(const std::vector<LabelLine>& lines) {
    formats::CsvWriter writer;
    for (const std::string_view name : memberNames)
        writer.text(name);
    writer.endRow();
    for (const LabelLine& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i)
            isNumber(memberNames[i]) ? writer.number(line[i]) : writer.text(line[i]);
        writer.endRow();
    }
    return writer.str();
}

std::string jsonArray(const std::vector<LabelLine>& lines) {
    std::vector<report::Json> objects;
    for (const LabelLine& line : lines) {
        report::Json object;
        for (std::size_t i = 0; i < line.size(); ++i) {
            report::Json& member = object[std::string(memberNames[i])];
            if (!isNumber(memberNames[i]))
                member = line[i];
            else if (const auto number = base::parsedNumber<std::int64_t>(line[i]))
                member = *number;
            else
                member = nullptr;
        }
        objects.push_back(std::move(object));
    }
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
