// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/seeds.h"

#include "core/formats/safetensors_writer.h"
#include "tests/support/dataset_files.h"
#include "tests/support/onnx_files.h"
#include "tests/support/torch_files.h"

#include <stdexcept>

namespace faultline::fuzz {

namespace {

using formats::TensorType;
using tests::PickleWriter;
using tests::TorchContainer;

const std::vector<tests::TorchTensor> tensors{
    {"conv1.weight", {2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}},
    {"layer1.0.turned", {2, 2}, {1, 2, 3, 4}, {1, 2}},
    {"fc.bias", {2}, {0.5F, -1}},
};

base::Bytes safetensors() {
    const std::vector<float> values{1, -2, 0.5F, 1e9F};
    std::vector<formats::OutputTensor> list;
    for (const TensorType type : {TensorType::F32, TensorType::F16, TensorType::BF16})
        list.push_back(
            formats::outputTensor("weight." + std::string(formats::name(type)), type, {2, 2}, values));
    list.push_back({"bn1.num_batches_tracked", TensorType::I64, {}, base::Bytes(8, 1)});
    const auto bytes = formats::safetensorsBytes(
        list,
        {{"classes", "[\"cat\", \"dog\"]"}, {"mean", "[0.4914, 0.4822, 0.4465]"}, {"std", "[1, 1, 1]"}});
    if (!bytes)
        throw std::runtime_error(bytes.error().message);
    return *bytes;
}

/// Two stages of one block; every value is 1.
base::Bytes resnet() {
    std::vector<formats::OutputTensor> list;
    const auto add = [&](const std::string& name, const std::vector<std::uint64_t>& shape) {
        std::uint64_t elements = 1;
        for (const std::uint64_t size : shape)
            elements *= size;
        list.push_back(formats::outputTensor(name, TensorType::F16, shape, std::vector<float>(elements, 1)));
    };
    const auto unit = [&](const std::string& convolution, const std::string& norm, std::uint64_t outputs,
                          std::uint64_t inputs, std::uint64_t kernel) {
        add(convolution + ".weight", {outputs, inputs, kernel, kernel});
        for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"})
            add(norm + part, {outputs});
    };
    unit("conv1", "bn1", 2, 3, 3);
    unit("layer1.0.conv1", "layer1.0.bn1", 2, 2, 3);
    unit("layer1.0.conv2", "layer1.0.bn2", 2, 2, 3);
    unit("layer2.0.conv1", "layer2.0.bn1", 4, 2, 3);
    unit("layer2.0.conv2", "layer2.0.bn2", 4, 4, 3);
    unit("layer2.0.downsample.0", "layer2.0.downsample.1", 4, 2, 1);
    add("fc.weight", {2, 4});
    add("fc.bias", {2});
    return formats::safetensorsBytes(list, {}).value();
}

/// All instructions that hold or collect plain values.
base::Bytes collections() {
    PickleWriter pickle(4);
    pickle.raw("\x95\x10").raw(std::string(7, '\0')).op("}(").text("list").op("](").integer(1).integer(-2);
    pickle.real(0.5)
        .raw("\x88\x89")
        .op("Ne")
        .raw("\x94")
        .bytes("set")
        .raw("\x8f")
        .op("(")
        .integer(7)
        .raw("\x90");
    pickle.text("tuple")
        .integer(1)
        .integer(2)
        .integer(3)
        .raw("\x87")
        .text("memo")
        .op('q')
        .op('\1')
        .op("0h")
        .op('\1');
    return pickle.op("u").finish();
}

base::Bytes oldProtocol() {
    return bytesOf("(dp0\nS'net'\np1\n(lp2\nI1\naL5L\naF0.25\naI01\nasVkey\n(I1\nI2\ntsg1\nNs.");
}

base::Bytes objects() {
    PickleWriter pickle;
    pickle.global("collections", "OrderedDict").op("(](](").text("a").integer(1).op("eetR");
    pickle.op("}(")
        .text("o")
        .global("argparse", "Namespace")
        .op(')')
        .raw("\x81")
        .op('}')
        .text("lr")
        .real(0.1);
    return pickle.op("sb").text("p").op('(').text("storage").op("tQub").finish();
}

/// A state dict, within a training checkpoint where `key` is given.
base::Bytes torchFile(TorchContainer container, const std::string& key = {}) {
    tests::TorchFile file;
    file.container = container;
    file.tensors = tensors;
    file.key = key;
    if (!key.empty()) {
        file.facts = {{"acc", 91.5}};
        file.foreign = "argparse Namespace";
    }
    return tests::torchFile(file);
}

base::Bytes halves() {
    tests::TorchFile file;
    file.container = TorchContainer::Legacy;
    file.tensors = {{"h", {4}, {1, 2}, {}, "HalfStorage"}};
    return tests::torchFile(file);
}

/// A convolution with a weight; the batch is not fixed.
tests::OnnxFile onnx() {
    tests::OnnxFile file;
    file.nodes = {{"Conv", {"x", "w"}, "y", {{"kernel_shape", {1, 1}}}, {{"group", 1}}}};
    file.weights = {{"w", {2, 3, 1, 1}, {1, 2, 3, 4, 5, 6}}};
    file.inputs = {{"x", {0, 3, 4, 4}}};
    file.outputs = {{"y", {0, 2, 4, 4}}};
    return file;
}

} // namespace

std::vector<Seed> modelSeeds() {
    std::vector<Seed> seeds;
    seeds.push_back({"checkpoint", "zip-bare", torchFile(TorchContainer::Zip)});
    seeds.push_back({"checkpoint", "zip-training", torchFile(TorchContainer::Zip, "state_dict")});
    seeds.push_back({"checkpoint", "legacy-bare", torchFile(TorchContainer::Legacy)});
    seeds.push_back({"checkpoint", "legacy-training", torchFile(TorchContainer::Legacy, "net")});
    seeds.push_back({"checkpoint", "legacy-half", halves()});
    seeds.push_back({"checkpoint", "safetensors", safetensors()});
    seeds.push_back({"checkpoint", "resnet", resnet()});
    seeds.push_back({"safetensors", "all-types", safetensors()});
    seeds.push_back({"safetensors", "texts", bytesOf("[\"cat\", \"dög\", \"\\u00e9\"]")});
    seeds.push_back({"safetensors", "numbers", bytesOf("[1, -0.5, 2e3]")});
    seeds.push_back({"zip", "checkpoint", torchFile(TorchContainer::Zip)});
    seeds.push_back({"zip", "one-entry", tests::zipArchive({{"a/data.pkl", {'.'}}})});
    seeds.push_back({"zip", "code", tests::zipArchive({{"m/data.pkl", {'.'}}, {"m/code/__torch__.py", {}}})});
    seeds.push_back({"pickle", "collections", collections()});
    seeds.push_back({"pickle", "protocol-0", oldProtocol()});
    seeds.push_back({"pickle", "objects", objects()});
    seeds.push_back({"pickle", "state-dict", torchFile(TorchContainer::Legacy)});
    const base::Bytes floats = base::packed(std::vector<float>{0, 0.25F, 0.5F, 1});
    seeds.push_back({"npy", "labels", tests::npyFile("<i8", {2}, base::Bytes(16, 1))});
    seeds.push_back({"npy", "short-integers", tests::npyFile("<u2", {4}, base::Bytes(8, 2))});
    seeds.push_back({"npy", "scalar", tests::npyFile("<f8", {}, base::Bytes(8))});
    seeds.push_back({"npy", "grey-floats", tests::npyFile("<f4", {1, 2, 2}, floats)});
    seeds.push_back({"npy", "channels-last", tests::npyFile("|u1", {1, 2, 2, 3}, base::Bytes(12, 9))});
    seeds.push_back({"npy", "channels-first", tests::npyFile("|u1", {1, 3, 2, 2}, base::Bytes(12, 9))});
    tests::OnnxFile network = onnx();
    seeds.push_back({"onnx_info", "one-layer", tests::onnxFile(network)});
    network.nodes.push_back({"Gemm", {"y", "w", "b"}, "z"});
    seeds.push_back({"onnx_info", "product", tests::onnxFile(network)});
    tests::OnnxNode constant{"Constant", {}, "c"};
    constant.tensors = {{"value", {2}, {}, {0, -1}}};
    tests::OnnxNode normalised{"BatchNormalization", {"z", "w", "w", "w", "w"}, "n"};
    normalised.reals = {{"epsilon", 1e-5F}};
    normalised.texts = {{"mode", "constant"}};
    network.nodes.push_back(constant);
    network.nodes.push_back(normalised);
    seeds.push_back({"onnx_info", "constants", tests::onnxFile(network)});
    network.weightsAreInputs = network.weightsElsewhere = true;
    seeds.push_back({"onnx_info", "weights-elsewhere", tests::onnxFile(network)});
    return seeds;
}

} // namespace faultline::fuzz
