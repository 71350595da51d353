// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/tensor.h"

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline::formats {

/// Named tensors and what else a model file says of itself.
struct Checkpoint {
    std::string format;          ///< "safetensors", "pytorch-zip", "pytorch-legacy"
    std::vector<Tensor> tensors; ///< names as in the file
    std::vector<std::pair<std::string, std::string>> facts; ///< texts and numbers, as safetensors' metadata
    /// The networks of the file where it holds several, by their keys; the one that was taken is the first.
    std::vector<std::string> networks;
    std::string
        taken; ///< the key of the state dict that was taken; empty: the tensors lie in no dict of a key
    /// Sentences on what was left aside, which go on after the file's name.
    std::vector<std::string> notes;
    std::deque<base::Bytes> copies; ///< of tensors that do not lie row-major in the file

    /// nullptr where there is none.
    [[nodiscard]] const Tensor* find(std::string_view tensor) const;
    [[nodiscard]] const std::string* fact(std::string_view key) const;
};

/// Reads a file of named tensors that is in memory, by its contents and not by its name: safetensors, or
/// PyTorch's (`torch.save`) in the ZIP container of 1.6 and later or the stream before it. No code of the
/// file is run. What is no such file is refused by what it is: HDF5, TFLite, Keras, ONNX, TorchScript, a
/// pickled module. What lies beside the tensors and could only be made by calling a program is left aside.
/// The result refers to `file`.
/// @param weights the key of the state dict to be taken; where there is none of this name, the usual one is
[[nodiscard]] base::Result<Checkpoint> readCheckpoint(base::ByteView file, std::string_view weights = {});

/// What a file is that is taken for a model and is none of any kind, and what to do: empty, HDF5, TFLite,
/// a web page, an archive to be unpacked. None where its first bytes say nothing of the sort.
/// readCheckpoint() asks it, too.
[[nodiscard]] std::optional<std::string> mistakenFor(base::ByteView file);

/// What a model file is, told by its first bytes (and, of a ZIP, its entries).
enum class ModelFormat { Safetensors, TorchZip, TorchLegacy, TorchScript, Onnx, Other };
[[nodiscard]] ModelFormat modelFormat(base::ByteView file);

} // namespace faultline::formats
