// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/label_file.h"

#include "core/base/time.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using exchange::LabelFormat;
using labels::Judgement;

namespace {

struct Run {
    std::vector<std::string> classes{"cat", "dog", "=frog"};
    std::vector<model::Prediction> samples;

    Run() {
        add(4, 0, 1);
        add(7, 1, 2);
        add(9, 2, 2); // a control
    }
    void add(std::uint32_t index, std::uint16_t truth, std::uint16_t predicted) {
        samples.push_back({SampleIndex(index), ClassId(truth), ClassId(predicted), 0.5f, 0.25f});
    }
    [[nodiscard]] exchange::LabelContext context() const {
        return {exchange::carriersOf(samples), classes, labels::standardTaxonomy()};
    }
};

base::ModeId mode(std::string_view slug) {
    return labels::standardTaxonomy().find(slug)->id;
}

base::Result<std::vector<exchange::LabelEntry>> read(std::string_view text,
                                                     LabelFormat format = LabelFormat::Csv) {
    const Run run;
    return exchange::parsedLabelFile(format, text, run.context());
}

std::string errorOf(std::string_view text, LabelFormat format = LabelFormat::Csv) {
    const auto entries = read(text, format);
    REQUIRE_FALSE(entries.has_value());
    return entries.error().message;
}

using Catch::Contains;
using Catch::StartsWith;

} // namespace

TEST_CASE("Labels written as CSV or JSON are read back the same") {
    const Run run;
    const std::vector<labels::Annotator> annotators{{base::AnnotatorId(1), "u1", "Ann"},
                                                    {base::AnnotatorId(2), "u2", "=Bö\"b, Jr."}};
    const auto time = *base::parsedIso("2026-11-24T06:47:51.123Z");
    const std::vector<labels::Label> written{
        {base::RunId(1), SampleIndex(4), base::AnnotatorId(1), Judgement::of(mode("scale")),
         "-1 is\nno number", time},
        {base::RunId(1), SampleIndex(7), base::AnnotatorId(1), Judgement::excluded(), "", time},
        {base::RunId(1), SampleIndex(7), base::AnnotatorId(2), Judgement(), "'=quoted", {}},
        {base::RunId(1),
         SampleIndex(9),
         base::AnnotatorId(2),
         Judgement::of(mode("occlusion")),
         "\"猫\"",
         time,
         {mode("scale")},
         true},
        {base::RunId(1), SampleIndex(4), base::AnnotatorId(2), Judgement::none(), "", time},
        {base::RunId(1), SampleIndex(9), base::AnnotatorId(1),
         Judgement::excluded(labels::Exclusion::WrongTruth, ClassId(2)), "", time}};
    for (const LabelFormat format : {LabelFormat::Csv, LabelFormat::Json}) {
        const std::string text = exchange::labelFile(format, written, annotators, run.context());
        CAPTURE(text);
        const auto entries = exchange::parsedLabelFile(format, text, run.context());
        REQUIRE(entries.has_value());
        REQUIRE(entries->size() == written.size());
        for (std::size_t i = 0; i < written.size(); ++i) {
            const auto& entry = (*entries)[i];
            CHECK(entry.sample == written[i].sample);
            CHECK(entry.judgement == written[i].judgement);
            CHECK(entry.note == written[i].note);
            CHECK(entry.flag.value_or(false) == written[i].flag);
            CHECK(entry.secondary.value_or(std::vector<base::ModeId>{}) == written[i].secondary);
            const auto expected = written[i].labelledAt == base::Timestamp{}
                                      ? std::optional<base::Timestamp>()
                                      : std::optional(written[i].labelledAt);
            CHECK(entry.labelledAt == expected);
            CHECK(entry.annotator == annotators[written[i].annotator == base::AnnotatorId(1) ? 0 : 1].name);
        }
    }
}

TEST_CASE("The CSV of labels has the documented columns") {
    const Run run;
    const std::vector<labels::Annotator> annotators{{base::AnnotatorId(1), "u1", "Ann"}};
    std::vector<labels::Label> written{{base::RunId(1), SampleIndex(7), base::AnnotatorId(1),
                                        Judgement::of(mode("background")), "dark",
                                        *base::parsedIso("2026-11-24T06:47:51Z")}};
    written[0].secondary = {mode("scale"), mode("occlusion")};
    written[0].flag = true;
    written[0].given.how = labels::How::Session;
    written[0].given.blind = labels::Blind::Yes;
    written[0].given.elapsed = std::chrono::milliseconds(1400);
    written[0].given.position = 12;
    CHECK(exchange::labelFile(LabelFormat::Csv, written, annotators, run.context()) ==
          "index,true,predicted,annotator,mode,labelled_at,note,how,blind,position,elapsed_ms,flag,reason,"
          "secondary,path\n"
          "7,dog,'=frog,Ann,background,2026-11-24T06:47:51.000Z,dark,session,yes,12,1400,yes,,scale "
          "occlusion,\n");
    CHECK(exchange::labelFile(LabelFormat::Json, written, annotators, run.context()) ==
          "[\n{\"index\":7,\"true\":\"dog\",\"predicted\":\"=frog\",\"annotator\":\"Ann\",\"mode\":"
          "\"background\",\"labelled_at\":\"2026-11-24T06:47:51.000Z\",\"note\":\"dark\",\"how\":\"session\","
          "\"blind\":\"yes\",\"position\":12,\"elapsed_ms\":1400,\"flag\":\"yes\",\"reason\":\"\","
          "\"secondary\":\"scale occlusion\",\"path\":\"\"}\n]\n");
    CHECK(exchange::labelFile(LabelFormat::Json, {}, annotators, run.context()) == "[]\n");
}

TEST_CASE("Labels of files say where the picture came from, and are read back all the same") {
    const Run run;
    exchange::LabelContext context = run.context();
    context.paths.emplace(SampleIndex(7), "=dog/a, b.png");
    const std::vector<labels::Annotator> annotators{{base::AnnotatorId(1), "u1", "Ann"}};
    const std::vector<labels::Label> written{
        {base::RunId(1), SampleIndex(7), base::AnnotatorId(1), Judgement::of(mode("scale")), "", {}}};
    const std::string csv = exchange::labelFile(LabelFormat::Csv, written, annotators, context);
    CHECK(csv ==
          "index,true,predicted,annotator,mode,labelled_at,note,how,blind,position,elapsed_ms,flag,reason,"
          "secondary,path\n"
          "7,dog,'=frog,Ann,scale,,,grid,no,,,,,,\"'=dog/a, b.png\"\n");
    const std::string json = exchange::labelFile(LabelFormat::Json, written, annotators, context);
    CHECK(json.find("\"path\":\"=dog/a, b.png\"}") != std::string::npos);
    for (const auto& [format, text] : {std::pair(LabelFormat::Csv, csv), {LabelFormat::Json, json}}) {
        const auto entries = exchange::parsedLabelFile(format, text, run.context());
        REQUIRE(entries.has_value());
        CHECK((*entries)[0].judgement == Judgement::of(mode("scale")));
    }
}

TEST_CASE("A label file needs only index, annotator and mode, in any order and case of mode") {
    const auto entries =
        read("\xef\xbb\xbfMode,who,Index,annotator\r\nSCALE,x,7,Ann\r\nexcluded,y,4,Ann\r\n");
    REQUIRE(entries.has_value());
    REQUIRE(entries->size() == 2);
    CHECK((*entries)[0].line == 2);
    CHECK((*entries)[0].sample == SampleIndex(7));
    CHECK((*entries)[0].judgement == Judgement::of(mode("scale")));
    CHECK_FALSE((*entries)[0].labelledAt.has_value());
    CHECK((*entries)[1].judgement == Judgement::excluded());

    const auto objects =
        read(R"([{"index": 7, "annotator": "Ann", "mode": "Scale", "more": [1]}])", LabelFormat::Json);
    REQUIRE(objects.has_value());
    CHECK((*objects)[0].judgement == Judgement::of(mode("scale")));
}

TEST_CASE("A label may name its picture by the file, where the study knows it") {
    const Run run;
    exchange::LabelContext context = run.context();
    context.paths = {{SampleIndex(4), "dog/4.png"}, {SampleIndex(7), "dog/cafe\xcc\x81.png"}};
    const auto sampleOf = [&](const std::string& text, LabelFormat format = LabelFormat::Csv) {
        const auto entries = exchange::parsedLabelFile(format, text, context);
        return entries ? std::to_string(entries->front().sample.value) : entries.error().message;
    };
    CHECK(sampleOf("path;annotator;mode\ndog/4.png;Ann;scale\n") == "4");
    CHECK(sampleOf("file,annotator,mode\n/data/dog/caf\xc3\xa9.png,Ann,scale\n") == "7");
    CHECK(sampleOf("index,path,annotator,mode\n9,dog/4.png,Ann,scale\n") == "9"); // whose path nobody knows
    for (const char* same : {"dog/4.png", "4.png", "/data/dog/4.png", "dog\\4.png", ""})
        CHECK(sampleOf("index,path,annotator,mode\n4," + std::string(same) + ",Ann,scale\n") == "4");
    CHECK_THAT(sampleOf("index,path,annotator,mode\n7,dog/4.png,Ann,scale\n"),
               StartsWith("line 2: index 7 is the picture \"dog/cafe") &&
                   Contains("in the study and \"dog/4.png\" in the file; take out the column that is wrong"));
    CHECK_THAT(sampleOf("path,annotator,mode\n4.png,Ann,scale\n"), // of another class one may be right
               Contains("neither a failure nor a control"));
    CHECK_THAT(sampleOf("path,annotator,mode\n4.png,Ann,scale\n"),
               Contains("by that name, of which the data set may have several"));
    CHECK(sampleOf(R"([{"path": "dog/4.png", "annotator": "Ann", "mode": "scale"}])", LabelFormat::Json) ==
          "4");
    CHECK_THAT(
        sampleOf("path,annotator,mode\ndog/5.png,Ann,scale\n"),
        StartsWith("line 2: the picture \"dog/5.png\" is neither a failure nor a control of this study"));
    CHECK_THAT(sampleOf("path,annotator,mode\nog/4.png,Ann,scale\n"), Contains("neither a failure"));
    CHECK_THAT(errorOf("path,annotator,mode\ndog/4.png,Ann,scale\n"), Contains("knows no paths"));
    CHECK_THAT(errorOf("annotator,mode\nAnn,scale\n"),
               StartsWith("line 1: there is neither a column \"index\" nor \"path\""));
}

TEST_CASE(
    "A base name is enough where it is that of one picture of the set, or becomes a path by the class") {
    const Run run;
    exchange::LabelContext context = run.context();
    const auto sampleOf = [&](const std::string& row) {
        const auto entries = exchange::parsedLabelFile(
            LabelFormat::Csv, "path,true,annotator,mode\n" + row + ",Ann,scale\n", context);
        return entries ? std::to_string(entries->front().sample.value) : entries.error().message;
    };
    context.paths = {{SampleIndex(4), "cat/4.png"}};
    CHECK(sampleOf("4.png,cat") == "4");
    CHECK_THAT(sampleOf("4.png,dog"), Contains("by that name, of which the data set may have several"));
    CHECK_THAT(sampleOf("4.png,"), Contains("by that name, of which the data set may have several"));
    context.namesAreUnique = true;
    CHECK(sampleOf("4.png,") == "4");
    CHECK(sampleOf("/elsewhere/4.png,") == "4");
    CHECK_THAT(sampleOf("5.png,"), Contains("neither a failure nor a control"));
}

TEST_CASE("Tables of labels are read as spreadsheets and data frames write them") {
    const auto sampleOf = [](const std::string& text) {
        const auto entries = exchange::parsedLabelFile(LabelFormat::Csv, text, Run().context());
        return entries ? std::to_string(entries->front().sample.value) : entries.error().message;
    };
    CHECK(sampleOf("\xEF\xBB\xBF"
                   "index;mode;annotator;note\r\n7;Scale;Ann;\"two\nlines; and a \"\"quote\"\"\"\r\n") ==
          "7");
    CHECK(sampleOf("sep=;\r\nindex;mode;annotator\r\n7;Scale;Ann\r\n") == "7");
    CHECK(sampleOf("index\tmode\tannotator\n7\tScale\tAnn\n") == "7");
    CHECK(sampleOf(",index,mode,annotator\n0,7.0,Scale,Ann\n") == "7");
    CHECK(sampleOf("index;mode;annotator\n7,0;Scale;Ann\n") == "7");
    CHECK_THAT(sampleOf("index,mode,annotator\n7.5,Scale,Ann\n"), Contains("is not a number from 0"));
    CHECK_THAT(sampleOf("index,mode,annotator\n\"7,000\",Scale,Ann\n"), Contains("is not a number from 0"));
    const std::string plain = "index,mode,annotator\n7,Scale,Ann\n";
    std::string wide = "\xff\xfe";
    for (const char c : plain)
        wide += {c, '\0'};
    CHECK(sampleOf(wide) == "7");
}

TEST_CASE("Several annotators may label one index, each of them once") {
    CHECK(read("index,annotator,mode\n7,Ann,scale\n7,Bob,scale\n").has_value());
    CHECK_THAT(errorOf("index,annotator,mode\n7,Ann,scale\n4,Ann,scale\n7, Ann ,occlusion\n"),
               StartsWith("line 4: \"Ann\" judged index 7 in line 2 already"));
}

TEST_CASE("An entry without mode is a note, or it is refused") {
    const auto entries = read("index,annotator,mode,note\n7,Ann,,look again\n");
    REQUIRE(entries.has_value());
    CHECK((*entries)[0].judgement.isUnlabelled());
    CHECK((*entries)[0].note == "look again");
    CHECK_THAT(errorOf("index,annotator,mode,note\n7,Ann,,\n"),
               StartsWith("line 2: there is neither a mode"));
}

TEST_CASE("True and predicted class may be given by name or number and must be those of the run") {
    CHECK(read("index,true,predicted,annotator,mode\n7,dog,2,Ann,scale\n").has_value());
    CHECK(read("index,true,predicted,annotator,mode\n7,1,'=frog,Ann,scale\n").has_value());
    CHECK(read("index,true,predicted,annotator,mode\n7,,,Ann,scale\n").has_value());
    CHECK_THAT(errorOf("index,true,annotator,mode\n4,cat,Ann,scale\n7,cat,Ann,scale\n"),
               Contains("line 3: the true class is \"cat\" in the file and \"dog\" in the study"));
    CHECK_THAT(errorOf("index,predicted,annotator,mode\n7,horse,Ann,scale\n"),
               Contains("line 2: the predicted class is \"horse\" in the file"));
}

TEST_CASE("What is wrong in a CSV of labels is named with its line") {
    const std::string heading = "index,annotator,mode,labelled_at\n";
    CHECK_THAT(
        errorOf(heading + "4,Ann,scale,\n7,Ann,blurry,\n"),
        StartsWith(
            "line 3: unknown mode \"blurry\"; the modes are scale, background, occlusion, none, excluded"));
    CHECK_THAT(errorOf(heading + "5,Ann,scale,\n"), StartsWith("line 2: index 5 is neither a failure nor"));
    CHECK_THAT(errorOf(heading + "-4,Ann,scale,\n"), StartsWith("line 2: the index \"-4\""));
    CHECK_THAT(errorOf(heading + "4x,Ann,scale,\n"), StartsWith("line 2: the index \"4x\""));
    CHECK_THAT(errorOf(heading + "4, ,scale,\n"), StartsWith("line 2: the annotator \"\""));
    CHECK_THAT(errorOf(heading + "4,\"A\nnn\",scale,\n"), StartsWith("line 2: the annotator"));
    CHECK_THAT(errorOf(heading + "4," + std::string(201, 'a') + ",scale,\n"),
               StartsWith("line 2: the annotator"));
    CHECK_THAT(errorOf(heading + "4,Ann,scale,yesterday\n"), StartsWith("line 2: labelled_at \"yesterday\""));
    CHECK_THAT(errorOf(heading + "4,Ann,scale\n"), StartsWith("line 2 has 3 cells, the heading has 4"));
    CHECK_THAT(errorOf(heading + "4,Ann,sc\xff,\n"), StartsWith("line 2: the text is not UTF-8"));
    CHECK_THAT(errorOf("index,annotator\n4,Ann\n"), StartsWith("line 1: there is no column \"mode\""));
    CHECK_THAT(errorOf("index,annotator,mode,Index\n"),
               StartsWith("line 1: the column \"Index\" is there twice"));
    CHECK_THAT(errorOf(""), StartsWith("the file is empty"));
}

TEST_CASE("What is wrong in a JSON of labels is named with its line or entry") {
    const auto json = LabelFormat::Json;
    CHECK_THAT(errorOf("[\n{\"index\": 4,\n}]", json), StartsWith("line 3: this is not well-formed JSON"));
    CHECK_THAT(errorOf("[\"\xff\"]", json), StartsWith("line 1: this is not well-formed JSON in UTF-8"));
    CHECK_THAT(errorOf("{}", json), StartsWith("the JSON is not an array"));
    CHECK_THAT(errorOf("[1e999]", json), StartsWith("the JSON holds a number that is too large"));
    CHECK_THAT(errorOf("[3]", json), StartsWith("entry 1 is not an object"));
    CHECK_THAT(errorOf(R"([{"index": 4, "annotator": "Ann"}])", json),
               StartsWith("entry 1: there is no \"mode\""));
    CHECK_THAT(errorOf(R"([{"index": 4.5, "annotator": "Ann", "mode": "scale"}])", json),
               StartsWith("entry 1: \"index\" is neither a text nor a whole number"));
    CHECK_THAT(errorOf(R"([{"index": 4, "annotator": "Ann", "mode": "scale"},
                           {"index": 7, "annotator": "Ann", "mode": "smell"}])",
                       json),
               StartsWith("entry 2: unknown mode \"smell\""));
    CHECK_THAT(errorOf(R"([{"index": 4, "annotator": "Ann", "mode": null}])", json),
               StartsWith("entry 1: there is neither a mode nor a note"));
    CHECK_THAT(errorOf(std::string(1'000'000, '['), json),
               StartsWith("line 1: this is not well-formed JSON"));
}

TEST_CASE(
    "Reasons, flags and secondary modes are read as they are written, and refused where they make no sense") {
    const std::string heading = "index,annotator,mode,reason,flag,secondary\n";
    const auto entries =
        read(heading + "4,Ann,excluded, Wrong Truth : dog,,\n7,Ann,excluded,several objects,YES,\n"
                       "9,Ann,,,no,occlusion  scale\n");
    REQUIRE(entries.has_value());
    CHECK((*entries)[0].judgement == Judgement::excluded(labels::Exclusion::WrongTruth, ClassId(1)));
    CHECK_FALSE((*entries)[0].flag);
    CHECK((*entries)[1].judgement == Judgement::excluded(labels::Exclusion::SeveralObjects));
    CHECK((*entries)[1].flag == true);
    CHECK((*entries)[2].judgement.isUnlabelled());
    CHECK((*entries)[2].flag == false);
    CHECK((*entries)[2].secondary == std::vector{mode("occlusion"), mode("scale")});
    CHECK_THAT(errorOf(heading + "4,Ann,scale,ambiguous,,\n"),
               StartsWith("line 2: the reason \"ambiguous\" goes with the mode excluded alone"));
    CHECK_THAT(errorOf(heading + "4,Ann,excluded,blurry,,\n"),
               StartsWith("line 2: unknown reason \"blurry\"; the "
                          "reasons are unspecified, wrong truth,"));
    CHECK_THAT(errorOf(heading + "4,Ann,excluded,ambiguous: dog,,\n"), StartsWith("line 2: unknown reason"));
    CHECK_THAT(errorOf(heading + "4,Ann,excluded,wrong truth: cow,,\n"),
               Contains("line 2") && Contains("cow"));
    CHECK_THAT(errorOf(heading + "4,Ann,scale,,maybe,\n"), StartsWith("line 2: the flag \"maybe\""));
    CHECK_THAT(errorOf(heading + "4,Ann,scale,,,smell\n"),
               StartsWith("line 2: unknown secondary mode \"smell\""));
}
