// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"
#include "tests/app/worker/worker_under_test.h"
#include "tests/support/onnx_files.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_files.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::model;
using namespace faultline::protocol;
using base::ErrorKind;
using Catch::Contains;
using tests::refused;
using tests::runRequest;
using tests::Worker;

namespace {

base::Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

/// A TorchScript archive by hand: it prints a line and answers the first ten values of an image.
base::Bytes scriptFile() {
    const char* const code = "class M(Module):\n"
                             "  __parameters__ = []\n"
                             "  __buffers__ = []\n"
                             "  training : bool\n"
                             "  def forward(self: __torch__.M,\n"
                             "    x: Tensor) -> Tensor:\n"
                             "    print(\"a line\")\n"
                             "    return torch.slice(torch.flatten(x, 1), 1, 0, 10)\n";
    tests::PickleWriter object;
    object.global("__torch__", "M").op(')').raw("\x81").op("}(").text("training").raw("\x89").op("ub");
    return tests::zipArchive({{"m/data.pkl", object.finish()},
                              {"m/code/__torch__.py", bytesOf(code)},
                              {"m/constants.pkl", tests::PickleWriter().op(')').finish()},
                              {"m/version", bytesOf("3\n")}});
}

/// Means of the channels times a 10 × 3 matrix.
base::Bytes onnxFile() {
    tests::OnnxFile file;
    file.nodes = {{"GlobalAveragePool", {"x"}, "m"},
                  {"Flatten", {"m"}, "f", {}, {{"axis", 1}}},
                  {"Gemm", {"f", "w", "b"}, "y", {}, {{"transB", 1}}}};
    file.weights = {{"w", {10, 3}, std::vector<float>(30, 1)}, {"b", {10}, std::vector<float>(10, 2)}};
    file.inputs = {{"x", {0, 3, 32, 32}}};
    file.outputs = {{"y", {0, 10}}};
    return tests::onnxFile(file);
}

/// Runs to the end and gives back what was opened.
Opened finished(Worker& worker, const RunRequest& request) {
    worker.send(request);
    Opened opened;
    std::size_t images = 0;
    for (;;) {
        const auto event = worker.next();
        REQUIRE(event);
        if (const auto* failed = std::get_if<Failed>(&*event))
            FAIL(failed->error.message);
        if (const auto* begun = std::get_if<Opened>(&*event))
            opened = *begun;
        if (const auto* batch = std::get_if<BatchDone>(&*event))
            images += batch->report.predictions.size();
        if (std::holds_alternative<Finished>(*event))
            break;
    }
    CHECK(images == opened.positions);
    return opened;
}

class Files {
public:
    Files() { tests::writeSyntheticCifar(m_folder.path()); }
    RunRequest request(const std::string& name, const base::Bytes& model) const {
        tests::writeBytes(m_folder / name, model);
        RunRequest request = runRequest(3, m_folder.path(), m_folder / name);
        request.options.preprocessing = model::parsedChoice("unit").value();
        return request;
    }

private:
    tests::TemporaryFolder m_folder;
};

} // namespace

TEST_CASE("A TorchScript program runs only where the request trusts it, and prints beside the frames") {
    const Files files;
    RunRequest request = files.request("model.pt", scriptFile());
    const Failed distrusted = refused(request);
    CHECK(distrusted.error.kind == ErrorKind::Refused);
    CHECK_THAT(distrusted.error.message, Contains("model.pt") && Contains("--trust-code"));
    request.options.trustCode = true;
    Worker worker;
    worker.greet();
    const Opened opened = finished(worker, request);
    CHECK(opened.model.format == "torchscript");
    CHECK(opened.model.featureCount == 0);
    CHECK(opened.model.classes.size() == 10);

    worker.send(SamplesRequest{4, request.dataset, request.model, request.options, {base::SampleIndex(1)}});
    CHECK(worker.expect<SamplesDone>().samples.size() == 1);
    request.options.trustCode = false; // trust is said anew with each request
    worker.send(SamplesRequest{5, request.dataset, request.model, request.options, {base::SampleIndex(1)}});
    CHECK(worker.expect<Failed>().error.kind == ErrorKind::Refused);
}

TEST_CASE("An ONNX model runs without trust, or is refused by a worker that says that it lacks ONNX") {
    const Files files;
    const RunRequest request = files.request("model.bin", onnxFile()); // told by its contents
    Worker worker;
    worker.greet();
    worker.send(DescribeRequest{});
    const auto missing = worker.expect<Description>().missing;
    if (std::find(missing.begin(), missing.end(), "onnx") != missing.end()) {
        CHECK_THAT(refused(request).error.message, Contains("built without"));
        return;
    }
    const Opened opened = finished(worker, request);
    CHECK(opened.model.format == "onnx");
    CHECK(opened.device.device == "cpu");
    CHECK_THAT(opened.device.backend, Contains("oneDNN ") || Contains("OpenCV "));
}

TEST_CASE("What is named .onnx and is no ONNX model is refused as one") {
    const Files files;
    const Failed failed = refused(files.request("model.onnx", bytesOf("no model at all")));
    CHECK_THAT(failed.error.message, Contains("model.onnx") && (Contains("ONNX") || Contains("damaged")));
}

TEST_CASE("A pointer or a foreign file is told as such, whatever it is named") {
    const Files files;
    const auto refusal = [&](const std::string& name, std::string_view bytes) {
        return refused(files.request(name, bytesOf(bytes))).error.message;
    };
    const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    CHECK_THAT(refusal("model.onnx", pointer), Contains("model.onnx") && Contains("git lfs pull"));
    CHECK_THAT(refusal("model.pt", pointer), Contains("model.pt") && Contains("git lfs pull"));
    CHECK_THAT(refusal("renamed.onnx", "\x89HDF\r\n\x1a\n...."), Contains("HDF5"));
    CHECK_THAT(refusal("empty.onnx", ""), Contains("it is empty"));
}
