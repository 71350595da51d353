// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/tool_files.h"

#include "core/base/random.h"
#include "core/exchange/export_note.h"
#include "core/exchange/tool_rows.h"
#include "core/formats/csv.h"
#include "core/report/png_bytes.h"

#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Contains;
using Catch::StartsWith;
using exchange::LabelRow;
using labels::Judgement;
using nlohmann::json;

namespace {

base::ModeId mode(std::string_view slug) {
    return labels::standardTaxonomy().find(slug)->id;
}

/// Three labelled samples of "Ann", with everything that can be said of one.
struct Labelled {
    std::vector<std::string> classes{"cat", "dog", "=frog"};
    std::vector<labels::Annotator> annotators{{base::AnnotatorId(1), "u1", "Ann"}};
    std::vector<labels::Label> given;

    Labelled() {
        add(4, Judgement::of(mode("scale"))).secondary = {mode("background"), mode("occlusion")};
        given[0].flag = true;
        given[0].note = "=small\n\"dark\"";
        given[0].given.elapsed = std::chrono::milliseconds(1400);
        add(7, Judgement::none());
        add(9, Judgement::excluded(labels::Exclusion::WrongTruth, ClassId(1)));
    }
    labels::Label& add(std::uint32_t index, const Judgement& judgement) {
        labels::Label label{base::RunId(1), SampleIndex(index), base::AnnotatorId(1), judgement, "", {}};
        label.labelledAt = *base::parsedIso("2026-11-24T06:47:51.123Z");
        given.push_back(label);
        return given.back();
    }
    [[nodiscard]] exchange::LabelContext context() const {
        return {{{SampleIndex(4), ClassId(0), ClassId(1)},
                 {SampleIndex(7), ClassId(1), std::nullopt}, // as in a package
                 {SampleIndex(9), ClassId(2), ClassId(2)}},
                classes,
                labels::standardTaxonomy()};
    }
    [[nodiscard]] std::vector<exchange::LabelTexts> texts() const {
        return exchange::labelTexts(given, annotators, context());
    }
    /// What is read of rows.
    [[nodiscard]] std::vector<exchange::LabelEntry> checked(const base::Result<std::vector<LabelRow>>& rows,
                                                            const std::string& annotator = {}) const {
        if (!rows)
            FAIL(rows.error().message);
        const auto entries = exchange::checkedLabels(*rows, context(), annotator);
        if (!entries)
            FAIL(entries.error().message);
        return *entries;
    }
    [[nodiscard]] std::string refusal(const base::Result<std::vector<LabelRow>>& rows) const {
        if (!rows)
            return rows.error().message;
        const auto entries = exchange::checkedLabels(*rows, context(), "Ann");
        return entries ? "accepted" : entries.error().message;
    }
};

} // namespace

TEST_CASE_METHOD(Labelled, "FiftyOne's labels are numbers of classes with attributes and tags") {
    const json document = json::parse(exchange::fiftyoneLabels(texts(), labels::standardTaxonomy()));
    CHECK(document["classes"] == json({"scale", "background", "occlusion", "none", "excluded"}));
    CHECK(document["labels"]["4"] == json::parse(R"({"label": 0, "attributes": {
        "tags": ["flagged", "also:background", "also:occlusion"], "true_class": "cat",
        "predicted_class": "dog", "annotator": "Ann", "note": "=small\n\"dark\""}})"));
    CHECK(document["labels"]["7"] ==
          json::parse(R"({"label": 3, "attributes": {"true_class": "dog", "annotator": "Ann"}})"));
    CHECK(document["labels"]["9"]["attributes"]["reason"] == "wrong truth: dog");
    CHECK(json::parse(exchange::fiftyoneLabels({}, labels::standardTaxonomy()))["labels"].empty());
}

TEST_CASE_METHOD(Labelled, "Labels of FiftyOne are read in each form that it has for a target") {
    const auto entries =
        checked(exchange::rowsOfFiftyone(
                    R"({"classes": ["none", "scale"], "labels": {"sub/4.png": 1, "7": {"label": "Occlusion",
            "confidence": 0.5, "attributes": {"tags": ["flagged", "mine", "also:scale"], "reason": "ambiguous",
            "other": [1]}}, "9": null}})"),
                "Bob");
    REQUIRE(entries.size() == 2); // by name
    CHECK(entries[0].sample == SampleIndex(7));
    CHECK(entries[0].judgement == Judgement::of(mode("occlusion"))); // the reason was left behind
    CHECK(entries[0].flag == true);
    CHECK(entries[0].secondary == std::vector{mode("scale")});
    CHECK(entries[1].sample == SampleIndex(4));
    CHECK(entries[1].judgement == Judgement::of(mode("scale")));
    CHECK(entries[1].annotator == "Bob");

    CHECK_THAT(refusal(exchange::rowsOfFiftyone("[]")), Contains("no object \"labels\""));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone("{\n\"labels\": {,}}")), StartsWith("line 2"));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone(R"({"labels": {"4": 0}})")),
               Contains("label \"4\"") && Contains("does not name"));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone(R"({"classes": ["scale"], "labels": {"4": -1}})")),
               Contains("neither a text nor the number"));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone(R"({"labels": {"4": ["scale", "none"]}})")),
               Contains("neither a text nor the number"));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone(R"({"labels": {"4": "blur"}})")),
               StartsWith("label \"4\": unknown mode \"blur\""));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone(R"({"labels": {"cat": "scale"}})")),
               Contains("the index \"cat\" is not a number"));
    CHECK_THAT(refusal(exchange::rowsOfFiftyone(R"({"labels": {"4": "scale", "a/4.png": "none"}})")),
               Contains("judged index 4") && Contains("already"));
}

TEST_CASE_METHOD(Labelled, "A task of Label Studio names its controls and carries its picture") {
    const base::Image picture = base::Image::blank(3, 2);
    const std::string png = report::pngBytes(picture.view(), base::longestSide);
    const json task = json::parse(exchange::labelStudioTask(texts()[0], png));
    CHECK(task["data"]["image"] == "data:image/png;base64," + report::base64(png));
    CHECK(task["data"]["index"] == 4);
    CHECK(task["data"]["predicted_class"] == "dog");
    const json& annotation = task["annotations"][0];
    CHECK(annotation["completed_by"]["email"] == "Ann");
    CHECK(annotation["lead_time"] == 1.4);
    CHECK(annotation["created_at"] == "2026-11-24T06:47:51.123Z");
    CHECK(annotation["result"][0] == json::parse(R"({"id": "mode", "from_name": "mode", "to_name": "image",
        "type": "choices", "value": {"choices": ["scale"]}})"));
    CHECK(annotation["result"][1]["value"]["choices"] == json({"background", "occlusion"}));
    CHECK(annotation["result"][2]["from_name"] == "flag");
    CHECK(annotation["result"][3] == json::parse(R"({"id": "note", "from_name": "note", "to_name": "image",
        "type": "textarea", "value": {"text": ["=small\n\"dark\""]}})"));
    CHECK_FALSE(json::parse(exchange::labelStudioTask(texts()[1], png))["data"].contains("predicted_class"));
    CHECK_FALSE(
        json::parse(exchange::labelStudioTask(texts()[1], png))["annotations"][0].contains("lead_time"));
    CHECK(exchange::labelStudioTasks({}) == "[]\n");
    CHECK(json::parse(exchange::labelStudioTasks({"{}", "{}"})).size() == 2);
}

TEST_CASE_METHOD(Labelled, "Annotations are read as Label Studio exports them, by whoever is named") {
    const auto entries = checked(
        exchange::rowsOfLabelStudio(
            R"([{"id": 1, "data": {"index": 4, "image": "/data/x.png"}, "predictions": [], "annotations": [
              {"completed_by": 3, "was_cancelled": false, "created_at": "2026-11-24T06:47:51.123456Z",
               "lead_time": 2.5, "result": [
                {"from_name": "mode", "type": "choices", "value": {"choices": ["excluded"]}},
                {"from_name": "reason", "type": "choices", "value": {"choices": ["wrong truth"]}},
                {"from_name": "right_class", "type": "choices", "value": {"choices": ["dog"]}},
                {"from_name": "box", "type": "rectanglelabels", "value": {"x": 1}}]},
              {"completed_by": {"id": 2, "email": "bob@example.org"}, "result": [
                {"from_name": "mode", "value": {"choices": ["none"]}},
                {"from_name": "note", "value": {"text": ["a", "b"]}},
                {"from_name": "flag", "value": {"choices": ["flagged"]}}]},
              {"completed_by": 4, "was_cancelled": true, "result": [{"from_name": "mode", "value": {}}]},
              {"completed_by": 5, "result": []}]},
            {"id": 2, "data": {"index": 7}}])"),
        "Ann");
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].annotator == "Ann");
    CHECK(entries[0].judgement == Judgement::excluded(labels::Exclusion::WrongTruth, ClassId(1)));
    CHECK(entries[0].labelledAt == *base::parsedIso("2026-11-24T06:47:51.123Z"));
    CHECK(entries[1].annotator == "bob@example.org");
    CHECK(entries[1].judgement.isNone());
    CHECK(entries[1].note == "a\nb");
    CHECK(entries[1].flag == true);

    CHECK_THAT(refusal(exchange::rowsOfLabelStudio("{}")), Contains("not an array"));
    CHECK_THAT(refusal(exchange::rowsOfLabelStudio(R"([{"data": {"index": 4}}, {"data": {}}])")),
               StartsWith("task 2: its data have no \"index\""));
    const auto annotated = [&](const std::string& annotation) {
        return refusal(
            exchange::rowsOfLabelStudio(R"([{"data": {"index": 4}, "annotations": [)" + annotation + "]}]"));
    };
    CHECK_THAT(annotated(R"({"result": [{"from_name": "box"}]})"),
               StartsWith("task 1: an annotation has no choice called \"mode\""));
    CHECK_THAT(annotated(R"({"result": [{"from_name": "mode", "value": {"choices": ["scale", "none"]}}]})"),
               StartsWith("task 1: unknown mode \"scale none\""));
    CHECK_THAT(annotated(R"({"result": [{"from_name": "mode", "value": {"choices": [1]}}]})"),
               Contains("a choice is no text"));
    CHECK_THAT(annotated("[]"), Contains("an annotation is no object"));
}

TEST_CASE_METHOD(Labelled, "Metadata of an image folder have the picture's name and all members") {
    const std::string lines = exchange::imageFolderMetadata(texts());
    CHECK(std::count(lines.begin(), lines.end(), '\n') == 3);
    const json first = json::parse(lines.substr(0, lines.find('\n')));
    CHECK(first["file_name"] == "4.png");
    CHECK(first["index"] == 4);
    CHECK(first["mode"] == "scale");
    CHECK(first["secondary"] == "background occlusion");
    CHECK(first["elapsed_ms"] == 1400);
    CHECK(first["position"].is_null());
    const auto entries =
        checked(exchange::rowsOfImageFolder("{\"file_name\": \"train/4.jpg\", \"label\": "
                                            "\"scale\"}\r\n\n{\"file_name\": \"x\", \"index\": 7, "
                                            "\"mode\": \"none\", \"annotator\": \"Bob\"}"),
                "Ann");
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].sample == SampleIndex(4));
    CHECK(entries[1].annotator == "Bob");
    CHECK_THAT(refusal(exchange::rowsOfImageFolder("{\"file_name\": \"4.png\"}\n[]\n")),
               StartsWith("line 2: it is not an object"));
    CHECK_THAT(refusal(exchange::rowsOfImageFolder("\n{\"label\": \"scale\"}")),
               StartsWith("line 2: there is no \"file_name\""));
    CHECK_THAT(refusal(exchange::rowsOfImageFolder("{\"file_name\": \"4.png\", \"mode\": \"blur\"}")),
               StartsWith("line 1: unknown mode"));
}

TEST_CASE_METHOD(Labelled, "A file of labelme has one flag for each mode, of which one is true") {
    const base::Image picture = base::Image::blank(3, 2);
    const std::string text = exchange::labelmeFile(texts()[2], picture.view(), labels::standardTaxonomy());
    const json document = json::parse(text);
    CHECK(document["flags"] == json::parse(R"({"scale": false, "background": false, "occlusion": false,
        "none": false, "excluded": true})"));
    CHECK(document["shapes"] == json::array());
    CHECK(document["imagePath"] == "9.png");
    CHECK(document["imageData"].is_null());
    CHECK(document["imageWidth"] == 3);
    CHECK(document["imageHeight"] == 2);
    const auto row = exchange::rowOfLabelme(text, "9.json");
    REQUIRE(row);
    REQUIRE(*row);
    const auto entries = checked(std::vector{**row});
    CHECK(entries[0].judgement == Judgement::excluded(labels::Exclusion::WrongTruth, ClassId(1)));
    CHECK(entries[0].annotator == "Ann");

    const auto reading = [&](const std::string& flags) {
        return exchange::rowOfLabelme(R"({"imagePath": "C:\\pictures\\4.jpg", "flags": )" + flags + "}", "x");
    };
    CHECK_FALSE(reading("{\"scale\": false}").value());
    CHECK(reading("{\"scale\": true}").value()->fields[exchange::LabelField::Index] == "4");
    CHECK_THAT(reading("{\"scale\": true, \"none\": true}").error().message, Contains("are both true"));
    CHECK_THAT(reading("{\"scale\": 1}").error().message, Contains("neither true nor false"));
    CHECK_THAT(reading("[]").error().message, Contains("no object \"flags\""));
    CHECK_THAT(exchange::rowOfLabelme("{\"flags\": {}}", "x").error().message, Contains("imagePath"));
}

TEST_CASE_METHOD(Labelled,
                 "The table of label errors has what is excluded as wrong truth, and nothing else") {
    add(7, Judgement::excluded(labels::Exclusion::Ambiguous));
    add(4, Judgement::excluded(labels::Exclusion::WrongTruth)).note = "neither";
    CHECK(exchange::labelErrors(texts()) == "index,path,true,right,note,labelled_by,labelled_at\n"
                                            "9,,'=frog,dog,,Ann,2026-11-24T06:47:51.123Z\n"
                                            "4,,cat,,neither,Ann,2026-11-24T06:47:51.123Z\n");
}

TEST_CASE_METHOD(Labelled, "A consensus is nobody's label in any format") {
    exchange::LabelContext ofMajority = context();
    ofMajority.consensus = "majority";
    const auto texts = exchange::labelTexts(given, annotators, ofMajority);
    const json task = json::parse(exchange::labelStudioTask(texts[0], "png"));
    CHECK_FALSE(task["annotations"][0].contains("completed_by"));
    const auto row = exchange::rowOfLabelme(
        exchange::labelmeFile(texts[0], base::Image().view(), labels::standardTaxonomy()), "x");
    for (const auto& rows :
         {exchange::rowsOfFiftyone(exchange::fiftyoneLabels(texts, labels::standardTaxonomy())),
          exchange::rowsOfImageFolder(exchange::imageFolderMetadata(texts)),
          exchange::rowsOfLabelStudio(
              exchange::labelStudioTasks({exchange::labelStudioTask(texts[0], "png")})),
          base::Result<std::vector<LabelRow>>(std::vector{**row})})
        CHECK_THAT(refusal(rows), Contains("\"consensus:majority\" is no annotator"));
}

TEST_CASE("A format is told by what a file says") {
    using enum exchange::ExchangeFormat;
    using exchange::formatOfText;
    CHECK(formatOfText("index,annotator,mode\n") == Csv);
    CHECK(formatOfText("") == Csv);
    CHECK(formatOfText("\xef\xbb\xbf [\n{\"index\": 4, \"mode\": \"scale\"}]") == Json);
    CHECK(formatOfText("[]") == Json);
    CHECK(formatOfText("[{\"id\": 1, \"annotations\": [], \"data\": {}}]") == LabelStudio);
    CHECK(formatOfText("{\"format\":\"faultline label log\",\"version\":2}\n{}\n") == Events);
    CHECK(formatOfText("{\"classes\": [],\n\"labels\": {}}") == FiftyOne);
    CHECK(formatOfText("{\"file_name\": \"4.png\"}\n{\"file_name\": \"5.png\"}\n") == ImageFolder);
    CHECK(formatOfText("{\"version\": \"5.0.0\", \"flags\": {}}") == Labelme);
    CHECK(formatOfText("{\"a\": 1}") == Json);
    CHECK(formatOfText("{broken") == Json);
}

TEST_CASE("The note of an export says what it wrote, and nothing else is one") {
    const exchange::ExportNote note{exchange::ExchangeFormat::Folders, "Bö, \"b\"", {{"scale/4.png", 120}}};
    const auto read = exchange::parsedExportNote(exchange::exportNote(note));
    REQUIRE(read);
    CHECK(read->format == note.format);
    CHECK(read->annotator == note.annotator);
    CHECK(read->files == note.files);
    for (const std::string text :
         {"", "[]", "{}", R"({"format": "faultline export", "version": 2, "kind": "csv", "files": {}})",
          R"({"format": "faultline export", "version": 1, "kind": "csv", "files": {"a": -1}})",
          R"({"format": "faultline export", "version": 1, "kind": "none", "files": {}})"})
        CHECK_FALSE(exchange::parsedExportNote(text));
}

TEST_CASE("No cell of a label file is a formula, whatever Unicode its texts hold, and all come back") {
    base::Random random(20261127);
    const auto utf8Of = [](std::uint32_t point) {
        const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | (point >> shift & 0x3FU)); };
        if (point < 0x80)
            return std::string(1, static_cast<char>(point));
        if (point < 0x800)
            return std::string{static_cast<char>(0xC0U | point >> 6U), tail(0)};
        if (point < 0x10000)
            return std::string{static_cast<char>(0xE0U | point >> 12U), tail(6), tail(0)};
        return std::string{static_cast<char>(0xF0U | point >> 18U), tail(12), tail(6), tail(0)};
    };
    const std::string_view difficult("=+-@\t\r\n'\"\0 a,", 13);
    const auto anyText = [&] {
        std::string text;
        for (std::uint64_t length = random.below(8); length > 0; --length) {
            const auto point = static_cast<std::uint32_t>(random.below(0x110000));
            const bool isSurrogate = point >= 0xD800 && point < 0xE000;
            text += random.below(3) == 0 && !isSurrogate
                        ? utf8Of(point)
                        : std::string(1, difficult[random.below(difficult.size())]);
        }
        return text;
    };
    for (int round = 0; round < 2000; ++round) {
        exchange::LabelTexts label{SampleIndex(4), {}};
        for (std::size_t i = 0; i < label.texts.size(); ++i)
            label.texts[i] = isNumber(static_cast<exchange::LabelMember>(i))
                                 ? std::to_string(random.below(100))
                                 : anyText();
        const std::string csv = exchange::labelFile(exchange::LabelFormat::Csv, std::vector{label});
        const auto read = formats::parsedCsv(csv);
        REQUIRE(read);
        REQUIRE(read->size() == 2);
        REQUIRE(std::equal(label.texts.begin(), label.texts.end(), (*read)[1].cells.begin(),
                           (*read)[1].cells.end()));
        // What a spreadsheet takes for a formula has the guard in front, within its quotes if it has any.
        for (const std::string& text : label.texts)
            if (!text.empty() &&
                std::string_view("=+-@\t\r\0", 7).find(text.front()) != std::string_view::npos) {
                REQUIRE((csv.find(",'" + text.substr(0, 1)) != std::string::npos ||
                         csv.find(",\"'" + text.substr(0, 1)) != std::string::npos));
            }
    }
}
