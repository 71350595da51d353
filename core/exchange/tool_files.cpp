// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/tool_files.h"

#include "core/base/image.h"
#include "core/base/text.h"
#include "core/exchange/label_json.h"
#include "core/exchange/tool_rows.h"
#include "core/formats/csv.h"
#include "core/report/png_bytes.h"

#include <algorithm>

namespace faultline::exchange {

namespace {

using report::Json;
using enum LabelMember;

/// What an item can be labelled as, in files' words.
std::vector<std::string> modeTexts(const labels::Taxonomy& taxonomy) {
    std::vector<std::string> texts;
    for (const labels::Judgement& category : labels::categoriesOf(taxonomy))
        texts.push_back(labels::judgementText(category, taxonomy));
    texts.push_back(labels::judgementText(labels::Judgement::excluded(), taxonomy));
    return texts;
}

std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        if (!word.empty())
            words.emplace_back(word);
        text.remove_prefix(std::min(text.size(), word.size() + 1));
    }
    return words;
}

std::string dumped(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json fiftyoneAttributes(const LabelTexts& label) {
    Json attributes = Json::object();
    Json tags = Json::array();
    if (label.isFlagged())
        tags.push_back(tool::flagged);
    for (const std::string& mode : wordsOf(label[Secondary]))
        tags.push_back(std::string(tool::also) + mode);
    if (!tags.empty())
        attributes["tags"] = std::move(tags);
    setText(attributes, "true_class", label[True]);
    setText(attributes, "predicted_class", label[Predicted]);
    setText(attributes, "annotator", label[Annotator]);
    setText(attributes, "reason", label[Reason]);
    setText(attributes, "note", label[Note]);
    setText(attributes, "path", label[Path]);
    return attributes;
}

Json labelStudioResult(const char* name, const char* type, Json value) {
    return {
        {"id", name}, {"from_name", name}, {"to_name", "image"}, {"type", type}, {"value", std::move(value)}};
}

Json choices(const char* name, std::vector<std::string> chosen) {
    Json value;
    value["choices"] = std::move(chosen);
    return labelStudioResult(name, "choices", std::move(value));
}

Json labelStudioResults(const LabelTexts& label) {
    Json results = Json::array();
    results.push_back(choices("mode", {label[Mode]}));
    if (!label.reason().empty())
        results.push_back(choices("reason", {std::string(label.reason())}));
    if (!label.rightClass().empty())
        results.push_back(choices("right_class", {std::string(label.rightClass())}));
    if (!label[Secondary].empty())
        results.push_back(choices("secondary", wordsOf(label[Secondary])));
    if (label.isFlagged())
        results.push_back(choices("flag", {tool::flagged}));
    if (!label[Note].empty()) {
        Json value;
        value["text"].push_back(label[Note]);
        results.push_back(labelStudioResult("note", "textarea", std::move(value)));
    }
    return results;
}

} // namespace

std::string pictureName(base::SampleIndex sample) {
    return std::to_string(sample.value) + ".png";
}

std::string fiftyoneLabels(std::span<const LabelTexts> labels, const labels::Taxonomy& taxonomy) {
    const std::vector<std::string> classes = modeTexts(taxonomy);
    std::string text = "{\"classes\":" + dumped(classes) + ",\"labels\":{";
    bool isFirst = true;
    for (const LabelTexts& label : labels) {
        const auto found = std::find(classes.begin(), classes.end(), label[Mode]);
        if (found == classes.end())
            continue;
        const Json target{{"label", found - classes.begin()}, {"attributes", fiftyoneAttributes(label)}};
        text += (isFirst ? "\n\"" : ",\n\"") + label[Index] + "\":" + dumped(target);
        isFirst = false;
    }
    return text + "\n}}\n";
}

std::string labelStudioTask(const LabelTexts& label, std::string_view png) {
    Json data{{"image", "data:image/png;base64," + report::base64(png)}, {"index", label.sample.value}};
    setText(data, "true_class", label[True]);
    setText(data, "predicted_class", label[Predicted]);
    setText(data, "path", label[Path]);
    Json annotation;
    // Nobody's own label is nobody's annotation there, either: whoever takes it in answers for it.
    if (label[Annotator].starts_with(consensusAnnotator))
        annotation[tool::labelsOf] = label[Annotator];
    else
        annotation["completed_by"]["email"] = label[Annotator];
    if (const auto elapsed = base::parsedNumber<std::int64_t>(label[ElapsedMs]))
        annotation["lead_time"] = static_cast<double>(*elapsed) / 1000;
    setText(annotation, "created_at", label[LabelledAt]);
    annotation["was_cancelled"] = false;
    annotation["ground_truth"] = false;
    annotation["result"] = labelStudioResults(label);
    Json task;
    task["data"] = std::move(data);
    task["annotations"].push_back(std::move(annotation));
    return dumped(task);
}

std::string labelStudioTasks(const std::vector<std::string>& tasks) {
    std::string text = "[";
    for (std::size_t i = 0; i < tasks.size(); ++i)
        text += (i == 0 ? "\n" : ",\n") + tasks[i];
    return text + (tasks.empty() ? "]\n" : "\n]\n");
}

std::string imageFolderMetadata(std::span<const LabelTexts> labels) {
    std::string lines;
    for (const LabelTexts& label : labels) {
        Json object;
        object["file_name"] = pictureName(label.sample);
        object.update(jsonOf(label));
        lines += dumped(object) + '\n';
    }
    return lines;
}

std::string labelmeFile(const LabelTexts& label, const base::ImageView& picture,
                        const labels::Taxonomy& taxonomy) {
    Json flags;
    for (const std::string& mode : modeTexts(taxonomy))
        flags[mode] = mode == label[Mode];
    Json own = Json::object();
    setText(own, "annotator", label[Annotator]);
    setText(own, "reason", label[Reason]);
    setText(own, "secondary", label[Secondary]);
    setText(own, "flag", label[Flag]);
    setText(own, "note", label[Note]);
    return report::jsonText({{"version", "5.0.0"},
                             {"flags", std::move(flags)},
                             {"shapes", Json::array()},
                             {"imagePath", pictureName(label.sample)},
                             {"imageData", nullptr},
                             {"imageHeight", picture.height()},
                             {"imageWidth", picture.width()},
                             {tool::ownMember, std::move(own)}});
}

bool isLabelError(const LabelTexts& label) {
    return label.reason() == base::nameOf(labels::Exclusion::WrongTruth);
}

std::string labelErrors(std::span<const LabelTexts> labels) {
    formats::CsvWriter writer;
    for (const char* name : {"index", "path", "true", "right", "note", "labelled_by", "labelled_at"})
        writer.text(name);
    writer.endRow();
    for (const LabelTexts& label : labels) {
        if (!isLabelError(label))
            continue;
        writer.number(label[Index]).text(label[Path]).text(label[True]).text(label.rightClass());
        writer.text(label[Note]).text(label[Annotator]).text(label[LabelledAt]).endRow();
    }
    return writer.str();
}

} // namespace faultline::exchange
