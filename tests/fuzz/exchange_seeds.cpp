// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/seeds.h"

#include "core/model/preprocessing_text.h"
#include "core/protocol/frame.h"
#include "tests/core/protocol/sample_messages.h"
#include "tests/support/dataset_files.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

/// Behind the byte that chooses the reader.
base::Bytes chosen(std::uint8_t choice, const base::Bytes& bytes) {
    base::Bytes all(1 + bytes.size(), choice);
    std::copy(bytes.begin(), bytes.end(), all.begin() + 1);
    return all;
}

void addMessages(std::vector<Seed>& seeds) {
    const auto add = [&](const std::string& name, base::Bytes bytes) {
        seeds.push_back({"messages", name, std::move(bytes)});
    };
    base::Bytes stream;
    for (const protocol::Request& request : tests::allRequests()) {
        const base::Bytes payload = protocol::encoded(request);
        const base::Bytes frame = protocol::framed(payload);
        stream.insert(stream.end(), frame.begin(), frame.end());
        add("request-" + std::to_string(request.index()), chosen(0, payload));
    }
    for (const protocol::Event& event : tests::allEvents())
        add("event-" + std::to_string(event.index()), chosen(1, protocol::encoded(event)));
    add("stream", chosen(2 + 4 * 6, stream));
}

void addLabels(std::vector<Seed>& seeds) {
    const auto add = [&](const std::string& name, std::uint8_t choice, std::string_view text) {
        seeds.push_back({"labels_import", name, chosen(choice, bytesOf(text))});
    };
    add("csv", 0,
        "index,true,predicted,annotator,mode,labelled_at,note\r\n"
        "4,cat,dog,Ann,scale,2026-11-24T06:47:51.123Z,\"a \"\"quoted\"\"\nnote\"\r\n"
        "7,dog,=frog,Ann,,,unsure\r\n9,=frog,=frog,Bob,excluded,2026-11-24T06:47:51+01:00,'=sum\r\n");
    add("csv-few", 0, "mode,annotator,index\nbackground,A,4\nocclusion,B,4\n");
    add("csv-mark", 0, "\xef\xbb\xbfindex,annotator,mode\n4,A,scale\n");
    add("json", 1,
        "[{\"index\": 4, \"true\": \"cat\", \"predicted\": \"dog\", \"annotator\": \"Ann\", \"mode\": "
        "\"scale\", "
        "\"labelled_at\": \"2026-11-24T06:47:51.123Z\", \"note\": \"\\u732b \\ud83d\\ude00\"},\n"
        " {\"index\": 7, \"annotator\": \"Ann\", \"mode\": \"\", \"note\": \"unsure\", \"extra\": [1, {}]}]");
    add("fiftyone", 2,
        R"({"classes": ["scale", "excluded"], "labels": {
"data/4.png": {"label": 0, "confidence": 0.5,
  "attributes": {"tags": ["flagged", "also:occlusion"], "true_class": "cat", "note": "n"}},
"7": {"label": 1, "attributes": {"reason": "wrong truth: cat"}}, "9": null}})");
    add("label-studio", 3,
        R"([{"id": 1, "data": {"index": 4, "image": "data:image/png;base64,AA=="}, "annotations": [
{"completed_by": {"email": "a@b"}, "lead_time": 1.5, "created_at": "2026-11-24T06:47:51.123456Z",
 "was_cancelled": false, "result": [
  {"from_name": "mode", "to_name": "image", "type": "choices", "value": {"choices": ["excluded"]}},
  {"from_name": "reason", "value": {"choices": ["wrong truth"]}},
  {"from_name": "right_class", "value": {"choices": ["dog"]}},
  {"from_name": "note", "value": {"text": ["a", "b"]}}]}]}])");
    add("image-folder", 4,
        "{\"file_name\": \"4.png\", \"mode\": \"scale\", \"flag\": \"yes\"}\n\n"
        "{\"file_name\": \"x/7.jpg\", \"label\": \"none\", \"annotator\": \"Bob\"}\n");
    add("labelme", 5,
        R"({"version": "5.0.0", "flags": {"scale": false, "excluded": true}, "shapes": [],
"imagePath": "9.png", "imageData": null,
"faultline": {"annotator": "Ann", "reason": "ambiguous", "secondary": "scale"}})");
    add("export-note", 5,
        R"({"format": "faultline export", "version": 1, "kind": "folders", "annotator": "Ann",
"files": {"scale/4.png": 10}})");
}

void addPredictions(std::vector<Seed>& seeds) {
    const auto add = [&](const std::string& name, std::uint8_t choice, const base::Bytes& bytes) {
        seeds.push_back({"predictions", name, chosen(choice, bytes)});
    };
    add("csv-classes", 0,
        bytesOf("index,true,predicted,confidence,margin\n0,cat,dog,0.5,0.25\n1,dog,1,,\n2,7,7,1e-3,0\n"));
    add("csv-logits", 0, bytesOf("index,logit_0,logit_1,logit_2\n3,1,-2.5,0\n0,0.1,0.2,0.7\n"));
    add("csv-names", 0, bytesOf("index,cat,dog,7,bird\n1,1,2,3,4\n"));
    add("json-classes", 1,
        bytesOf("[{\"index\": 0, \"predicted\": \"dog\", \"true\": \"cat\", \"confidence\": 0.5},"
                " {\"index\": 1, \"predicted\": 1, \"margin\": 0}]"));
    add("json-logits", 1,
        bytesOf("{\"classes\": [\"cat\", \"dog\", \"7\"], \"predictions\": [{\"index\": 2, \"logits\": [1, "
                "-2, 0.5]}]}"));
    add("npy-classes", 2, tests::npyFile("<i8", {4}, base::packed(std::vector<std::int64_t>{0, 1, 2, 1})));
    add("npy-logits", 2, tests::npyFile("<f4", {2, 3}, base::packed(std::vector<float>{1, -1, 0, 2, 3, 4})));
}

void addPreprocessing(std::vector<Seed>& seeds) {
    const auto add = [&](const std::string& name, std::string_view text) {
        seeds.push_back({"preprocessing", name, bytesOf(text)});
    };
    for (const model::Preprocessing& preset : model::presets())
        add("name-" + preset.name, preset.name);
    model::Preprocessing photo{"custom", {0.1, 0.2, 0.3},         {0.4, 0.5, 0.6}, 256,
                               224,      model::ChannelOrder::Bgr};
    add("object", model::jsonText(photo));
    add("numbers", "{\"mean\": [0, -1e-3, 2], \"std\": [1, 0.5, 1e2], \"crop\": 32}");
    add("classes-object", "{\"cat\": [\"tabby_cat\", 2], \"dog\": 0, \"tabby cat\": \"bird\"}");
    add("classes-list", "[\"dog\", \"tabby cat\", \"cat\"]");
    add("classes-lines", "dog\nTabby_Cat\ncat\n");
    add("rule-order", "order");
    add("rule-name", "name");
}

} // namespace

std::vector<Seed> exchangeSeeds() {
    std::vector<Seed> seeds;
    addMessages(seeds);
    addLabels(seeds);
    addPredictions(seeds);
    addPreprocessing(seeds);
    return seeds;
}

} // namespace faultline::fuzz
