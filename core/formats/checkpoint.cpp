// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/checkpoint.h"

#include "core/formats/safetensors.h"
#include "core/formats/torch_checkpoint.h"
#include "core/formats/zip.h"

#include <algorithm>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

bool beginsWith(base::ByteView file, std::string_view text, std::size_t offset = 0) {
    return file.size() >= offset + text.size() &&
           std::equal(text.begin(), text.end(), file.begin() + static_cast<std::ptrdiff_t>(offset),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

bool isZip(base::ByteView file) {
    return beginsWith(file, "PK\x03\x04");
}

/// No weights begin so: each container has control characters in its first bytes.
bool beginsAsText(base::ByteView file) {
    constexpr std::size_t shortest = 16, looked = 256;
    const auto first = file.first(std::min(looked, file.size()));
    return file.size() >= shortest && std::all_of(first.begin(), first.end(), [](std::uint8_t byte) {
               return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
           });
}

/// A length below 2^32 and the brace of a JSON object behind it.
bool looksLikeSafetensors(base::ByteView file) {
    return file.size() > 8 && file[8] == '{' && file[4] == 0 && file[5] == 0 && file[6] == 0 && file[7] == 0;
}

/// A protobuf whose first field is the IR version, a small number, and whose next fields are texts, numbers
/// or the graph.
bool looksLikeOnnx(base::ByteView file) {
    return file.size() > 16 && file[0] == 0x08 && file[1] > 0 && file[1] < 32 &&
           (file[2] == 0x12 || file[2] == 0x1a || file[2] == 0x22 || file[2] == 0x28 || file[2] == 0x3a ||
            file[2] == 0x42);
}

Result<Checkpoint> fromSafetensors(base::ByteView file) {
    FAULTLINE_TRY(read, readSafetensors(file));
    Checkpoint checkpoint;
    checkpoint.format = "safetensors";
    checkpoint.tensors = std::move(read.tensors);
    checkpoint.facts = std::move(read.metadata);
    return checkpoint;
}

Result<Checkpoint> fromZip(base::ByteView file, std::string_view weights) {
    FAULTLINE_TRY(archive, ZipArchive::read(file));
    const std::string prefix(archive.torchPrefix());
    if (!prefix.empty() && archive.hasFolder(prefix + "/code/"))
        return failure(ErrorKind::Refused, "it is a TorchScript program");
    if (!prefix.empty())
        return readTorchZip(archive, weights);
    if (archive.contains("model.weights.h5") || archive.contains("config.json"))
        return failure(ErrorKind::Refused,
                       "it is a Keras model, which is not read; export the model to ONNX");
    return failure(ErrorKind::Refused,
                   "it is a ZIP archive without PyTorch's data.pkl; unpack it and choose the model in it");
}

} // namespace

const Tensor* Checkpoint::find(std::string_view tensor) const {
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const Tensor& candidate) { return candidate.name == tensor; });
    return found == tensors.end() ? nullptr : &*found;
}

const std::string* Checkpoint::fact(std::string_view key) const {
    const auto found =
        std::find_if(facts.begin(), facts.end(), [&](const auto& fact) { return fact.first == key; });
    return found == facts.end() ? nullptr : &found->second;
}

ModelFormat modelFormat(base::ByteView file) {
    if (isZip(file)) {
        const auto archive = ZipArchive::read(file);
        if (!archive || archive->torchPrefix().empty())
            return ModelFormat::Other;
        return archive->hasFolder(std::string(archive->torchPrefix()) + "/code/") ? ModelFormat::TorchScript
                                                                                  : ModelFormat::TorchZip;
    }
    if (isTorchLegacy(file))
        return ModelFormat::TorchLegacy;
    if (looksLikeSafetensors(file))
        return ModelFormat::Safetensors;
    return looksLikeOnnx(file) ? ModelFormat::Onnx : ModelFormat::Other;
}

std::optional<std::string> mistakenFor(base::ByteView file) {
    if (file.empty())
        return "it is empty; get it again";
    if (beginsWith(file, "\x89HDF\r\n\x1a\n"))
        return "it is an HDF5 file (Keras or TensorFlow weights), which is not read; export the model to "
               "ONNX";
    if (beginsWith(file, "TFL3", 4))
        return "it is a TFLite model, which is not read; export the model to ONNX";
    if (beginsWith(file, "<!DOCTYPE") || beginsWith(file, "<html") || beginsWith(file, "<!doctype"))
        return "it is a web page, not a model; the download went wrong, get it again";
    if (beginsWith(file, "\x93NUMPY"))
        return "it is a NumPy array, not a model";
    if (!looksLikeSafetensors(file) && (beginsWith(file, "{") || beginsWith(file, "[")))
        return "it is a text that lies beside a model's weights, and no weights; name the file that holds "
               "them "
               "(model.safetensors, pytorch_model.bin)";
    if (beginsAsText(file))
        return "it is a text, not a model; choose the file that holds the weights";
    if (beginsWith(file, "ustar", 257))
        return "it is a tar archive: PyTorch's container before 0.1.10 is not read, and other archives must "
               "be unpacked first";
    if (beginsWith(file, "\x1f\x8b"))
        return "it is compressed with gzip; unpack it first";
    return std::nullopt;
}

Result<Checkpoint> readCheckpoint(base::ByteView file, std::string_view weights) {
    if (const auto mistaken = mistakenFor(file))
        return failure(ErrorKind::Refused, *mistaken);
    if (isZip(file))
        return fromZip(file, weights);
    if (isTorchLegacy(file))
        return readTorchLegacy(file, weights);
    if (looksLikeOnnx(file))
        return failure(ErrorKind::Refused, "it is an ONNX model");
    if (!file.empty() && file[0] == 0x80)
        return failure(ErrorKind::Refused, "it is a pickle that torch.save() did not write; save the model's "
                                           "state_dict() with torch.save()");
    return fromSafetensors(file); // whose reader says which of its rules is broken
}

} // namespace faultline::formats
