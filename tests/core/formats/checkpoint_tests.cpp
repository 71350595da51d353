// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/checkpoint.h"

#include "core/base/files.h"
#include "tests/support/real_data.h"
#include "tests/support/torch_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using tests::TorchContainer;
using tests::TorchFile;
using tests::torchFile;
using tests::TorchTensor;

namespace {

const TorchTensor matrix{"layer.weight", {2, 3}, {1, 2, 3, 4, 5, 6}};
const TorchTensor vector{"layer.bias", {2}, {7, 8}};

formats::Checkpoint read(const base::Bytes& bytes) {
    auto checkpoint = formats::readCheckpoint(bytes);
    INFO((checkpoint ? std::string() : checkpoint.error().message));
    REQUIRE(checkpoint);
    return std::move(*checkpoint);
}

std::string refusal(const base::Bytes& bytes) {
    const auto checkpoint = formats::readCheckpoint(bytes);
    REQUIRE_FALSE(checkpoint);
    return checkpoint.error().message;
}

std::string refusal(std::string_view text) {
    return refusal(base::Bytes(text.begin(), text.end()));
}

std::vector<float> values(const formats::Checkpoint& checkpoint, std::string_view name) {
    const formats::Tensor* tensor = checkpoint.find(name);
    REQUIRE(tensor != nullptr);
    return formats::float32Values(*tensor).value();
}

} // namespace

TEST_CASE("Both containers give the same tensors, bare or under the usual keys") {
    const auto container = GENERATE(TorchContainer::Zip, TorchContainer::Legacy);
    const std::string key =
        GENERATE(as<std::string>(), "", "state_dict", "net", "model", "model_state_dict", "weights");
    TorchFile file{container, {matrix, vector}, key, {}, true, {}, "cuda:0"};
    if (!key.empty())
        file.facts = {{"acc", 92.12}, {"epoch", 195}};
    const base::Bytes bytes = torchFile(file);
    const formats::Checkpoint checkpoint = read(bytes);
    CHECK(checkpoint.format == (container == TorchContainer::Zip ? "pytorch-zip" : "pytorch-legacy"));
    REQUIRE(checkpoint.tensors.size() == 2);
    CHECK(checkpoint.find("layer.weight")->shape == std::vector<std::uint64_t>{2, 3});
    CHECK(values(checkpoint, "layer.weight") == matrix.values);
    CHECK(values(checkpoint, "layer.bias") == vector.values);
    if (!key.empty()) {
        CHECK(*checkpoint.fact("acc") == "92.12");
        CHECK(*checkpoint.fact("epoch") == "195");
    }
}

TEST_CASE("A transposed tensor is read in row-major order") {
    const base::Bytes bytes = torchFile(
        {TorchContainer::Zip, {{"w", {3, 2}, {1, 2, 3, 4, 5, 6}, {1, 3}}}, {}, {}, true, {}, "cpu"});
    const formats::Checkpoint checkpoint = read(bytes);
    CHECK(values(checkpoint, "w") == std::vector<float>{1, 4, 2, 5, 3, 6});
}

TEST_CASE("A foreign object beside the state dict is skipped, within it it is refused by name") {
    TorchFile file{TorchContainer::Zip, {matrix}, "state_dict", {}, true, "argparse Namespace", "cpu"};
    CHECK(read(torchFile(file)).tensors.size() == 1);

    tests::PickleWriter inside;
    inside.op("}(").text("w").global("my.project", "Thing").op(')').raw("\x81").text("v");
    inside.global("torch._utils", "_rebuild_tensor_v2").op("()t").op('R').op('u');
    const std::string message = refusal(tests::zipArchive({{"a/data.pkl", inside.finish()}}));
    CHECK(message.find("\"my.project.Thing\"") != std::string::npos);
}

TEST_CASE("A pickled whole module is refused with its class") {
    const base::Bytes pickle = tests::PickleWriter()
                                   .global("torchvision.models.resnet", "ResNet")
                                   .op(')')
                                   .raw("\x81")
                                   .op("}b")
                                   .finish();
    CHECK(refusal(tests::zipArchive({{"a/data.pkl", pickle}})) ==
          "it is a pickled whole module of the class \"torchvision.models.resnet.ResNet\", whose program is "
          "not in the file; save the model's state_dict() instead");
    tests::PickleWriter under;
    under.op('}').text("model").global("models", "Net").op(')').raw("\x81").op('s');
    CHECK(refusal(tests::zipArchive({{"a/data.pkl", under.finish()}})).find("\"models.Net\"") !=
          std::string::npos);
}

TEST_CASE("A training checkpoint whose tensors can't be told is refused with its keys") {
    tests::PickleWriter pickle;
    pickle.op("}(").text("optimizer").op('}').text("epoch").integer(3).op('u');
    const std::string message = refusal(tests::zipArchive({{"a/data.pkl", pickle.finish()}}));
    CHECK(message.find("\"optimizer\", \"epoch\"") != std::string::npos);
}

TEST_CASE("What is mistaken for a model file is told what it is") {
    CHECK(refusal("").find("empty") != std::string::npos);
    CHECK(refusal("\x89HDF\r\n\x1a\n____").find("HDF5") != std::string::npos);
    CHECK(refusal(std::string_view("\x1c\0\0\0TFL3____", 12)).find("TFLite") != std::string::npos);
    CHECK(refusal("<!DOCTYPE html><html>").find("web page") != std::string::npos);
    CHECK(refusal("# ResNet-18\n\nHow it was trained.\n") ==
          "it is a text, not a model; choose the file that holds the weights");
    CHECK(refusal("\x80\x04N.").find("torch.save()") != std::string::npos);
    CHECK(refusal(tests::zipArchive({{"config.json", {}}})).find("Keras") != std::string::npos);
    CHECK(refusal(tests::zipArchive({{"readme.txt", {}}})).find("data.pkl") != std::string::npos);
    CHECK(refusal(tests::zipArchive({{"m/data.pkl", {}}, {"m/code/net.py", {}}})).find("TorchScript") !=
          std::string::npos);
}

TEST_CASE("A truncated file is refused wherever it ends") {
    const auto container = GENERATE(TorchContainer::Zip, TorchContainer::Legacy);
    const base::Bytes whole = torchFile({container, {matrix, vector}, "net", {{"acc", 1}}, true, {}, "cpu"});
    for (std::size_t length = 0; length < whole.size(); ++length)
        CHECK_FALSE(formats::readCheckpoint(base::ByteView(whole).first(length)));
    const std::string message =
        formats::readCheckpoint(base::ByteView(whole).first(whole.size() - 9)).error().message;
    CHECK(message.find("cut off") != std::string::npos);
}

TEST_CASE("A tensor that reaches beyond its storage is refused") {
    const auto refused = [](const TorchTensor& tensor) {
        return refusal(torchFile({TorchContainer::Zip, {tensor}, {}, {}, true, {}, "cpu"}));
    };
    CHECK(refused({"w", {3, 3}, {1, 2, 3, 4}}).find("beyond its storage") != std::string::npos);
    CHECK(refused({"w", {2, 2}, {1, 2, 3, 4}, {4, 1}}).find("beyond its storage") != std::string::npos);
    CHECK(refused({"w", {1u << 31, 1u << 31, 1u << 31}, {1}}).find("beyond") != std::string::npos);
    CHECK(refused({"w", {1u << 20, 1u << 20}, {1}, {0, 0}}).find("beyond") != std::string::npos);
    CHECK(refused({"w", {1}, {1}, {}, "QInt8Storage"}).find("\"torch.QInt8Storage\"") != std::string::npos);
}

TEST_CASE("A storage that is missing or too short is refused by its key") {
    base::Bytes bytes =
        torchFile({TorchContainer::Zip, {{"w", {2}, {1, 2}, {}, "DoubleStorage"}}, {}, {}, true, {}, "cpu"});
    CHECK(refusal(bytes).find("storage \"0\" has 8 bytes instead of 16") != std::string::npos);
}

TEST_CASE("A tensor beside the state dict is a fact where it has one element") {
    const auto tensor = [](tests::PickleWriter& pickle, const std::string& name,
                           const std::vector<std::uint64_t>& shape,
                           const std::vector<std::uint64_t>& strides) {
        pickle.text(name).global("torch._utils", "_rebuild_tensor_v2").op("((");
        pickle.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(4).op("tQ");
        pickle.integer(1).numbers(shape).numbers(strides).raw("\x89").op("NtR");
    };
    tests::PickleWriter pickle;
    pickle.op("}(");
    tensor(pickle, "acc", {1, 1}, {7, 1});
    tensor(pickle, "several", {2}, {2});
    pickle.text("net").op("}(");
    tensor(pickle, "w", {1}, {1});
    const base::Bytes storage = base::packed(std::vector<float>{1, 2, 3, 4});
    const formats::Checkpoint checkpoint =
        read(tests::zipArchive({{"a/data.pkl", pickle.op("uu").finish()}, {"a/data/0", storage}}));
    CHECK(checkpoint.tensors.size() == 1);
    REQUIRE(checkpoint.facts.size() == 1);
    CHECK(*checkpoint.fact("acc") == "2");
}

TEST_CASE("Names and keys that no PyTorch writes are refused by their length") {
    const auto message = [](const std::string& name, std::uint64_t rank) {
        return refusal(torchFile({TorchContainer::Zip,
                                  {{name, std::vector<std::uint64_t>(rank, 1), {1}}},
                                  {},
                                  {},
                                  true,
                                  {},
                                  "cpu"}));
    };
    CHECK(message(std::string(1001, 'w'), 1).find("1,000 bytes") != std::string::npos);
    CHECK(message("w", 9).find("more than 8 dimensions") != std::string::npos);
}

TEST_CASE("Public checkpoints are read with the names and figures that their authors gave", "[real]") {
    struct Expected {
        const char* file;
        std::size_t tensors;
        const char* fact;
        const char* value;
    };
    const auto expected = GENERATE(Expected{"resnet20-12fca82f.th", 97, "best_prec1", "91.78000183105469"},
                                   Expected{"kuangliu-style-resnet20.pth", 116, "acc", "92.12"},
                                   Expected{"torchvision-style-resnet20.pth", 128, nullptr, nullptr},
                                   Expected{"pruned-resnet18-70.pth", 122, nullptr, nullptr});
    const auto folder = tests::extraDataFolder();
    if (!folder)
        SKIP_TEST("FAULTLINE_TEST_DATA names no folder with real checkpoints");
    const base::Bytes bytes = base::readFile(*folder / "real" / expected.file, 1u << 26).value();
    const formats::Checkpoint checkpoint = read(bytes);
    CHECK(checkpoint.tensors.size() == expected.tensors);
    if (expected.fact != nullptr)
        CHECK(*checkpoint.fact(expected.fact) == expected.value);
}

TEST_CASE("A call beside the weights is not made and is told, and the weights are read") {
    tests::PickleWriter pickle;
    pickle.op("}(");
    pickle.text("hyper_parameters").op("}(").text("optimizer");
    pickle.global("functools", "partial").op('(').global("posix", "system").op("tR");
    pickle.text("crop").global("builtins", "range").op('(').integer(0).integer(3).op("tR");
    pickle.text("ratio").global("fractions", "Fraction").op('(').text("3/4").op("tR");
    pickle.text("rows").global("__builtin__", "slice").op('(').integer(0).integer(3).integer(1).op("tRu");
    pickle.text("colour").global("palette", "Colour").op('(').integer(2).op("tR"); // an enum before 3.11
    pickle.text("mode").global("builtins", "getattr").op('(').global("palette", "Mode").text("FAST").op("tR");
    pickle.text("epoch").integer(3);
    pickle.text("state_dict").op("}(").text("w").global("torch._utils", "_rebuild_tensor_v2").op("((");
    pickle.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(1).raw("tQ");
    pickle.integer(0).numbers({1}).numbers({1}).op("tRuu");
    const base::Bytes bytes =
        tests::zipArchive({{"a/data.pkl", pickle.finish()}, {"a/data/0", base::Bytes(4)}});
    const formats::Checkpoint checkpoint = read(bytes);
    CHECK(checkpoint.tensors.size() == 1);
    CHECK(*checkpoint.fact("epoch") == "3");
    CHECK(checkpoint.notes ==
          std::vector<std::string>{"it asks to call \"functools.partial\", \"palette.Colour\"; nothing was "
                                   "called, and what that would have made was left aside"});
}

namespace {

/// A state dict under a key; its tensors share their bytes.
void putDict(tests::PickleWriter& pickle, const char* key, std::initializer_list<const char*> tensors) {
    pickle.text(key).op("}(");
    for (const char* tensor : tensors) {
        pickle.text(tensor).global("torch._utils", "_rebuild_tensor_v2").op("((");
        pickle.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(1).raw("tQ");
        pickle.integer(0).numbers({1}).numbers({1}).op("tR");
    }
    pickle.op('u');
}

base::Bytes fileOf(tests::PickleWriter& pickle) {
    return tests::zipArchive({{"a/data.pkl", pickle.op('u').finish()}, {"a/data/0", base::Bytes(4)}});
}

} // namespace

TEST_CASE("Of several state dicts the usual one is taken, or the one that is named") {
    tests::PickleWriter pickle;
    pickle.op("}(");
    putDict(pickle, "state_dict_ema", {"averaged"});
    putDict(pickle, "state_dict", {"raw"});
    const base::Bytes bytes = fileOf(pickle);
    CHECK(read(bytes).tensors.front().name == "raw");
    CHECK(read(bytes).networks == std::vector<std::string>{"state_dict", "state_dict_ema"});
    const auto averaged = formats::readCheckpoint(bytes, "state_dict_ema");
    REQUIRE(averaged);
    CHECK(averaged->tensors.front().name == "averaged");
    CHECK(averaged->networks == std::vector<std::string>{"state_dict_ema", "state_dict"});
    CHECK(averaged->taken == "state_dict_ema");
    CHECK(formats::readCheckpoint(bytes, "swa")->networks.front() == "state_dict");
}

TEST_CASE("Of state dicts under keys of their own the first that is no average is taken, and all are named") {
    tests::PickleWriter pickle;
    pickle.op("}(");
    putDict(pickle, "statistics", {"mean"});
    putDict(pickle, "teacher", {"a", "b", "c"});
    putDict(pickle, "student", {"d", "e", "f"});
    const base::Bytes bytes = fileOf(pickle);
    CHECK(read(bytes).tensors.front().name == "d");
    CHECK(read(bytes).networks == std::vector<std::string>{"student", "teacher"});
    CHECK(formats::readCheckpoint(bytes, "teacher")->tensors.front().name == "a");
    CHECK(formats::readCheckpoint(bytes, "teacher")->networks ==
          std::vector<std::string>{"teacher", "student"});

    tests::PickleWriter averages;
    averages.op("}(");
    putDict(averages, "swa_model", {"a"});
    putDict(averages, "ema", {"b"});
    CHECK(read(fileOf(averages)).taken == "ema"); // a usual key

    tests::PickleWriter alone;
    alone.op("}(");
    putDict(alone, "backbone_raw", {"a"});
    const base::Bytes one = fileOf(alone);
    CHECK(read(one).taken == "backbone_raw");
    CHECK(read(one).networks.empty());
    CHECK(formats::readCheckpoint(one, "backbone_raw")->networks.empty());
}

TEST_CASE("An object under two names is one network, and a dict of few tensors is none") {
    tests::PickleWriter pickle;
    pickle.op("}(");
    putDict(pickle, "state_dict", {"a", "b", "c"});
    putDict(pickle, "statistics", {"mean"});
    const base::Bytes bytes = fileOf(pickle);
    CHECK(read(bytes).networks.empty());
    CHECK(read(bytes).taken == "state_dict");

    tests::PickleWriter twice;
    twice.op("}(").text("best").op("}q\x01(").text("a").global("torch._utils", "_rebuild_tensor_v2").op("((");
    twice.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(1).raw("tQ");
    twice.integer(0).numbers({1}).numbers({1}).op("tRu").text("model").op("h\x01");
    const base::Bytes both = fileOf(twice);
    CHECK(read(both).networks.empty());
    CHECK(formats::readCheckpoint(both, "model")->taken == "model");
}
